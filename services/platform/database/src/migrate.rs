use std::str::FromStr;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};

/// A script could not be applied.
#[derive(Debug, thiserror::Error)]
#[error("script {name} could not be applied")]
pub struct MigrateError {
    name: String,
    #[source]
    source: sqlx::Error,
}

/// Applies, as the owner, each named script that the database has not seen, in order, each in a transaction of its own.
/// Scripts are forward only. Two that start at once wait for each other.
pub async fn apply(owner_url: &str, scripts: &[(&str, &str)]) -> Result<(), MigrateError> {
    let failed = |name: &str| {
        let name = name.to_owned();
        move |source| MigrateError { name, source }
    };
    let options = PgConnectOptions::from_str(owner_url).map_err(failed("connect"))?;
    let mut connection = PgConnection::connect_with(&options).await.map_err(failed("connect"))?;
    connection
        .execute(
            "create schema if not exists migration;
             create table if not exists migration.applied (
               name text primary key, applied_at timestamptz not null default now());",
        )
        .await
        .map_err(failed("migration.applied"))?;
    for (name, script) in scripts {
        let mut tx = connection.begin().await.map_err(failed(name))?;
        tx.execute("lock table migration.applied in exclusive mode").await.map_err(failed(name))?;
        let inserted = sqlx::query("insert into migration.applied (name) values ($1) on conflict do nothing")
            .bind(*name)
            .execute(&mut *tx)
            .await
            .map_err(failed(name))?;
        if inserted.rows_affected() == 1 {
            tx.execute(AssertSqlSafe((*script).to_owned())).await.map_err(failed(name))?;
        }
        tx.commit().await.map_err(failed(name))?;
    }
    connection.close().await.map_err(failed("close"))
}

/// Runs one script as the owner; for what may be repeated.
pub async fn run(owner_url: &str, script: &str) -> Result<(), MigrateError> {
    let failed = |source| MigrateError { name: "grants".to_owned(), source };
    let options = PgConnectOptions::from_str(owner_url).map_err(failed)?;
    let mut connection = PgConnection::connect_with(&options).await.map_err(failed)?;
    connection.execute(AssertSqlSafe(script.to_owned())).await.map_err(failed)?;
    connection.close().await.map_err(failed)
}
