use ::projection::{Process, ReactError, caused_by, earlier};
use decider::Env;
use edge::App;
use eventlog::Recorded;
use proto::matching::v1::match_event::Event;
use referrals_domain::{Referral, ReferralCommand, referral::after_match};
use uuid::Uuid;

use super::unless_decided_otherwise;

/// A referral follows its match: it runs from the first meeting, and the end of the match closes it or lets her wait
/// again.
#[derive(Debug)]
pub(crate) struct FollowMatch {
    pub(crate) app: App,
}

/// Kind of aggregate in matching's stream.
const MATCH: &str = "match";

impl Process for FollowMatch {
    const NAME: &'static str = "follow-match";
    const KINDS: &'static [&'static str] = &[MATCH];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let command = match recorded.decode()? {
                Event::Activated(_) => Some(ReferralCommand::Start),
                Event::Ended(ended) => after_match(ended.reason(), ended.new_friend_wanted()),
                _ => None,
            };
            let Some(command) = command else { continue };
            let Some(referral) = self.referral_of(commit).await? else { continue };
            let env = Env::at(commit.recorded_at, Some(recorded.occurred_on));
            let by = caused_by::<Self>(commit, 0, "matching", env);
            return unless_decided_otherwise(&command, self.app.log.execute::<Referral>(&by, referral, &command).await);
        }
        Ok(0)
    }
}

impl FollowMatch {
    /// The setting up named it; later events of the match do not.
    async fn referral_of(&self, commit: &Recorded) -> Result<Option<Uuid>, ReactError> {
        let set_up = |event| if let Event::SetUp(set_up) = event { Some(set_up.referral_id) } else { None };
        let referral = earlier(self.app.log.client(), commit, set_up).await?;
        Ok(referral.and_then(|referral| referral.parse().ok()))
    }
}
