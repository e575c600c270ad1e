use ::projection::{Process, ReactError, caused_by};
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

impl Process for FollowBlanking {
    const NAME: &'static str = "follow-blanking";
    const KINDS: &'static [&'static str] = &[Blanking::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let step = match commit.stream.context {
            Context::Matching => ErasureStep::Matching,
            Context::Scheduling => ErasureStep::Scheduling,
            Context::Reporting => ErasureStep::Reporting,
            Context::Referrals | Context::Installation => return Ok(0),
        };
        let Some(recorded) = commit.events.first() else { return Ok(0) };
        let Event::RowsBlanked(blanked) = recorded.decode()?;
        let by = caused_by::<Self>(commit, 0, "erasure", Env::at(self.app.installation.now(), None));
        let person = blanked.person_id.parse().map_err(|error: uuid::Error| ReactError::Refused {
            reason: "person-id".to_owned(),
            source: error.into(),
        })?;
        let command = PersonCommand::ConfirmErasureStep(step);
        match self.app.log.execute::<Person>(&by, person, &command).await {
            // Faster than our own process, which destroys her identity key first.
            Err(Refused::Rejected(early @ PersonRejection::ErasureStepOutOfOrder)) => Err(ReactError::retry(early)),
            settled => Ok(settled?.sequence),
        }
    }
}
