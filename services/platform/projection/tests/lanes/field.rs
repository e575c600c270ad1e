use std::collections::BTreeMap;

use decider::DistrictId;
use eventlog::{Context, EventLog, StreamName, newest};
use projection::Lane;
use sqlx::PgConnection;
use testing::{
    Cluster, CountedRows, Counter, CounterCommand, Counting, Ground, Servers, ServiceDatabase, command, eventually,
    random_id,
};
use uuid::Uuid;

/// A district whose counters a lane turns into rows.
pub(crate) struct Field {
    pub(crate) ground: Ground,
    pub(crate) district: DistrictId,
    pub(crate) log: EventLog,
    pub(crate) database: ServiceDatabase,
}

/// What the rows say of a counter: total and number of commits.
pub(crate) type Row = (i64, i64);

impl Field {
    pub(crate) async fn on(cluster: Cluster) -> Self {
        Self::over(&Servers::shared(), cluster).await
    }

    pub(crate) async fn over(servers: &Servers, cluster: Cluster) -> Self {
        let ground = Ground::on(servers, cluster).await;
        let district = ground.open("satakunta", &[]).await;
        let log = ground.log(Context::Referrals, None).await;
        let (_, database) = ground.settings::<Counting>().await;
        Self { ground, district, log, database }
    }

    pub(crate) async fn lane(&self) -> Lane<CountedRows> {
        self.ground.lane::<Counting>(&self.database, &self.district).await
    }

    pub(crate) async fn opened(&self) -> Uuid {
        let id = random_id();
        self.tell(id, &CounterCommand::Open { limit: u64::MAX }).await;
        id
    }

    pub(crate) async fn add(&self, id: Uuid, amount: u64) -> u64 {
        self.tell(id, &CounterCommand::add(amount)).await
    }

    async fn tell(&self, id: Uuid, what: &CounterCommand) -> u64 {
        self.log.execute::<Counter>(&command(&self.district, random_id()), id, what).await.unwrap().sequence
    }

    pub(crate) fn stream(&self) -> StreamName {
        StreamName::new(Context::Referrals, self.district.clone())
    }

    pub(crate) async fn head(&self) -> u64 {
        newest(&self.ground.operator, &self.stream()).await.unwrap()
    }

    pub(crate) async fn rows(&self) -> BTreeMap<Uuid, Row> {
        let rows: Vec<(Uuid, i64, i64)> = sqlx::query_as("select id, total, commits from read.counted")
            .fetch_all(&mut self.superuser().await)
            .await
            .unwrap();
        rows.into_iter().map(|(id, total, commits)| (id, (total, commits))).collect()
    }

    pub(crate) async fn cursor(&self) -> u64 {
        let at: Option<i64> = sqlx::query_scalar("select sequence from read.lane where name = 'counted'")
            .fetch_optional(&mut self.superuser().await)
            .await
            .unwrap();
        at.unwrap_or(0).cast_unsigned()
    }

    pub(crate) async fn cursor_reaches(&self, sequence: u64) {
        eventually("the lane", async || (self.cursor().await >= sequence).then_some(())).await;
    }

    pub(crate) async fn superuser(&self) -> PgConnection {
        self.database.superuser().await
    }

    /// What the log says each row is.
    pub(crate) async fn told(&self, counters: &[Uuid]) -> BTreeMap<Uuid, Row> {
        let mut told = BTreeMap::new();
        let fresh = self.ground.log(Context::Referrals, None).await;
        for id in counters {
            let row = eventually("every replica", async || {
                fresh.forget();
                let folded = fresh.load::<Counter>(&self.district, *id).await.unwrap();
                let newest = self.log.load::<Counter>(&self.district, *id).await.unwrap();
                (folded.sequence >= newest.sequence)
                    .then_some((folded.state.total.cast_signed(), folded.revision.cast_signed()))
            })
            .await;
            told.insert(*id, row);
        }
        told
    }
}
