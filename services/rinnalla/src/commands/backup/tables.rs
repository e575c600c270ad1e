//! Rows of tables that no rebuild brings back, as JSON: each database's schema may have moved on when they return.

use std::str::FromStr;

use decider::DistrictId;
use futures::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, postgres::PgConnectOptions};

use super::{
    manifest::{TablesEntry, TablesOf},
    vault::Vault,
};
use crate::{Failed, Surroundings};

/// A row as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Qualified.
    pub(crate) table: String,
    /// Under row-level security, whose row it is.
    pub(crate) district: Option<String>,
    pub(crate) json: String,
}

/// Of the console's tables, those that are nothing worth after a restore.
const PASSING: [&str; 5] =
    ["console.sessions", "console.sign_in_attempts", "console.imports", "console.import_parts", "console.import_lines"];
const VIEW_LOG: [&str; 2] = ["kept.view", "kept.viewed"];

impl TablesOf {
    pub(crate) fn file(&self, number: u64) -> String {
        match self {
            Self::Keyring => format!("keyring.{number}"),
            Self::Accounts => format!("accounts.{number}"),
            Self::Views(service) => format!("views-{service}.{number}"),
        }
    }

    fn schema(&self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Accounts => "console",
            Self::Views(_) => "kept",
        }
    }

    fn takes(&self, table: &str) -> bool {
        match self {
            Self::Keyring => true,
            Self::Accounts => !PASSING.contains(&table),
            Self::Views(_) => VIEW_LOG.contains(&table),
        }
    }

    /// The tables there are, qualified, and whether each is under row-level security. In the order in which they were
    /// made, so that none refers to a later one.
    pub(crate) async fn tables(&self, connection: &mut PgConnection) -> Result<Vec<(String, bool)>, sqlx::Error> {
        let mut tables: Vec<(String, bool)> = sqlx::query_as(
            "select format('%I.%I', n.nspname, c.relname), c.relrowsecurity
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = $1 and c.relkind = 'r' order by c.oid",
        )
        .bind(self.schema())
        .fetch_all(connection)
        .await?;
        tables.retain(|(table, _)| self.takes(table));
        Ok(tables)
    }
}

/// A connection to one of the databases.
pub(crate) async fn connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await
}

/// Writes every row, as one moment has it. None where the database has no such tables.
pub(super) async fn keep(
    connection: &mut PgConnection,
    of: TablesOf,
    districts: &[DistrictId],
    number: u64,
    vault: &Vault,
    surroundings: Surroundings,
) -> Result<Option<TablesEntry>, Failed> {
    let mut tx = connection.begin_with("begin isolation level repeatable read read only").await?;
    let tables = of.tables(&mut tx).await?;
    if tables.is_empty() {
        return Ok(None);
    }
    let mut sealing = vault.seal(&of.file(number), surroundings)?;
    let mut rows = 0;
    for (table, by_district) in &tables {
        let every: Vec<Option<&DistrictId>> =
            if *by_district { districts.iter().map(Some).collect() } else { vec![None] };
        for district in every {
            scope(&mut tx, district).await?;
            let select = AssertSqlSafe(format!("select to_jsonb(t)::text from {table} t"));
            let mut found = sqlx::query_scalar::<_, String>(select).fetch(&mut *tx);
            while let Some(json) = found.try_next().await? {
                let district = district.map(ToString::to_string);
                sealing.piece(&postcard::to_stdvec(&Row { table: table.clone(), district, json })?)?;
                rows += 1;
            }
        }
    }
    tx.commit().await?;
    let tables = tables.into_iter().map(|(table, _)| table).collect();
    Ok(Some(TablesEntry { of, tables, rows, file: sealing.finish()? }))
}

/// Sees and writes, until the transaction ends, the rows of this district.
pub(crate) async fn scope(connection: &mut PgConnection, district: Option<&DistrictId>) -> Result<(), sqlx::Error> {
    let district = district.map(DistrictId::as_str).unwrap_or_default();
    sqlx::query("select set_config('app.district', $1, true)").bind(district).execute(connection).await?;
    Ok(())
}
