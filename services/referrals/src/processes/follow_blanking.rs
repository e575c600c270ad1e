use ::projection::{Process, ReactError, caused_by, id};
use decider::{Decider as _, Env};
use edge::App;
use erasure::Blanking;
use eventlog::{Context, Recorded, Refused};
use proto::{erasure::v1::erasure_event::Event, referrals::v1::ErasureStep};
use referrals_domain::{Person, PersonCommand, PersonRejection};

/// Follows the other services: each confirmation is a step of the person's erasure.
#[derive(Debug)]
pub(crate) struct FollowBlanking {
    pub(crate) app: App,
}

impl FollowBlanking {
    /// Every context but our own, whose rows `EraseIdentity` waits for.
    pub(crate) fn contexts() -> impl Iterator<Item = Context> {
        Context::OF_DISTRICT.into_iter().filter(|context| step_of(*context).is_some())
    }
}

impl Process for FollowBlanking {
    const NAME: &'static str = "follow-blanking";
    const KINDS: &'static [&'static str] = &[Blanking::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let Some(step) = step_of(commit.stream.context) else { return Ok(0) };
        let Some(recorded) = commit.events.first() else { return Ok(0) };
        let Event::RowsBlanked(blanked) = recorded.decode()?;
        let by = caused_by::<Self>(commit, 0, "erasure", Env::at(self.app.installation.now(), None));
        let command = PersonCommand::ConfirmErasureStep(step);
        match self.app.log.execute::<Person>(&by, id(&blanked.person_id)?, &command).await {
            // Faster than our own process, which destroys her identity key first.
            Err(Refused::Rejected(early @ PersonRejection::ErasureStepOutOfOrder)) => Err(ReactError::retry(early)),
            settled => Ok(settled?.sequence),
        }
    }
}

fn step_of(context: Context) -> Option<ErasureStep> {
    match context {
        Context::Matching => Some(ErasureStep::Matching),
        Context::Scheduling => Some(ErasureStep::Scheduling),
        Context::Reporting => Some(ErasureStep::Reporting),
        Context::Referrals | Context::Installation => None,
    }
}

#[cfg(test)]
mod tests {
    use referrals_domain::person::BLANKED_BY;

    use super::*;

    #[test]
    fn every_service_that_must_confirm_is_followed() {
        let followed: Vec<ErasureStep> = FollowBlanking::contexts().filter_map(step_of).collect();
        let others = BLANKED_BY.into_iter().filter(|step| *step != ErasureStep::Referrals);
        assert_eq!(followed, others.collect::<Vec<_>>());
    }
}
