//! Building the read model anew beside the live one, and changing places in one transaction.

use std::{collections::BTreeMap, future::Future};

use database::Database;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

use crate::{
    lane::LaneError,
    model::{ModelError, ReadModel, connect, failed, installed},
};

/// Schema the new read model grows in.
pub const SHADOW: &str = "read_next";

/// A rebuild took the live model's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Commits read, over all lanes.
    pub commits: u64,
    /// Tables of which live and rebuilt rows were compared at one position; empty when the tables changed with this
    /// version, or the live lanes were behind.
    pub compared: Vec<String>,
    /// Of those, the ones whose rows differed. The rebuilt rows stand.
    pub differed: Vec<String>,
}

/// A rebuild was given up; the live model stands.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("a lane could not be rebuilt")]
    Lane(#[from] LaneError),
    #[error("the read model does not answer")]
    Database(#[from] sqlx::Error),
}

/// Rebuilds every lane into a shadow schema and swaps it in. `catch_up` brings all lanes of the given database at least
/// to the given positions (by name and stream; absent: to the head of the stream) and returns how many commits it read.
pub async fn rebuild<F, W>(
    model: &ReadModel,
    owner_url: &str,
    shadow: &Database,
    catch_up: F,
) -> Result<Rebuilt, RebuildError>
where
    F: Fn(Database, BTreeMap<(String, String), u64>) -> W,
    W: Future<Output = Result<u64, LaneError>>,
{
    let mut owner = connect(owner_url).await?;
    let mut tx = owner.begin().await?;
    tx.execute(AssertSqlSafe(format!("drop schema if exists {SHADOW} cascade"))).await?;
    model.create(&mut tx, SHADOW).await?;
    tx.commit().await?;

    // The long part, with the live lanes running.
    let mut commits = catch_up(shadow.clone(), BTreeMap::new()).await?;

    // The short part: the live lanes wait at this lock while the shadow takes the last steps.
    let same_tables = installed(&mut owner).await?.as_deref() == Some(model.version().as_str());
    let mut tx = owner.begin().await?;
    let live = if same_tables {
        tx.execute("lock table read.lane in exclusive mode").await?;
        positions(&mut tx, "read").await?
    } else {
        BTreeMap::new()
    };
    commits += catch_up(shadow.clone(), live.clone()).await?;
    let rebuilt = positions(&mut tx, SHADOW).await?;
    let (mut compared, mut differed) = (Vec::new(), Vec::new());
    if same_tables && live == rebuilt {
        for table in tables(&mut tx).await? {
            if digest(&mut tx, "read", &table).await? != digest(&mut tx, SHADOW, &table).await? {
                differed.push(table.clone());
            }
            compared.push(table);
        }
    }
    model.protect(&mut tx, SHADOW).await?;
    tx.execute("drop schema if exists read cascade").await.map_err(failed("swap"))?;
    tx.execute(AssertSqlSafe(format!("alter schema {SHADOW} rename to read"))).await.map_err(failed("swap"))?;
    tx.commit().await.map_err(failed("swap"))?;
    Ok(Rebuilt { commits, compared, differed })
}

async fn positions(
    connection: &mut PgConnection,
    schema: &str,
) -> Result<BTreeMap<(String, String), u64>, sqlx::Error> {
    let rows =
        sqlx::query(AssertSqlSafe(format!("select name, stream, sequence from {schema}.lane where sequence > 0")))
            .fetch_all(connection)
            .await?;
    rows.iter()
        .map(|row| {
            let sequence: i64 = row.try_get("sequence")?;
            Ok(((row.try_get("name")?, row.try_get("stream")?), sequence.cast_unsigned()))
        })
        .collect()
}

/// The tables that hold rows of districts.
async fn tables(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'read'::regnamespace and c.relkind = 'r' and a.attname = 'district'
         order by c.relname",
    )
    .fetch_all(connection)
    .await
}

/// Count and order-independent hash of all rows.
async fn digest(
    connection: &mut PgConnection,
    schema: &str,
    table: &str,
) -> Result<(i64, Option<String>), sqlx::Error> {
    // The live table's policies would hide its rows even from its owner.
    connection.execute(AssertSqlSafe(format!("alter table {schema}.{table} no force row level security"))).await?;
    sqlx::query_as(AssertSqlSafe(format!(
        "select count(*), sum(hashtextextended(t::text, 0)::numeric)::text from {schema}.{table} t"
    )))
    .fetch_one(connection)
    .await
}
