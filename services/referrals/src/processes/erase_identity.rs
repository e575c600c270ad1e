use std::time::Duration;

use ::projection::{Process, ReactError, caused_by};
use decider::{Decider as _, Env};
use edge::App;
use eventlog::Recorded;
use keyring::KeyKind;
use proto::referrals::v1::ErasureStep;
use referrals_domain::{Person, PersonCommand};
use tokio::time::Instant;

/// How long one attempt waits for the lane that blanks.
const WITHIN: Duration = Duration::from_secs(10);

/// An erasure begins where it was ordered: her identity key is destroyed, then this service's own rows are blank.
#[derive(Debug)]
pub(crate) struct EraseIdentity {
    pub(crate) app: App,
}

impl Process for EraseIdentity {
    const NAME: &'static str = "erase-identity";
    const KINDS: &'static [&'static str] = &[Person::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let ordered =
            commit.kind == Person::KIND && commit.events.iter().any(|event| event.name == "PersonErasureOrdered");
        if !ordered {
            return Ok(0);
        }
        let district = &commit.stream.district;
        self.app.keyring.destroy(district, commit.id, KeyKind::Identity).await.map_err(ReactError::retry)?;
        self.confirm(commit, 0, ErasureStep::IdentityKey).await?;
        let until = Instant::now() + WITHIN;
        self.app.positions.wait_applied(commit, until).await.map_err(ReactError::retry)?;
        self.confirm(commit, 1, ErasureStep::Referrals).await
    }
}

impl EraseIdentity {
    async fn confirm(&self, commit: &Recorded, n: u32, step: ErasureStep) -> Result<u64, ReactError> {
        let by = caused_by::<Self>(commit, n, "erasure", Env::at(self.app.installation.now(), None));
        Ok(self.app.log.execute::<Person>(&by, commit.id, &PersonCommand::ConfirmErasureStep(step)).await?.sequence)
    }
}
