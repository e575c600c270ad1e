//! Services that keep counters: what the runtime drives, without a domain.

use database::DistrictTx;
use decider::{CommandId, DistrictId, Env};
use edge::App;
use eventlog::{Aggregates, CommandContext, Context, EventLog, Recorded, StreamName, Tails};
use jiff::Timestamp;
use projection::{ApplyError, Lane, LaneName, Positions, Projection, ReadModel};
use runtime::{Routes, Service, Work};
use std::sync::Arc;
use uuid::Uuid;

use crate::{Counter, CounterEvent, Ground, ServiceDatabase};

/// A row counts what was applied, so that a commit applied twice or never shows. The table refuses amounts of a
/// million and more: a commit that can never be applied.
const TABLES: &str = "
create table counted (
  district text   not null,
  id       uuid   not null,
  total    bigint not null,
  commits  bigint not null,
  newest   bigint not null check (newest < 1000000),
  primary key (district, id)
);";

/// Keeps counters under the name of the referrals service.
#[derive(Debug)]
pub struct Counting;

impl Service for Counting {
    const NAME: &'static str = "referrals";
    const CONTEXT: Context = Context::Referrals;
    const READ_MODEL: ReadModel = ReadModel { tables: TABLES, role: "referrals" };

    fn aggregates() -> Aggregates {
        Aggregates::default().with::<Counter>()
    }

    fn work(_: &App) -> Work {
        Work::default().knowing(CounterEvent::is_known).projection("counted", Context::Referrals, CountedRows)
    }

    fn routes(_: &App, _: &mut Routes) {}
}

/// Keeps counters under the name of the matching service.
#[derive(Debug)]
pub struct Echoing;

impl Service for Echoing {
    const NAME: &'static str = "matching";
    const CONTEXT: Context = Context::Matching;
    const READ_MODEL: ReadModel = ReadModel { tables: TABLES, role: "matching" };

    fn aggregates() -> Aggregates {
        Counting::aggregates()
    }

    fn work(_: &App) -> Work {
        Work::default().knowing(CounterEvent::is_known).projection("counted", Context::Matching, CountedRows)
    }

    fn routes(_: &App, _: &mut Routes) {}
}

/// Rows of counters.
#[derive(Debug)]
pub struct CountedRows;

impl Projection for CountedRows {
    async fn apply(&self, tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
        let mut newest = 0;
        for event in &commit.events {
            if let CounterEvent::Added(added) = event.decode::<CounterEvent>()? {
                newest += added.amount;
            }
        }
        let district = tx.district().clone();
        sqlx::query(
            "insert into counted (district, id, total, commits, newest) values ($1, $2, $3, 1, $3)
             on conflict (district, id) do update set total = counted.total + excluded.total,
               commits = counted.commits + 1, newest = excluded.newest",
        )
        .bind(district.as_str())
        .bind(commit.id)
        .bind(newest.cast_signed())
        .execute(tx.rows())
        .await?;
        Ok(())
    }
}

impl Ground {
    /// A fresh instance of a context's log: nothing in memory, a connection of its own. Without a database it folds
    /// from the log alone.
    pub async fn log(&self, context: Context, database: Option<&ServiceDatabase>) -> EventLog {
        let client = runtime::nats(&self.nats_settings(context.as_str()), "test", false).await.unwrap();
        match database {
            Some(database) => EventLog::new(client, context, database::connect(&database.url, 4).unwrap()),
            None => EventLog::without_saved(client, context),
        }
    }

    /// The lane of a counting service over its own stream.
    pub async fn lane<S: Service>(&self, database: &ServiceDatabase, district: &DistrictId) -> Lane<CountedRows> {
        let rows = database::connect(&database.url, 4).unwrap();
        Lane {
            name: LaneName("counted".to_owned()),
            stream: StreamName::new(S::CONTEXT, district.clone()),
            projection: Arc::new(CountedRows),
            aggregates: Some(S::aggregates()),
            known: CounterEvent::is_known,
            positions: Positions::new(S::CONTEXT, rows.clone()),
            database: rows,
            tails: Tails::new(runtime::nats(&self.nats_settings(S::NAME), "test", false).await.unwrap()),
        }
    }
}

/// A command as a service would hand it on. Commands of one id are one and the same.
#[expect(clippy::disallowed_methods, reason = "a test's own commands are recorded when it runs")]
pub fn command(district: &DistrictId, id: Uuid) -> CommandContext {
    CommandContext {
        district: district.clone(),
        command: CommandId(id),
        digest: [1; 32],
        actor: decider::ActorId::new("somebody"),
        purpose: "test",
        env: Env::at(Timestamp::now(), None),
        causation: None,
    }
}
