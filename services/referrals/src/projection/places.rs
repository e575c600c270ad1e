use ::projection::{ApplyError, Entry, Projection, id};
use database::DistrictTx;
use eventlog::Recorded;
use proto::matching::v1::{group_event::Event, volunteer_event::Event as VolunteerEvent};
use uuid::Uuid;

use super::pairs;

/// What matching calls a group in its subjects.
pub(crate) const GROUP: &str = "group";
/// And a volunteer.
const VOLUNTEER: &str = "volunteer";

/// The lane over matching: who has a place in which group, or a turn in its queue, on the ground of which referral; who
/// volunteers; and who was proposed to whom.
#[derive(Debug)]
pub(crate) struct Places;

impl Projection for Places {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind == VOLUNTEER {
            for row in Entry::all(commit) {
                volunteer(tx, row).await?;
            }
        }
        pairs::apply(tx, commit).await?;
        if commit.kind != GROUP {
            return Ok(());
        }
        for row in Entry::all(commit) {
            match row.event.decode()? {
                Event::PlaceGiven(given) => {
                    // Whoever moves up leaves the queue.
                    end(tx, row, Some(id(&given.referral_id)?)).await?;
                    begin(tx, row, id(&given.referral_id)?, false).await?;
                }
                Event::PlaceQueued(queued) => begin(tx, row, id(&queued.referral_id)?, true).await?,
                Event::PlaceGivenUp(given_up) => end(tx, row, Some(id(&given_up.referral_id)?)).await?,
                Event::Closed(_) => end(tx, row, None).await?,
                Event::Started(_)
                | Event::LeadersChanged(_)
                | Event::CapacityChanged(_)
                | Event::PlaceOffered(_)
                | Event::OfferAnswered(_)
                | Event::OfferExpired(_)
                | Event::OfferWithdrawn(_)
                | Event::ChildcareChanged(_)
                | Event::ChildcareTold(_) => {}
            }
        }
        Ok(())
    }
}

/// By the names of events: whether somebody volunteers is all that is asked of them.
async fn volunteer(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    match row.event.name.as_str() {
        "VolunteerApplied" => {
            let VolunteerEvent::Applied(applied) = row.event.decode()? else { return Ok(()) };
            row.about(
                "insert into volunteering (district, volunteer, person, programme) values ($1, $2, $3, $4)
                 on conflict do nothing",
            )
            .bind(id(&applied.person_id)?)
            .bind(&applied.programme_id)
            .execute(tx.rows())
            .await?;
        }
        "VolunteerLeft" | "VolunteerNotApproved" => {
            row.about("update volunteering set ended_on = $3 where district = $1 and volunteer = $2")
                .bind(row.day())
                .execute(tx.rows())
                .await?;
        }
        "VolunteerApproved" | "VolunteerResumed" => {
            row.about("update volunteering set ended_on = null where district = $1 and volunteer = $2")
                .execute(tx.rows())
                .await?;
        }
        _ => {}
    }
    Ok(())
}

async fn begin(tx: &mut DistrictTx, row: Entry<'_>, referral: Uuid, queued: bool) -> Result<(), sqlx::Error> {
    row.about(
        "insert into group_place (district, led_group, referral, sequence, queued) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(referral)
    .bind(row.sequence())
    .bind(queued)
    .execute(tx.rows())
    .await
    .map(drop)
}

/// Ends what stands in the group: of one referral, or of all.
async fn end(tx: &mut DistrictTx, row: Entry<'_>, referral: Option<Uuid>) -> Result<(), sqlx::Error> {
    row.about(
        "update group_place set ended_sequence = $4
         where district = $1 and led_group = $2 and ($3::uuid is null or referral = $3) and ended_sequence is null",
    )
    .bind(referral)
    .bind(row.sequence())
    .execute(tx.rows())
    .await
    .map(drop)
}
