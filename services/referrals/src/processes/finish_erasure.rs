use std::{
    collections::HashMap,
    error::Error,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use decider::{ActorId, CommandId, Decider as _, DistrictId, Env};
use edge::App;
use eventlog::CommandContext;
use keyring::KeyKind;
use proto::referrals::v1::ErasureStep;
use referrals_domain::{Person, PersonCommand, person::BLANKED_BY};
use runtime::Sweep;
use uuid::Uuid;

use crate::queries::person::blanked_everywhere;

type Failed = Box<dyn Error + Send + Sync>;

/// Ends erasures whose rows are blank everywhere: once no cache can hold her statistics key, it is destroyed and the
/// receipt is made.
#[derive(Debug)]
pub(crate) struct FinishErasure {
    app: App,
    /// Real time at which each was first seen ready. After a restart the wait begins anew, which errs on the safe side.
    seen: Mutex<HashMap<Uuid, Instant>>,
}

impl FinishErasure {
    pub(crate) fn new(app: App) -> Self {
        Self { app, seen: Mutex::default() }
    }

    fn waited(&self, erasure: Uuid) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry(erasure).or_insert_with(Instant::now).elapsed() >= self.app.keyring.kept_for()
    }

    async fn finish(&self, district: &DistrictId, erasure: Uuid, person: Uuid) -> Result<(), Failed> {
        let confirm = PersonCommand::ConfirmErasureStep(ErasureStep::StatisticsKey);
        // No key comes back: the rule says so of the log itself, whatever the rows say.
        let known = self.app.log.load_newest::<Person>(district, person).await?;
        Person::decide(&known.state, &confirm, &self.env())?;
        self.app.keyring.destroy(district, person, KeyKind::Statistics).await?;
        self.tell(district, erasure, "statistics-key", person, &confirm).await?;
        let complete = PersonCommand::CompleteErasure { receipt: receipt(erasure) };
        self.tell(district, erasure, "complete", person, &complete).await
    }

    async fn tell(
        &self,
        district: &DistrictId,
        erasure: Uuid,
        step: &str,
        person: Uuid,
        command: &PersonCommand,
    ) -> Result<(), Failed> {
        let by = CommandContext {
            district: district.clone(),
            command: CommandId(erasure).step(step),
            digest: [0; 32],
            actor: ActorId::new(&format!("process:{}", Self::NAME)),
            purpose: "erasure",
            env: self.env(),
            causation: None,
        };
        self.app.log.execute::<Person>(&by, person, command).await?;
        Ok(())
    }

    fn env(&self) -> Env {
        Env::at(self.app.installation.now(), None)
    }
}

impl Sweep for FinishErasure {
    const NAME: &'static str = "finish-erasure";

    async fn sweep(&self, district: &DistrictId) -> Result<(), Failed> {
        let mut tx = self.app.database.district(district).await?;
        let ready = blanked_everywhere(&mut tx).await?;
        tx.commit().await?;
        let mut ended = Ok(());
        for (erasure, person) in ready {
            if self.waited(erasure) {
                // One that cannot be ended keeps no other from its end.
                ended = ended.and(self.finish(district, erasure, person).await);
            }
        }
        ended
    }
}

/// Proof without a person: the erasure and its steps, hashed.
fn receipt(erasure: Uuid) -> Vec<u8> {
    let steps = [ErasureStep::IdentityKey].into_iter().chain(BLANKED_BY).chain([ErasureStep::StatisticsKey]);
    let text = steps.fold(erasure.to_string(), |text, step| format!("{text}|{}", step.as_str_name()));
    eventlog::hash(text.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever was given a receipt can have it checked for good.
    #[test]
    fn a_receipt_proves_the_same_steps_as_ever() {
        let text = "00000000-0000-0000-0000-000000000007|ERASURE_STEP_IDENTITY_KEY|ERASURE_STEP_REFERRALS\
                    |ERASURE_STEP_MATCHING|ERASURE_STEP_SCHEDULING|ERASURE_STEP_REPORTING|ERASURE_STEP_STATISTICS_KEY";
        assert_eq!(receipt(Uuid::from_u128(7)), eventlog::hash(text.as_bytes()));
    }
}
