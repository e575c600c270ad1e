use ::projection::{ApplyError, Projection};
use database::DistrictTx;
use eventlog::Recorded;
use proto::matching::v1::group_event::Event;
use uuid::Uuid;

/// What matching calls a group in its subjects.
pub(crate) const GROUP: &str = "group";

/// The lane over matching: who has a place in which group, or a turn in its queue, on the ground of which referral.
#[derive(Debug)]
pub(crate) struct Places;

impl Projection for Places {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind != GROUP {
            return Ok(());
        }
        for recorded in &commit.events {
            match recorded.decode()? {
                Event::PlaceGiven(given) => {
                    // Whoever moves up leaves the queue.
                    end(tx, commit, Some(id(&given.referral_id)?)).await?;
                    begin(tx, commit, id(&given.referral_id)?, false).await?;
                }
                Event::PlaceQueued(queued) => begin(tx, commit, id(&queued.referral_id)?, true).await?,
                Event::PlaceGivenUp(given_up) => end(tx, commit, Some(id(&given_up.referral_id)?)).await?,
                Event::Closed(_) => end(tx, commit, None).await?,
                Event::Started(_) | Event::LeadersChanged(_) | Event::CapacityChanged(_) => {}
            }
        }
        Ok(())
    }
}

async fn begin(tx: &mut DistrictTx, commit: &Recorded, referral: Uuid, queued: bool) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into group_place (district, led_group, referral, sequence, queued) values ($1, $2, $3, $4, $5)
         on conflict do nothing",
    )
    .bind(commit.stream.district.as_str())
    .bind(commit.id)
    .bind(referral)
    .bind(commit.sequence.cast_signed())
    .bind(queued)
    .execute(tx.rows())
    .await
    .map(drop)
}

/// Ends what stands in the group: of one referral, or of all.
async fn end(tx: &mut DistrictTx, commit: &Recorded, referral: Option<Uuid>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update group_place set ended_sequence = $4
         where district = $1 and led_group = $2 and ($3::uuid is null or referral = $3) and ended_sequence is null",
    )
    .bind(commit.stream.district.as_str())
    .bind(commit.id)
    .bind(referral)
    .bind(commit.sequence.cast_signed())
    .execute(tx.rows())
    .await
    .map(drop)
}

fn id(text: &str) -> Result<Uuid, ApplyError> {
    text.parse().map_err(|error: uuid::Error| ApplyError::poison("referral-id", error))
}
