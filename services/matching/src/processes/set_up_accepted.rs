use ::projection::{Process, ReactError};
use decider::Decider;
use edge::App;
use eventlog::Recorded;
use matching_domain::Proposal;
use proto::matching::v1::proposal_event::Event;

use super::context;
use crate::commands::{load, reason_of, set_up};

/// The second yes makes the match: nobody has to press a button for it. What a rule refuses then, such as a slot
/// that was taken meanwhile, stands on Today for the coordinator.
#[derive(Debug)]
pub(crate) struct SetUpAccepted {
    pub(crate) app: App,
}

impl Process for SetUpAccepted {
    const NAME: &'static str = "set-up-accepted";
    const KINDS: &'static [&'static str] = &[Proposal::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let Event::Answered(answered) = recorded.decode()? else { continue };
            let by = context::<Self>(commit, 0, recorded.occurred_on);
            if !answered.yes {
                continue;
            }
            let folded = load::<Proposal>(&self.app, &by, commit.id).await?;
            if folded.state.accepted().is_err() {
                continue;
            }
            return match set_up(&self.app, &by, commit.id, &folded.state, 0).await {
                Ok(done) => Ok(done.sequence),
                Err(refused) => match reason_of(&refused) {
                    // Somebody was faster, for another length of time.
                    Some("MATCH_ALREADY_SET_UP") => Ok(0),
                    Some(reason) => {
                        tracing::info!(proposal.id = %commit.id, reason, "an accepted pair was not set up");
                        Ok(0)
                    }
                    None => Err(refused.into()),
                },
            };
        }
        Ok(0)
    }
}
