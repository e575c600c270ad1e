//! The statements of a lane with the values they had, and nothing else: no log, no decoding, no keys, no folding.

use std::collections::{HashMap, HashSet};

use database::Database;
use decider::DistrictId;
use jiff_sqlx::Date;
use sqlx::PgConnection;
use uuid::Uuid;

/// As a lane's.
const BATCH: usize = 500;

/// Batches after which the planner is told of the tables.
const TOLD_AFTER: [usize; 3] = [0, 7, 63];

/// What a lane wrote for a stretch of its stream.
pub(crate) struct Written {
    commits: Vec<Commit>,
    contacts: HashMap<i64, Contact>,
    persons: HashMap<Uuid, Person>,
    states: HashMap<Uuid, Saved>,
}

#[derive(sqlx::FromRow)]
struct Commit {
    sequence: i64,
    kind: String,
    id: Uuid,
    command: Uuid,
}

#[derive(sqlx::FromRow)]
struct Contact {
    person: Uuid,
    sequence: i64,
    occurred_on: Date,
    channel: i32,
    reached: bool,
    note: String,
    next_step_on: Option<Date>,
    actor: String,
    referral: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
struct Person {
    id: Uuid,
    name: String,
    name_key: String,
    sound_key: String,
    given_sound: String,
    phone_digits: String,
    email_key: String,
    birth_month: String,
    protected: bool,
    municipality: String,
    identity: Vec<u8>,
    facts: Vec<u8>,
    roles: Vec<i32>,
    known_since: Date,
    words: Vec<String>,
    sounds: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Saved {
    id: Uuid,
    fold_version: i32,
    state: Vec<u8>,
}

impl Written {
    /// Read back from rows that a lane has written, after one sequence and up to another. `superuser` sees every row.
    pub(crate) async fn read(
        superuser: &mut PgConnection,
        district: &DistrictId,
        after: u64,
        upto: u64,
    ) -> sqlx::Result<Self> {
        let (district, after, upto) = (district.as_str(), after.cast_signed(), upto.cast_signed());
        let commits: Vec<Commit> = sqlx::query_as(
            "select * from read.handled_command where district = $1 and sequence > $2 and sequence <= $3 order by sequence",
        )
        .bind(district)
        .bind(after)
        .bind(upto)
        .fetch_all(&mut *superuser)
        .await?;
        let contacts: Vec<Contact> =
            sqlx::query_as("select * from read.contact where district = $1 and sequence > $2 and sequence <= $3")
                .bind(district)
                .bind(after)
                .bind(upto)
                .fetch_all(&mut *superuser)
                .await?;
        let ids: Vec<Uuid> = commits.iter().map(|commit| commit.id).collect::<HashSet<_>>().into_iter().collect();
        let persons: Vec<Person> = sqlx::query_as(
            "select p.*, w.words, w.sounds from read.person p cross join lateral (
               select array_agg(word) as words, array_agg(sound) as sounds from read.name_word
               where district = p.district and person = p.id) w
             where p.district = $1 and p.id = any($2)",
        )
        .bind(district)
        .bind(&ids)
        .fetch_all(&mut *superuser)
        .await?;
        let states: Vec<Saved> =
            sqlx::query_as("select * from read.aggregate_state where district = $1 and id = any($2)")
                .bind(district)
                .bind(&ids)
                .fetch_all(superuser)
                .await?;
        Ok(Self {
            commits,
            contacts: contacts.into_iter().map(|contact| (contact.sequence, contact)).collect(),
            persons: persons.into_iter().map(|person| (person.id, person)).collect(),
            states: states.into_iter().map(|state| (state.id, state)).collect(),
        })
    }

    pub(crate) fn commits(&self) -> usize {
        self.commits.len()
    }

