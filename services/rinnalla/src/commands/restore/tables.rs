//! Rows, put back into tables that their service has made and nothing has filled.

use decider::DistrictId;
use keyring::Destroyed;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::{CannotRestore, check};
use crate::{
    Failed, Settings,
    commands::backup::{
        manifest::{TablesEntry, TablesOf},
        tables::{Row, connect, scope},
        vault::Vault,
    },
};

/// Rows that go in by one statement.
const AT_ONCE: usize = 500;

/// The database as the role that owns its tables.
pub(super) async fn open(settings: &Settings, of: &TablesOf) -> Result<PgConnection, Failed> {
    let url = match of {
        TablesOf::Keyring => settings.keyring()?.url,
        TablesOf::Accounts => settings.database_owner("console")?,
        TablesOf::Views(service) => settings.database_owner(service)?,
    };
    Ok(connect(&url).await?)
}

/// The tables of the backup are there, without a row of any of its districts.
pub(super) async fn find_empty(
    connection: &mut PgConnection,
    entry: &TablesEntry,
    districts: &[DistrictId],
) -> Result<(), Failed> {
    let mut tx = connection.begin().await?;
    let there = entry.of.tables(&mut tx).await?;
    for table in &entry.tables {
        let Some((_, by_district)) = there.iter().find(|(name, _)| name == table) else {
            return Err(CannotRestore::NoTable { of: entry.of.clone(), table: table.clone() }.into());
        };
        let every: Vec<Option<&DistrictId>> =
            if *by_district { districts.iter().map(Some).collect() } else { vec![None] };
        for district in every {
            scope(&mut tx, district).await?;
            let filled: bool = sqlx::query_scalar(AssertSqlSafe(format!("select exists (select from {table})")))
                .fetch_one(&mut *tx)
                .await?;
            if filled {
                return Err(CannotRestore::RowsThere { of: entry.of.clone(), table: table.clone() }.into());
            }
        }
    }
    tx.rollback().await?;
    Ok(())
}

/// All rows or none; of the keyring, without the keys that were destroyed: nobody ever sees those.
pub(super) async fn write(
    connection: &mut PgConnection,
    vault: &Vault,
    entry: &TablesEntry,
    destroyed: &[Destroyed],
) -> Result<(), Failed> {
    let mut batches: Vec<Vec<Row>> = Vec::new();
    check::read(vault, entry, |row| {
        let joins = |batch: &&mut Vec<Row>| {
            batch.len() < AT_ONCE && batch[0].table == row.table && batch[0].district == row.district
        };
        match batches.last_mut().filter(|batch| joins(batch)) {
            Some(batch) => batch.push(row),
            None => batches.push(vec![row]),
        }
        Ok(())
    })?;
    let mut tx = connection.begin().await?;
    for batch in &batches {
        insert(&mut tx, batch).await?;
    }
    if entry.of == TablesOf::Keyring {
        for Destroyed { district, person, kind } in destroyed {
            sqlx::query("select keyring.destroy_key($1, $2, $3)")
                .bind(district.as_str())
                .bind(person)
                .bind(*kind as i16)
                .execute(&mut *tx)
                .await?;
        }
    }
    for table in &entry.tables {
        number_on(&mut tx, table, &batches).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn insert(connection: &mut PgConnection, batch: &[Row]) -> Result<(), Failed> {
    let Row { table, district, .. } = &batch[0];
    let district: Option<DistrictId> = district.as_deref().map(str::parse).transpose()?;
    scope(connection, district.as_ref()).await?;
    let rows: Vec<&str> = batch.iter().map(|row| row.json.as_str()).collect();
    let insert = format!(
        "insert into {table} overriding system value
         select * from jsonb_populate_recordset(null::{table}, $1::text::jsonb)"
    );
    sqlx::query(AssertSqlSafe(insert)).bind(format!("[{}]", rows.join(","))).execute(connection).await?;
    Ok(())
}

/// Numbers that the table gives by itself go on after those that were restored.
async fn number_on(connection: &mut PgConnection, table: &str, batches: &[Vec<Row>]) -> Result<(), Failed> {
    let numbered: Vec<String> = sqlx::query_scalar(
        "select attname::text from pg_attribute where attrelid = to_regclass($1) and attidentity <> ''",
    )
    .bind(table)
    .fetch_all(&mut *connection)
    .await?;
    for column in numbered {
        let mut highest = None;
        for row in batches.iter().flatten().filter(|row| row.table == table) {
            let row: serde_json::Value = serde_json::from_str(&row.json)?;
            highest = highest.max(row.get(&column).and_then(serde_json::Value::as_i64));
        }
        if let Some(highest) = highest {
            sqlx::query("select setval(pg_get_serial_sequence($1, $2), $3)")
                .bind(table)
                .bind(column)
                .bind(highest)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}
