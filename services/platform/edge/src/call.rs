use access::{Action, Caller, allows};
use decider::{CommandId, DistrictId, Env};
use eventlog::CommandContext;
use installation::Installation;
use jiff::{Timestamp, civil::Date};
use keyring::Keyring;
use prost::Message;
use proto::programmes::v1::Programme;
use uuid::Uuid;

use crate::{Failure, Violations};

/// Id of a request, and the day it says something happened, when it says one.
pub type When = (Uuid, Option<Date>);

/// One request: who calls, which method, and when by the installation's clock.
#[derive(Debug, Clone)]
pub struct Call {
    pub caller: Caller,
    /// Path of the method, e.g. "/rinnalla.referrals.v1.ReferralsService/AcceptReferral".
    pub method: &'static str,
    pub now: Timestamp,
}

impl Call {
    pub fn district(&self) -> &DistrictId {
        &self.caller.district
    }

    pub fn today(&self) -> Date {
        Env::at(self.now, None).today
    }

    /// Whether the caller's role allows a further action than the method's own.
    pub fn may(&self, action: Action) -> bool {
        allows(self.caller.role, action)
    }

    /// What a command of this call says beside itself. The digest tells a repeat from another command.
    pub async fn command<M: Message>(
        &self,
        keyring: &Keyring,
        request_id: Uuid,
        occurred_on: Option<Date>,
        request: &M,
    ) -> Result<CommandContext, Failure> {
        let body = request.encode_to_vec();
        let parts = [self.caller.actor.as_str().as_bytes(), self.method.as_bytes(), &body];
        let digest = keyring.mac(self.district(), "command digest", &parts).await?;
        Ok(CommandContext {
            district: self.district().clone(),
            command: CommandId(request_id),
            digest,
            actor: self.caller.actor.clone(),
            purpose: self.caller.role.purpose(),
            env: Env::at(self.now, occurred_on),
            causation: None,
        })
    }

    /// Request id and day of a command: both are read the same way everywhere.
    pub fn when(&self, violations: &mut Violations, request_id: &str, occurred_on: &str) -> When {
        let id = violations.id("request_id", request_id);
        let day = violations.optional_date("occurred_on", occurred_on);
        if day.is_some_and(|day| day > self.today()) {
            violations.add("occurred_on", "must not be in the future");
        }
        (id, day)
    }

    /// A programme that the caller's district runs on a day, today when none is told; an empty one when it does not.
    pub fn programme(
        &self,
        installation: &Installation,
        violations: &mut Violations,
        programme_id: &str,
        on: Option<Date>,
    ) -> Programme {
        let known = installation.known();
        let runs = known.programmes_of(self.district(), on.unwrap_or_else(|| self.today()));
        let programme = runs.into_iter().find(|programme| programme.programme_id == programme_id);
        programme.cloned().unwrap_or_else(|| {
            violations.add("programme_id", "is not a programme of this district");
            Programme::default()
        })
    }
}