    /// Writes the same rows into another database, in a lane's batches.
    pub(crate) async fn write(&self, database: &Database, district: &DistrictId) -> anyhow::Result<()> {
        for (n, batch) in self.commits.chunks(BATCH).enumerate() {
            let mut tx = database.rebuildable(district).await?;
            advance(tx.rows(), batch).await?;
            let mut contacts = Vec::with_capacity(batch.len());
            for commit in batch {
                match self.contacts.get(&commit.sequence) {
                    Some(contact) => contacts.push(contact),
                    None => self.persons[&commit.id].write(tx.rows(), district.as_str()).await?,
                }
            }
            noted(tx.rows(), district.as_str(), &contacts).await?;
            self.saved(tx.rows(), district.as_str(), batch).await?;
            handled(tx.rows(), district.as_str(), batch).await?;
            tx.commit().await?;
            // As a lane does, ever more seldom: without statistics the bare side would read the district for each row.
            if TOLD_AFTER.contains(&n) {
                let mut tx = database.unscoped().await?;
                sqlx::query("select kept.gather_statistics('lane')").execute(&mut *tx).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn saved(&self, rows: &mut PgConnection, district: &str, batch: &[Commit]) -> sqlx::Result<()> {
        let newest: HashMap<Uuid, &Commit> = batch.iter().map(|commit| (commit.id, commit)).collect();
        let touched: Vec<(&Commit, &Saved)> =
            newest.values().map(|commit| (*commit, &self.states[&commit.id])).collect();
        let kinds: Vec<&str> = touched.iter().map(|(commit, _)| commit.kind.as_str()).collect();
        let ids: Vec<Uuid> = touched.iter().map(|(commit, _)| commit.id).collect();
        let sequences: Vec<i64> = touched.iter().map(|(commit, _)| commit.sequence).collect();
        let versions: Vec<i32> = touched.iter().map(|(_, state)| state.fold_version).collect();
        let states: Vec<&[u8]> = touched.iter().map(|(_, state)| state.state.as_slice()).collect();
        sqlx::query(
            "select s.kind, s.id, s.fold_version, s.state
             from unnest($1::text[], $2::uuid[]) as t (kind, id) join aggregate_state s on s.kind = t.kind and s.id = t.id
             where s.district = $3",
        )
        .bind(&kinds)
        .bind(&ids)
        .bind(district)
        .fetch_all(&mut *rows)
        .await?;
        sqlx::query(
            "insert into aggregate_state (district, kind, id, sequence, fold_version, state)
             select $1, * from unnest($2::text[], $3::uuid[], $4::bigint[], $5::int[], $6::bytea[])
             on conflict (district, kind, id) do update
                set sequence = excluded.sequence, fold_version = excluded.fold_version, state = excluded.state",
        )
        .bind(district)
        .bind(&kinds)
        .bind(&ids)
        .bind(&sequences)
        .bind(&versions)
        .bind(&states)
        .execute(rows)
        .await
        .map(drop)
    }
}

/// The lane's cursor, from wherever it stands.
async fn advance(rows: &mut PgConnection, batch: &[Commit]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into lane (name, stream, sequence) values ('bare', 'bare', $1)
         on conflict (name, stream) do update set sequence = excluded.sequence",
    )
    .bind(batch[batch.len() - 1].sequence)
    .execute(rows)
    .await
    .map(drop)
}

async fn handled(rows: &mut PgConnection, district: &str, batch: &[Commit]) -> sqlx::Result<()> {
    let kinds: Vec<&str> = batch.iter().map(|commit| commit.kind.as_str()).collect();
    let ids: Vec<Uuid> = batch.iter().map(|commit| commit.id).collect();
    let commands: Vec<Uuid> = batch.iter().map(|commit| commit.command).collect();
    let sequences: Vec<i64> = batch.iter().map(|commit| commit.sequence).collect();
    sqlx::query(
        "insert into handled_command (district, kind, id, command, sequence)
         select $1, * from unnest($2::text[], $3::uuid[], $4::uuid[], $5::bigint[])",
    )
    .bind(district)
    .bind(&kinds)
    .bind(&ids)
    .bind(&commands)
    .bind(&sequences)
    .execute(rows)
    .await
    .map(drop)
}

async fn noted(rows: &mut PgConnection, district: &str, contacts: &[&Contact]) -> sqlx::Result<()> {
    sqlx::query(
        "with settled as (update contact set open = false where district = $1 and person = any($2) and open),
              taken_back as (update person set erasure_proposed_on = null, erasure_proposed_by = ''
                             where district = $1 and id = any($2) and erasure_proposed_on is not null)
         insert into contact (district, person, sequence, occurred_on, channel, reached, note, next_step_on, open, actor, referral)
         select $1, person, sequence, occurred_on, channel, reached, note, next_step_on,
                next_step_on is not null and sequence = max(sequence) over (partition by person), actor, referral
         from unnest($2::uuid[], $3::bigint[], $4::date[], $5::int[], $6::boolean[], $7::text[], $8::date[], $9::text[], $10::uuid[])
              as c (person, sequence, occurred_on, channel, reached, note, next_step_on, actor, referral)",
    )
    .bind(district)
    .bind(contacts.iter().map(|contact| contact.person).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.sequence).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.occurred_on).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.channel).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.reached).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.note.as_str()).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.next_step_on).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.actor.as_str()).collect::<Vec<_>>())
    .bind(contacts.iter().map(|contact| contact.referral).collect::<Vec<_>>())
    .execute(rows)
    .await
    .map(drop)
}

impl Person {
    async fn write(&self, rows: &mut PgConnection, district: &str) -> sqlx::Result<()> {
        sqlx::query(
            "insert into person (district, id, name, name_key, sound_key, given_sound, phone_digits, email_key, birth_month,
                                 protected, municipality, identity, facts, household, roles, known_since)
             values ($1, $2, '', '', '', '', '', '', '', false, '', '', '', '', array[$3::int], $4)",
        )
        .bind(district)
        .bind(self.id)
        .bind(self.roles.first().copied().unwrap_or_default())
        .bind(self.known_since)
        .execute(&mut *rows)
        .await?;
        sqlx::query(
            "with gone as (delete from name_word where district = $1 and person = $2 and word <> all($11)),
                  told as (insert into name_word (district, person, word, sound)
                           select distinct $1, $2::uuid, word, sound from unnest($11::text[], $12::text[]) as w (word, sound)
                           on conflict do nothing)
             update person set name = $3, name_key = $4, phone_digits = $5, email_key = $6, protected = $7, identity = $8,
                               sound_key = $9, given_sound = $10
             where district = $1 and id = $2",
        )
        .bind(district)
        .bind(self.id)
        .bind(&self.name)
        .bind(&self.name_key)
        .bind(&self.phone_digits)
        .bind(&self.email_key)
        .bind(self.protected)
        .bind(&self.identity)
        .bind(&self.sound_key)
        .bind(&self.given_sound)
        .bind(&self.words)
        .bind(&self.sounds)
        .execute(&mut *rows)
        .await?;
        sqlx::query("update person set facts = $3, birth_month = $4, municipality = $5 where district = $1 and id = $2")
            .bind(district)
            .bind(self.id)
            .bind(&self.facts)
            .bind(&self.birth_month)
            .bind(&self.municipality)
            .execute(rows)
            .await
            .map(drop)
    }
}
