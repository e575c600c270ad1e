use ::projection::{ApplyError, Projection, ids};
use database::DistrictTx;
use eventlog::Recorded;
use proto::matching::v1::group_event::Event;
use uuid::Uuid;

/// What matching calls a group in its subjects.
const GROUP: &str = "group";

/// The lane over matching: who leads which group. A closed group keeps its leaders, for what they have yet to record.
#[derive(Debug)]
pub(crate) struct LedGroups;

impl Projection for LedGroups {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        if commit.kind != GROUP {
            return Ok(());
        }
        for recorded in &commit.events {
            let leaders = match recorded.decode()? {
                Event::Started(started) => started.leader_person_ids,
                Event::LeadersChanged(changed) => changed.leader_person_ids,
                Event::CapacityChanged(_)
                | Event::PlaceGiven(_)
                | Event::PlaceQueued(_)
                | Event::PlaceGivenUp(_)
                | Event::PlaceOffered(_)
                | Event::OfferAnswered(_)
                | Event::OfferExpired(_)
                | Event::OfferWithdrawn(_)
                | Event::ChildcareChanged(_)
                | Event::ChildcareTold(_)
                | Event::Closed(_) => continue,
            };
            replace(tx, commit.id, &ids(&leaders)?).await?;
        }
        Ok(())
    }
}

async fn replace(tx: &mut DistrictTx, group: Uuid, leaders: &[Uuid]) -> Result<(), sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query("delete from led_group where district = $1 and group_id = $2")
        .bind(district.as_str())
        .bind(group)
        .execute(tx.rows())
        .await?;
    sqlx::query("insert into led_group (district, group_id, leader) select distinct $1, $2, unnest($3::uuid[])")
        .bind(district.as_str())
        .bind(group)
        .bind(leaders)
        .execute(tx.rows())
        .await
        .map(drop)
}
