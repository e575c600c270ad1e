use std::sync::Arc;

use decider::{CommandId, DistrictId};
use eventlog::{CommandContext, Context, EventLog, Recorded, StreamName, newest};
use projection::{Positions, Process, ProcessLane, ReactError, caused};
use sqlx::PgConnection;
use testing::{Cluster, Counter, CounterCommand, CounterEvent, Echoing, ServiceDatabase, command, eventually};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::field::Field;

/// Past this an echo is refused.
const LIMIT: u64 = 50;

/// Does in matching what was done in referrals.
pub(crate) struct Echo {
    log: EventLog,
    district: DistrictId,
}

impl Echo {
    fn by(&self, commit: &Recorded) -> CommandContext {
        let (CommandId(id), actor, causation) = caused::<Self>(commit, 0);
        CommandContext { actor, causation: Some(causation), ..command(&self.district, id) }
    }
}

impl Process for Echo {
    const NAME: &'static str = "echo";
    const KINDS: &'static [&'static str] = &["counter"];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let what = match commit.events[0].decode::<CounterEvent>()? {
            CounterEvent::Opened(_) => CounterCommand::Open { limit: LIMIT },
            CounterEvent::Added(added) => CounterCommand::add(added.amount),
        };
        Ok(self.log.execute::<Counter>(&self.by(commit), commit.id, &what).await?.sequence)
    }
}

/// The echoing service: a database and what it runs.
pub(crate) struct Echoes<'f> {
    field: &'f Field,
    database: ServiceDatabase,
    own: StreamName,
}

impl<'f> Echoes<'f> {
    pub(crate) async fn of(field: &'f Field) -> Self {
        let (_, database) = field.ground.settings::<Echoing>().await;
        Self { field, database, own: StreamName::new(Context::Matching, field.district.clone()) }
    }

    pub(crate) async fn process(&self) -> ProcessLane<Echo> {
        let log = self.field.ground.log(Context::Matching, None).await;
        let rows = database::connect(&self.database.url, 4).unwrap();
        ProcessLane {
            tails: log.tails().clone(),
            process: Arc::new(Echo { log, district: self.field.district.clone() }),
            stream: self.field.stream(),
            own: self.own.clone(),
            known: CounterEvent::is_known,
            positions: Positions::new(Context::Matching, rows.clone()),
            database: rows,
        }
    }

    /// Runs this many instances until the process has passed everything.
    pub(crate) async fn run_to_the_end(&self, instances: usize) {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        for _ in 0..instances {
            tasks.spawn(self.process().await.run(stop.clone()));
        }
        let head = self.field.head().await;
        eventually("the process", async || {
            let at: Option<i64> = sqlx::query_scalar("select max(sequence) from kept.process_position")
                .fetch_one(&mut self.superuser().await)
                .await
                .unwrap();
            (at.unwrap_or(0).cast_unsigned() >= head).then_some(())
        })
        .await;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
    }

    pub(crate) async fn written(&self) -> u64 {
        newest(&self.field.ground.operator, &self.own).await.unwrap()
    }

    /// What was passed unheeded: where, and why.
    pub(crate) async fn refused(&self) -> Vec<(i64, String)> {
        sqlx::query_as("select sequence, reason from kept.process_refused order by sequence")
            .fetch_all(&mut self.superuser().await)
            .await
            .unwrap()
    }

    async fn superuser(&self) -> PgConnection {
        self.database.superuser().await
    }

    async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.superuser().await).await.unwrap();
    }

    async fn save_rows(&self) {
        let lane = self.field.ground.lane::<Echoing>(&self.database, &self.field.district).await;
        lane.catch_up(self.written().await).await.unwrap();
    }
}

async fn counted(field: &Field, times: u64) -> Vec<Uuid> {
    let counters = vec![field.opened().await, field.opened().await];
    for _ in 0..times {
        for id in &counters {
            field.add(*id, 1).await;
        }
    }
    counters
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_lost_its_position_goes_on_from_what_it_caused_without_a_second_effect() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        counted(&field, 10).await;
        let echoes = Echoes::of(&field).await;
        echoes.run_to_the_end(1).await;
        assert_eq!(echoes.written().await, 22, "{cluster:?}");
        echoes.save_rows().await;

        echoes.execute("delete from kept.process_position").await;
        echoes.run_to_the_end(1).await;
        assert_eq!(echoes.written().await, 22, "{cluster:?}: from the last it caused");

        // Nor when nothing is left to say what it caused: everything is handled again.
        echoes.execute("delete from kept.process_position").await;
        echoes.execute("delete from read.causation").await;
        echoes.run_to_the_end(1).await;
        assert_eq!(echoes.written().await, 22, "{cluster:?}: from the beginning");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_of_a_process_act_once() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        counted(&field, 20).await;
        let echoes = Echoes::of(&field).await;
        echoes.run_to_the_end(2).await;
        assert_eq!(echoes.written().await, 42, "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_refuses_is_noted_and_the_process_goes_on() {
    let field = Field::on(Cluster::R1).await;
    let (first, second) = (field.opened().await, field.opened().await);
    field.add(first, LIMIT).await;
    let refused = field.add(first, 1).await;
    field.add(second, 1).await;
    let unreadable = format!("ev.{}.referrals.counter.{first}", field.district);
    let publisher = async_nats::jetstream::new(field.log.client().clone());
    publisher.publish(unreadable, "not a commit".into()).await.unwrap().await.unwrap();
    let echoes = Echoes::of(&field).await;
    echoes.run_to_the_end(1).await;
    let at = |sequence: u64, reason: &str| (sequence.cast_signed(), reason.to_owned());
    assert_eq!(echoes.refused().await, [at(refused, "OVER_LIMIT"), at(refused + 2, "unreadable")]);
    assert_eq!(echoes.written().await, 4);
}
