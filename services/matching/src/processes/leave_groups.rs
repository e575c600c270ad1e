use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Recorded, RecordedEvent, Refused};
use matching_domain::{Group, GroupCommand};
use proto::{
    UndecodableEvent,
    matching::v1::EndReason,
    referrals::v1::{Answer, person_event, referral_event::Event},
};
use uuid::Uuid;

use super::{context, newest_rows, unless_refused};

/// A referral that ends gives up its places in groups and its turns in their queues, with what was offered in them; so does
/// everybody who is being erased. What is free by it is the coordinator's to offer.
#[derive(Debug)]
pub(crate) struct LeaveGroups {
    pub(crate) app: App,
}

/// Kinds of aggregate in referrals' stream.
const REFERRAL: &str = "referral";
const PERSON: &str = "person";

impl Process for LeaveGroups {
    const NAME: &'static str = "leave-groups";
    const KINDS: &'static [&'static str] = &[REFERRAL, PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for recorded in &commit.events {
            let Some(new_place_wanted) = end(&commit.kind, recorded)? else { continue };
            for (group, person) in self.places(commit).await? {
                let mut by = context::<Self>(commit, 0, recorded.occurred_on);
                by.command = by.command.step(&group.to_string());
                let give_up = GroupCommand::GiveUpPlace {
                    person_id: person.to_string(),
                    reason: EndReason::Unspecified,
                    new_place_wanted,
                };
                let done = self.app.log.execute::<Group>(&by, group, &give_up).await;
                // When the end of her place closed the referral, or the group closed, there is nothing to give up.
                let left = unless_refused(done.map_err(Refused::any), &["GROUP_CLOSED", "GROUP_PLACE_NOT_FOUND"])?;
                written = left.max(written);
            }
        }
        Ok(written)
    }
}

/// Whether another place is wanted, of an event that ends places; `None` of any other.
fn end(kind: &str, recorded: &RecordedEvent) -> Result<Option<Answer>, UndecodableEvent> {
    Ok(match kind {
        // That and why it ended are the referral's to say.
        REFERRAL => matches!(recorded.decode()?, Event::Closed(_) | Event::Rejected(_) | Event::EnteredInError(_))
            .then_some(Answer::Unspecified),
        // Said for her, or her referral would wait for another place.
        PERSON => matches!(recorded.decode()?, person_event::Event::ErasureOrdered(_)).then_some(Answer::No),
        _ => None,
    })
}

impl LeaveGroups {
    /// Groups in which the referral or the person has a place or a turn, and whose it is.
    async fn places(&self, commit: &Recorded) -> Result<Vec<(Uuid, Uuid)>, ReactError> {
        let district = &commit.stream.district;
        newest_rows(&self.app, district).await?;
        let mut tx = self.app.database.district(district).await.map_err(ReactError::retry)?;
        sqlx::query_as(
            "select led_group, person from group_place
             where district = $1 and $2 in (referral, person) and status in (1, 2) order by led_group",
        )
        .bind(district.as_str())
        .bind(commit.id)
        .fetch_all(tx.rows())
        .await
        .map_err(ReactError::retry)
    }
}
