use std::time::Duration;

use decider::Env;
use edge::App;
use eventlog::Recorded;
use projection::{Process, ReactError, caused_by};
use proto::{erasure::v1::RowsBlanked, referrals::v1::person_event::Event};
use tokio::time::Instant;

use crate::{Blanking, BlankingCommand};

/// Kind of the aggregate in referrals whose erasure is ordered.
const PERSON: &str = "person";
/// How long one attempt waits for the lane that blanks.
const WITHIN: Duration = Duration::from_secs(10);

/// Follows referrals: once this service's lane has passed the order, her rows are blank, and that is confirmed.
#[derive(Debug)]
pub struct ConfirmBlanked {
    pub app: App,
}

impl Process for ConfirmBlanked {
    const NAME: &'static str = "confirm-blanked";
    const KINDS: &'static [&'static str] = &[PERSON];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let Event::ErasureOrdered(ordered) = recorded.decode()? else { continue };
            let until = Instant::now() + WITHIN;
            self.app.positions.wait_applied(commit, until).await.map_err(ReactError::retry)?;
            let erasure = projection::id(&ordered.erasure_id)?;
            let by = caused_by::<Self>(commit, 0, "erasure", Env::at(self.app.installation.now(), None));
            let blanked = RowsBlanked { person_id: commit.id.to_string(), erasure_id: ordered.erasure_id };
            return Ok(self.app.log.create::<Blanking>(&by, erasure, &BlankingCommand(blanked)).await?.sequence);
        }
        Ok(0)
    }
}
