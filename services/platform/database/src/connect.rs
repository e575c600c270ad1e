use std::{str::FromStr, time::Duration};

use decider::DistrictId;
use sqlx::{
    Connection as _, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::DistrictTx;

/// How long a connection is idle before it is asked whether it is still there.
const ASKED_AFTER: Duration = Duration::from_millis(500);

/// A service's own database, connected as its application role.
#[derive(Debug, Clone)]
pub struct Database {
    pool: PgPool,
    /// Commits here may be lost in a crash of Postgres: only for what the event log can bring back.
    rebuildable: PgPool,
}

/// Connects lazily: a database that is down is found at the first use, and by readiness.
/// `url` is a libpq URL; a unix socket directory may stand in place of the host.
pub fn connect(url: &str, connections: u32) -> Result<Database, sqlx::Error> {
    connect_to(url, connections, "read")
}

/// Like [`connect`], with the rows of another schema, such as a read model being rebuilt.
pub fn connect_to(url: &str, connections: u32, schema: &str) -> Result<Database, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.options([("search_path", format!("{schema},kept"))]);
    let pool = |options: PgConnectOptions, connections| {
        PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(3))
            .test_before_acquire(false)
            .before_acquire(|connection, known| Box::pin(still_there(connection, known.idle_for)))
            .connect_lazy_with(options)
    };
    Ok(Database {
        pool: pool(options.clone(), connections),
        rebuildable: pool(options.options([("synchronous_commit", "off")]), connections),
    })
}

/// A connection that was used a moment ago is taken to be there still; to ask each time cost every transaction a round
/// trip.
async fn still_there(connection: &mut PgConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
    if idle_for > ASKED_AFTER {
        connection.ping().await?;
    }
    Ok(true)
}

impl Database {
    /// A transaction in one district, durable at commit.
    pub async fn district(&self, district: &DistrictId) -> Result<DistrictTx, sqlx::Error> {
        DistrictTx::begin(&self.pool, district).await
    }

    /// A transaction in one district for rows that the event log can bring back.
    pub async fn rebuildable(&self, district: &DistrictId) -> Result<DistrictTx, sqlx::Error> {
        DistrictTx::begin(&self.rebuildable, district).await
    }

    /// A transaction outside every district: sees positions and settings, no row of a person.
    pub async fn unscoped(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.pool.begin().await
    }

    /// Fails while the database does not answer.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("select 1").execute(&self.pool).await.map(drop)
    }

    pub async fn close(&self) {
        self.rebuildable.close().await;
        self.pool.close().await;
    }
}
