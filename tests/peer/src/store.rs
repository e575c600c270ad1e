//! Postgres: the library's tables as its documentation gives them, and the view log.

use std::sync::Arc;

use access::Caller;
use cqrs_es::{
    AggregateError,
    persist::{GenericQuery, PersistenceError, ViewRepository as _},
};
use postgres_es::{PostgresCqrs, PostgresViewRepository, postgres_cqrs};
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

use crate::person::{Command, Person, Rejection, Shown};

/// As many as a service of Rinnalla opens to its read model.
const CONNECTIONS: u32 = 16;

const TABLES: &str = "
create table events (
  aggregate_type text   not null,
  aggregate_id   text   not null,
  sequence       bigint not null check (sequence >= 0),
  event_type     text   not null,
  event_version  text   not null,
  payload        json   not null,
  metadata       json   not null,
  primary key (aggregate_type, aggregate_id, sequence)
);
create table shown (
  view_id text   not null primary key,
  version bigint not null check (version >= 0),
  payload json   not null
);
create table view (
  id       bigint generated always as identity primary key,
  district text        not null,
  at       timestamptz not null default now(),
  actor    text        not null,
  purpose  text        not null
);
create table viewed (
  district text   not null,
  person   uuid   not null,
  view     bigint not null,
  primary key (district, person, view)
);";

type Rows = PostgresViewRepository<Shown, Person>;

pub(crate) struct Store {
    pool: PgPool,
    rows: Arc<Rows>,
    cqrs: PostgresCqrs<Person>,
}

impl Store {
    /// In an empty database.
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        let rows = Arc::new(Rows::new("shown", pool.clone()));
        let query = GenericQuery::<Rows, Shown, Person>::new(rows.clone());
        let cqrs = postgres_cqrs(pool.clone(), vec![Box::new(query)], ());
        Ok(Self { pool, rows, cqrs })
    }

    /// Its row is visible when this returns.
    pub(crate) async fn execute(&self, person: Uuid, command: Command) -> Result<(), AggregateError<Rejection>> {
        self.cqrs.execute(&person.to_string(), command).await
    }

    pub(crate) async fn find(&self, person: Uuid) -> Result<Option<Shown>, PersistenceError> {
        self.rows.load(&person.to_string()).await
    }

    /// No row, no reply.
    pub(crate) async fn viewed(&self, caller: &Caller, person: Uuid) -> Result<(), sqlx::Error> {
        sqlx::query(
            "with view as (insert into view (district, actor, purpose) values ($1, $2, $3) returning id)
             insert into viewed (district, person, view) select $1, $4, view.id from view",
        )
        .bind(caller.district.as_str())
        .bind(caller.actor.as_str())
        .bind(caller.role.purpose())
        .bind(person)
        .execute(&self.pool)
        .await
        .map(drop)
    }
}
