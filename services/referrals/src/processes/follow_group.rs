use std::time::Duration;

use ::projection::{Process, ReactError, caused_by, id};
use decider::Env;
use edge::App;
use eventlog::Recorded;
use jiff::civil::Date;
use proto::matching::v1::group_event::Event;
use referrals_domain::{
    Referral, ReferralCommand,
    referral::{Elsewhere, after_closed_group, after_place},
};
use tokio::time::Instant;
use uuid::Uuid;

use super::unless_decided_otherwise;
use crate::{projection::GROUP, queries::place};

/// How long one attempt waits for the rows of places.
const WITHIN: Duration = Duration::from_secs(10);

/// A referral follows its places in groups: it runs from the first, and the end of the last closes it or lets her wait
/// again.
#[derive(Debug)]
pub(crate) struct FollowGroup {
    pub(crate) app: App,
}

impl Process for FollowGroup {
    const NAME: &'static str = "follow-group";
    const KINDS: &'static [&'static str] = &[GROUP];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let (mut written, mut refused) = (0, None);
        for (n, recorded) in (0..).zip(&commit.events) {
            for (referral, command) in self.called_for(commit, recorded.decode()?).await? {
                match self.tell(commit, n, recorded.occurred_on, referral, &command).await {
                    Ok(at) => written = at.max(written),
                    // The others of the group are told all the same.
                    Err(error @ ReactError::Refused { .. }) => refused = Some(error),
                    Err(error) => return Err(error),
                }
            }
        }
        refused.map_or(Ok(written), Err)
    }
}

impl FollowGroup {
    async fn called_for(&self, commit: &Recorded, event: Event) -> Result<Vec<(Uuid, ReferralCommand)>, ReactError> {
        let command = match event {
            Event::PlaceGiven(given) => Some((id(&given.referral_id)?, ReferralCommand::Start)),
            Event::PlaceQueued(queued) => {
                let referral = id(&queued.referral_id)?;
                // With a place in another group it runs on.
                let waits = self.elsewhere(commit, referral).await? != Elsewhere::Place;
                waits.then_some((referral, ReferralCommand::PlaceOnWaitingList))
            }
            Event::PlaceGivenUp(given_up) => {
                let referral = id(&given_up.referral_id)?;
                let elsewhere = self.elsewhere(commit, referral).await?;
                let after = after_place(given_up.reason(), given_up.new_place_wanted(), elsewhere);
                after.map(|command| (referral, command))
            }
            Event::Closed(closed) => {
                let mut commands = Vec::new();
                self.rows_of(commit).await?;
                let mut tx = self.app.database.district(&commit.stream.district).await.map_err(ReactError::retry)?;
                for (referral, had_place) in place::ended_by(&mut tx, commit).await.map_err(ReactError::retry)? {
                    let elsewhere = place::elsewhere(&mut tx, commit, referral).await.map_err(ReactError::retry)?;
                    let after = after_closed_group(closed.reason(), had_place, elsewhere);
                    commands.extend(after.map(|command| (referral, command)));
                }
                return Ok(commands);
            }
            // An offer is no place yet, and no place is lost by one.
            Event::PlaceOffered(_)
            | Event::OfferAnswered(_)
            | Event::OfferExpired(_)
            | Event::OfferWithdrawn(_)
            | Event::ChildcareChanged(_)
            | Event::ChildcareTold(_)
            | Event::Started(_)
            | Event::LeadersChanged(_)
            | Event::CapacityChanged(_) => None,
        };
        Ok(command.into_iter().collect())
    }

    async fn elsewhere(&self, commit: &Recorded, referral: Uuid) -> Result<Elsewhere, ReactError> {
        self.rows_of(commit).await?;
        let mut tx = self.app.database.district(&commit.stream.district).await.map_err(ReactError::retry)?;
        place::elsewhere(&mut tx, commit, referral).await.map_err(ReactError::retry)
    }

    async fn rows_of(&self, commit: &Recorded) -> Result<(), ReactError> {
        let rows = self.app.positions.wait_rows(&commit.stream, commit.sequence, Instant::now() + WITHIN).await;
        rows.map_err(|stale| ReactError::retry(format!("rows of places are {} commits behind", stale.behind)))
    }

    async fn tell(
        &self,
        commit: &Recorded,
        n: u32,
        occurred_on: Date,
        referral: Uuid,
        command: &ReferralCommand,
    ) -> Result<u64, ReactError> {
        let mut by = caused_by::<Self>(commit, n, "matching", Env::at(commit.recorded_at, Some(occurred_on)));
        by.command = by.command.step(&referral.to_string());
        unless_decided_otherwise(command, self.app.log.execute::<Referral>(&by, referral, command).await)
    }
}
