use std::str::FromStr;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};

/// The tables a service can rebuild from the log.
#[derive(Debug, Clone, Copy)]
pub struct ReadModel {
    /// DDL of the service's own tables, unqualified. A table with a `district` column comes under row-level security.
    pub tables: &'static str,
    /// Application role that reads and writes them.
    pub role: &'static str,
}

/// The read model could not be made.
#[derive(Debug, thiserror::Error)]
#[error("read model: {step}")]
pub struct ModelError {
    step: &'static str,
    #[source]
    source: sqlx::Error,
}

impl ReadModel {
    /// Changes with the tables: an installed model of another version is rebuilt, never altered.
    pub fn version(&self) -> String {
        let text = [include_str!("model.sql"), eventlog::SAVED_TABLES, self.tables].concat();
        eventlog::hash(text.as_bytes()).iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
    }

    /// Makes schema `read` where there is none. Gives whether the one there is of this version.
    pub async fn install(&self, owner_url: &str) -> Result<bool, ModelError> {
        let mut connection = connect(owner_url).await?;
        let installed = installed(&mut connection).await?;
        if installed.is_none() {
            let mut tx = connection.begin().await.map_err(failed("begin"))?;
            self.create(&mut tx, "read").await?;
            self.protect(&mut tx, "read").await?;
            tx.commit().await.map_err(failed("commit"))?;
        }
        connection.close().await.map_err(failed("close"))?;
        Ok(installed.is_none_or(|version| version == self.version()))
    }

    /// Makes the tables in a schema, without policies: rows may be copied in by the owner.
    pub(crate) async fn create(&self, connection: &mut PgConnection, schema: &str) -> Result<(), ModelError> {
        let script = format!(
            "create schema {schema}; set local search_path = {schema}; {} {} {}
             insert into model values ('{}');",
            include_str!("model.sql"),
            eventlog::SAVED_TABLES,
            self.tables,
            self.version()
        );
        connection.execute(AssertSqlSafe(script)).await.map_err(failed("create"))?;
        Ok(())
    }

    /// Grants the role what it needs and puts every table with a district under row-level security.
    pub(crate) async fn protect(&self, connection: &mut PgConnection, schema: &str) -> Result<(), ModelError> {
        let role = self.role;
        let script = format!(
            "grant usage on schema {schema} to {role};
             grant select, insert, update, delete on all tables in schema {schema} to {role};
             grant usage on all sequences in schema {schema} to {role};
             do $$
             declare target record;
             begin
               for target in
                 select c.oid::regclass as name from pg_class c join pg_attribute a on a.attrelid = c.oid
                  where c.relnamespace = '{schema}'::regnamespace and c.relkind in ('r', 'p')
                    and a.attname = 'district' and not a.attisdropped
               loop
                 execute format('alter table %s enable row level security', target.name);
                 execute format('alter table %s force row level security', target.name);
                 execute format('create policy district on %s using (district = current_setting(''app.district'', true))', target.name);
               end loop;
             end $$;"
        );
        connection.execute(AssertSqlSafe(script)).await.map_err(failed("protect"))?;
        Ok(())
    }
}

pub(crate) async fn connect(owner_url: &str) -> Result<PgConnection, ModelError> {
    let options = PgConnectOptions::from_str(owner_url).map_err(failed("connect"))?;
    PgConnection::connect_with(&options).await.map_err(failed("connect"))
}

/// Version of the installed read model; `None` where there is none.
pub(crate) async fn installed(connection: &mut PgConnection) -> Result<Option<String>, ModelError> {
    let there: bool = sqlx::query_scalar("select to_regclass('read.model') is not null")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed("look"))?;
    if !there {
        return Ok(None);
    }
    sqlx::query_scalar("select version from read.model").fetch_optional(connection).await.map_err(failed("look"))
}

pub(crate) fn failed(step: &'static str) -> impl Fn(sqlx::Error) -> ModelError {
    move |source| ModelError { step, source }
}
