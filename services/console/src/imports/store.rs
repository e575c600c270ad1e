use std::collections::BTreeMap;

use import::What;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sqlx::{FromRow as _, PgPool, Row as _, postgres::PgRow, types::Json};
use uuid::Uuid;

use super::{
    sealing::{PART, SheetKey},
    what_name, what_of,
};
use crate::{accounts::Role, surroundings::Surroundings};

/// An uploaded file is kept so long, whatever became of it.
const FILE_LIVES: SignedDuration = SignedDuration::from_hours(7 * 24);
/// What is known of its lines, so long: until then it can be undone.
const LINES_LIVE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Somebody who works on one says so at least as often.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// A service that is away is asked again after this.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Mapping,
    Checking,
    Checked,
    Running,
    Done,
    Undoing,
    Undone,
    Dropped,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Mapping,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Undoing,
        Self::Undone,
        Self::Dropped,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::Dropped => "dropped",
        }
    }

    /// Something is done about it without anybody's pressing a button.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }
}

/// One list that somebody brings in.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: Uuid,
    pub district: String,
    /// Who brings it in, or undoes it: services are asked in her name.
    pub actor_id: Uuid,
    pub what: What,
    pub state: State,
    pub parts: u32,
    pub columns: Vec<Option<String>>,
    pub for_all: BTreeMap<String, String>,
    pub bring_alike: bool,
    pub seen: u32,
    pub total: u32,
    pub waits: bool,
    pub created_at: Timestamp,
}

impl sqlx::FromRow<'_, PgRow> for Import {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let number = |name| row.try_get::<i32, _>(name).map(|number| u32::try_from(number).unwrap_or_default());
        let (state, what): (String, String) = (row.try_get("state")?, row.try_get("what")?);
        let unknown = || sqlx::Error::Decode("a state that this build does not know".into());
        let state = State::ALL.into_iter().find(|known| known.name() == state).ok_or_else(unknown)?;
        let undone_by: Option<Uuid> = row.try_get("undo_actor_id")?;
        Ok(Self {
            id: row.try_get("import_id")?,
            district: row.try_get("district")?,
            actor_id: undone_by.filter(|_| state == State::Undoing).unwrap_or(row.try_get("actor_id")?),
            what: what_of(&what).ok_or_else(unknown)?,
            state,
            parts: number("parts")?,
            columns: row.try_get::<Json<_>, _>("columns")?.0,
            for_all: row.try_get::<Json<_>, _>("for_all")?.0,
            bring_alike: row.try_get("bring_alike")?,
            seen: number("seen")?,
            total: number("total")?,
            waits: row.try_get("waits")?,
            created_at: row.try_get::<jiff_sqlx::Timestamp, _>("created_at")?.to_jiff(),
        })
    }
}

/// A file that came.
#[derive(Debug)]
pub struct Upload<'f> {
    pub district: &'f str,
    pub actor_id: Uuid,
    pub what: What,
    /// Of its first row.
    pub header: &'f [String],
    pub bytes: &'f [u8],
}

/// What became of a file that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    Kept(Uuid),
    /// The same file is or was brought in.
    There(Uuid),
}

/// Columns, and what holds for all, as they were chosen.
type Mapped = (Json<Vec<Option<String>>>, Json<BTreeMap<String, String>>);

#[derive(Debug, Clone)]
pub struct Imports {
    pub pool: PgPool,
    pub key: SheetKey,
    pub surroundings: Surroundings,
}

