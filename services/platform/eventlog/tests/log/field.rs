use decider::DistrictId;
use eventlog::{Context, Done, EventLog, Refused, StreamName, history};
use testing::{Cluster, Counter, CounterCommand, CounterRejection, Ground, command, random_id};
use uuid::Uuid;

pub(crate) type Outcome = Result<Done<Counter>, Refused<CounterRejection>>;

/// An installation with one district, and one instance of the log of referrals.
pub(crate) struct Field {
    pub(crate) ground: Ground,
    pub(crate) district: DistrictId,
    pub(crate) log: EventLog,
}

impl Field {
    pub(crate) async fn on(cluster: Cluster) -> Self {
        let ground = Ground::new(cluster).await;
        let district = ground.open("satakunta", &[]).await;
        let log = ground.log(Context::Referrals, None).await;
        Self { ground, district, log }
    }

    /// Another instance, which has nothing in memory.
    pub(crate) async fn instance(&self) -> EventLog {
        self.ground.log(Context::Referrals, None).await
    }

    pub(crate) async fn tell(&self, log: &EventLog, id: Uuid, command: &CounterCommand) -> Outcome {
        self.repeat(log, random_id(), id, command).await
    }

    /// Under a command id of the test's choice.
    pub(crate) async fn repeat(&self, log: &EventLog, by: Uuid, id: Uuid, what: &CounterCommand) -> Outcome {
        log.execute(&command(&self.district, by), id, what).await
    }

    /// A counter that counts up to `limit`.
    pub(crate) async fn opened(&self, limit: u64) -> Uuid {
        let id = random_id();
        self.tell(&self.log, id, &CounterCommand::Open { limit }).await.unwrap();
        id
    }

    pub(crate) fn stream(&self) -> StreamName {
        StreamName::new(Context::Referrals, self.district.clone())
    }

    /// The command of every commit of a counter as the log has them, in order.
    pub(crate) async fn commits(&self, id: Uuid) -> Vec<Uuid> {
        let commits = history(&self.ground.operator, &self.stream(), "counter", id).await.unwrap();
        commits.iter().map(|commit| commit.command.0).collect()
    }
}