impl Imports {
    /// Keeps a file, sealed. Columns begin as those of the last file with the same first row, if there was one.
    pub async fn keep(&self, upload: &Upload<'_>, guessed: &[Option<String>]) -> Result<Sent, sqlx::Error> {
        let id = self.surroundings.random_id();
        let digest = self.key.digest(upload.district, upload.bytes);
        let header_digest = self.key.digest(upload.district, upload.header.join("\u{1f}").as_bytes());
        let mut tx = self.pool.begin().await?;
        let there = sqlx::query_scalar(
            "SELECT import_id FROM console.imports
             WHERE district = $1 AND digest = $2 AND state NOT IN ('undone', 'dropped')",
        );
        if let Some(there) = there.bind(upload.district).bind(&digest[..]).fetch_optional(&mut *tx).await? {
            return Ok(Sent::There(there));
        }
        let before: Option<Mapped> = sqlx::query_as(
            "SELECT columns, for_all FROM console.imports
             WHERE district = $1 AND header_digest = $2 AND what = $3 AND state NOT IN ('mapping', 'dropped')
             ORDER BY created_at DESC LIMIT 1",
        )
        .bind(upload.district)
        .bind(&header_digest[..])
        .bind(what_name(upload.what))
        .fetch_optional(&mut *tx)
        .await?;
        let (columns, for_all) =
            before.map_or_else(|| (guessed.to_vec(), BTreeMap::new()), |(columns, all)| (columns.0, all.0));
        let kept = sqlx::query(
            "INSERT INTO console.imports
                 (import_id, district, actor_id, what, state, digest, header_digest, parts, columns, for_all, created_at)
             VALUES ($1, $2, $3, $4, 'mapping', $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(upload.district)
        .bind(upload.actor_id)
        .bind(what_name(upload.what))
        .bind(&digest[..])
        .bind(&header_digest[..])
        .bind(i32::try_from(upload.bytes.len().div_ceil(PART)).unwrap_or(i32::MAX))
        .bind(Json(columns))
        .bind(Json(for_all))
        .bind(self.now().to_sqlx())
        .execute(&mut *tx)
        .await?;
        if kept.rows_affected() == 0 {
            // Sent twice at once: the other was first.
            tx.rollback().await?;
            return there_now(&self.pool, upload.district, &digest).await.map(Sent::There);
        }
        for (part, content) in (0u32..).zip(upload.bytes.chunks(PART)) {
            sqlx::query("INSERT INTO console.import_parts (import_id, part, sealed) VALUES ($1, $2, $3)")
                .bind(id)
                .bind(i32::try_from(part).unwrap_or(i32::MAX))
                .bind(self.key.seal(id, part, content))
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(Sent::Kept(id))
    }

    /// One of a district; what another district brings in does not exist.
    pub async fn find(&self, district: &str, id: Uuid) -> Result<Option<Import>, sqlx::Error> {
        sqlx::query_as("SELECT * FROM console.imports WHERE import_id = $1 AND district = $2 AND state <> 'dropped'")
            .bind(id)
            .bind(district)
            .fetch_optional(&self.pool)
            .await
    }

    /// The newest first.
    pub async fn newest(&self, district: &str) -> Result<Vec<Import>, sqlx::Error> {
        sqlx::query_as(
            "SELECT * FROM console.imports WHERE district = $1 AND state <> 'dropped'
             ORDER BY created_at DESC LIMIT 20",
        )
        .bind(district)
        .fetch_all(&self.pool)
        .await
    }

    /// The file as it came; none when its time is over.
    pub async fn file(&self, import: &Import) -> Result<Option<Vec<u8>>, sqlx::Error> {
        let mut file = Vec::new();
        for part in 0..import.parts {
            let sealed: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT sealed FROM console.import_parts WHERE import_id = $1 AND part = $2")
                    .bind(import.id)
                    .bind(i32::try_from(part).unwrap_or(i32::MAX))
                    .fetch_optional(&self.pool)
                    .await?;
            let Some(sealed) = sealed else { return Ok(None) };
            let opened = self.key.open(import.id, part, &sealed);
            file.extend(opened.map_err(|error| sqlx::Error::Decode(error.into()))?);
        }
        Ok(Some(file))
    }

    /// Says what each column tells, and has the file checked. False when it is too late for that.
    pub async fn map(
        &self,
        import: &Import,
        columns: &[Option<String>],
        for_all: &BTreeMap<String, String>,
    ) -> Result<bool, sqlx::Error> {
        let mapped = sqlx::query(
            "UPDATE console.imports
             SET state = 'checking', columns = $2, for_all = $3, seen = 0, total = 0, lease_until = NULL
             WHERE import_id = $1 AND state IN ('mapping', 'checked')",
        );
        let mapped = mapped.bind(import.id).bind(Json(columns)).bind(Json(for_all)).execute(&self.pool).await?;
        Ok(mapped.rows_affected() > 0)
    }

    /// Goes on from one state to the next, once. False when it was not in the first.
    pub async fn go_on(&self, import: Uuid, from: State, to: State) -> Result<bool, sqlx::Error> {
        let gone = sqlx::query(
            "UPDATE console.imports SET state = $3, seen = 0, total = 0, waits = false, lease_until = NULL
             WHERE import_id = $1 AND state = $2",
        );
        let gone = gone.bind(import).bind(from.name()).bind(to.name()).execute(&self.pool).await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Has what was checked brought in.
    pub async fn begin(&self, import: Uuid, actor_id: Uuid, bring_alike: bool) -> Result<bool, sqlx::Error> {
        let begun = sqlx::query(
            "UPDATE console.imports
             SET state = 'running', actor_id = $2, bring_alike = $3, seen = 0, total = 0, lease_until = NULL
             WHERE import_id = $1 AND state = 'checked'",
        );
        Ok(begun.bind(import).bind(actor_id).bind(bring_alike).execute(&self.pool).await?.rows_affected() > 0)
    }

    pub async fn undo(&self, import: Uuid, actor_id: Uuid) -> Result<bool, sqlx::Error> {
        let begun = sqlx::query(
            "UPDATE console.imports SET state = 'undoing', undo_actor_id = $2, seen = 0, total = 0, lease_until = NULL
             WHERE import_id = $1 AND state = 'done'",
        );
        Ok(begun.bind(import).bind(actor_id).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Forgets a file of which nothing was brought in.
    pub async fn drop(&self, import: Uuid) -> Result<bool, sqlx::Error> {
        let dropped = sqlx::query(
            "UPDATE console.imports SET state = 'dropped' WHERE import_id = $1 AND state IN ('mapping', 'checked')",
        );
        let dropped = dropped.bind(import).execute(&self.pool).await?.rows_affected() > 0;
        if dropped {
            for table in [
                "DELETE FROM console.import_parts WHERE import_id = $1",
                "DELETE FROM console.import_lines WHERE import_id = $1",
            ] {
                sqlx::query(table).bind(import).execute(&self.pool).await?;
            }
        }
        Ok(dropped)
    }

    /// The next to work on, for whoever asks first; with the role its actor has today. None whose actor works there no
    /// more: it stays where it is.
    pub(super) async fn claim(&self) -> Result<Option<(Import, Role)>, sqlx::Error> {
        let row = sqlx::query(
            "WITH next AS (
                 SELECT i.import_id, a.role FROM console.imports i
                 JOIN console.accounts a ON a.actor_id =
                     CASE i.state WHEN 'undoing' THEN i.undo_actor_id ELSE i.actor_id END
                 JOIN console.account_districts d ON d.actor_id = a.actor_id AND d.district = i.district
                 WHERE i.state IN ('checking', 'running', 'undoing') AND a.closed_at IS NULL
                     AND a.role IN ('coordinator', 'manager') AND (i.lease_until IS NULL OR i.lease_until < $1)
                 ORDER BY i.created_at LIMIT 1 FOR UPDATE OF i SKIP LOCKED)
             UPDATE console.imports SET lease_until = $2 FROM next
             WHERE imports.import_id = next.import_id RETURNING imports.*, next.role AS role",
        )
        .bind(self.now().to_sqlx())
        .bind((self.now() + LEASE).to_sqlx())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let role = match row.try_get::<String, _>("role")?.as_str() {
            "manager" => Role::Manager,
            _ => Role::Coordinator,
        };
        Ok(Some((Import::from_row(&row)?, role)))
    }

    /// Says how far it is, and that somebody works on it.
    pub(super) async fn tell(&self, import: Uuid, seen: usize, total: usize) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE console.imports SET seen = $2, total = $3, waits = false, lease_until = $4 WHERE import_id = $1",
        )
        .bind(import)
        .bind(i32::try_from(seen).unwrap_or(i32::MAX))
        .bind(i32::try_from(total).unwrap_or(i32::MAX))
        .bind((self.now() + LEASE).to_sqlx())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Leaves it until later.
    pub(super) async fn wait(&self, import: Uuid) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE console.imports SET waits = true, lease_until = $2 WHERE import_id = $1")
            .bind(import)
            .bind((self.now() + PAUSE).to_sqlx())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Deletes what is kept no longer.
    pub(super) async fn sweep(&self) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM console.import_parts p USING console.imports i
             WHERE p.import_id = i.import_id AND i.created_at < $1",
        )
        .bind((self.now() - FILE_LIVES).to_sqlx())
        .execute(&self.pool)
        .await?;
        sqlx::query("DELETE FROM console.imports WHERE created_at < $1")
            .bind((self.now() - LINES_LIVE).to_sqlx())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.surroundings.now()
    }
}

async fn there_now(pool: &PgPool, district: &str, digest: &[u8]) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT import_id FROM console.imports
         WHERE district = $1 AND digest = $2 AND state NOT IN ('undone', 'dropped')",
    )
    .bind(district)
    .bind(digest)
    .fetch_one(pool)
    .await
}
