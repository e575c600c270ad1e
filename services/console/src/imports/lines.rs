use std::collections::{BTreeMap, BTreeSet};

use import::Settled;
use sqlx::{PgPool, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::store::Imports;

/// Lines written at once.
const AT_ONCE: usize = 5_000;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineState {
    New,
    /// Somebody on it probably is known already.
    Alike,
    Bad,
    Done,
    Failed,
    Undone,
    /// Something was done about it since.
    Left,
}

impl LineState {
    const ALL: [Self; 7] = [Self::New, Self::Alike, Self::Bad, Self::Done, Self::Failed, Self::Undone, Self::Left];

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Alike => "alike",
            Self::Bad => "bad",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Undone => "undone",
            Self::Left => "left",
        }
    }
}

/// A line as the check leaves it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) line: u64,
    pub(super) state: LineState,
    pub(super) fault: Option<Fault>,
    pub(super) is_pair: bool,
}

/// What is wrong with a line: names of texts, no value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub problem: String,
    /// Name of the column it is about; may be empty.
    pub field: String,
}

/// How many lines have the same fault, and the first of them.
#[derive(Debug, Clone)]
pub struct Counted {
    pub fault: Fault,
    pub lines: u32,
    pub first: u32,
}

/// Whom a line made known.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Brought {
    pub(super) line: i32,
    pub(super) state: String,
    pub(super) is_pair: bool,
    pub(super) person_id: Option<Uuid>,
    pub(super) referral_id: Option<Uuid>,
    pub(super) volunteer_person_id: Option<Uuid>,
    pub(super) volunteer_id: Option<Uuid>,
}

impl Imports {
    /// What the check found, instead of what an earlier one did.
    pub(super) async fn write_lines(&self, import: Uuid, lines: &[Checked]) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        sqlx::query("DELETE FROM console.import_lines WHERE import_id = $1").bind(import).execute(&mut *tx).await?;
        for some in lines.chunks(AT_ONCE) {
            let numbers: Vec<i32> = some.iter().map(|of| number(of.line)).collect();
            let states: Vec<&str> = some.iter().map(|of| of.state.name()).collect();
            let faults = |field: fn(&Fault) -> &str| -> Vec<Option<&str>> {
                some.iter().map(|of| of.fault.as_ref().map(field)).collect()
            };
            let pairs: Vec<bool> = some.iter().map(|of| of.is_pair).collect();
            sqlx::query(
                "INSERT INTO console.import_lines (import_id, line, state, problem, field, is_pair)
                 SELECT $1, * FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::boolean[])",
            )
            .bind(import)
            .bind(numbers)
            .bind(states)
            .bind(faults(|fault| &fault.problem))
            .bind(faults(|fault| &fault.field))
            .bind(pairs)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await
    }

    /// Lines by what became of them.
    pub async fn counts(&self, import: Uuid) -> Result<BTreeMap<LineState, u32>, sqlx::Error> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, count(*) FROM console.import_lines WHERE import_id = $1 GROUP BY state")
                .bind(import)
                .fetch_all(&self.pool)
                .await?;
        let known = |name: &str| LineState::ALL.into_iter().find(|state| state.name() == name);
        Ok(rows
            .into_iter()
            .filter_map(|(state, count)| Some((known(&state)?, u32::try_from(count).unwrap_or(u32::MAX))))
            .collect())
    }

    /// What is wrong, the most frequent first.
    pub async fn faults(&self, import: Uuid) -> Result<Vec<Counted>, sqlx::Error> {
        sqlx::query(
            "SELECT coalesce(problem, '') AS problem, coalesce(field, '') AS field, count(*) AS lines,
                    min(line) AS first
             FROM console.import_lines WHERE import_id = $1 AND state IN ('bad', 'failed')
             GROUP BY 1, 2 ORDER BY lines DESC, first LIMIT 50",
        )
        .bind(import)
        .try_map(|row: PgRow| {
            Ok(Counted {
                fault: Fault { problem: row.try_get("problem")?, field: row.try_get("field")? },
                lines: u32::try_from(row.try_get::<i64, _>("lines")?).unwrap_or(u32::MAX),
                first: u32::try_from(row.try_get::<i32, _>("first")?).unwrap_or_default(),
            })
        })
        .fetch_all(&self.pool)
        .await
    }

    /// Lines in these states, with what is wrong.
    pub async fn lines_in(&self, import: Uuid, states: &[LineState]) -> Result<BTreeMap<u64, Fault>, sqlx::Error> {
        let rows: Vec<(i32, String, String)> = sqlx::query_as(
            "SELECT line, coalesce(problem, ''), coalesce(field, '') FROM console.import_lines
             WHERE import_id = $1 AND state = ANY($2)",
        )
        .bind(import)
        .bind(states.iter().map(|state| state.name()).collect::<Vec<_>>())
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(line, problem, field)| (u64::try_from(line).unwrap_or_default(), Fault { problem, field }))
            .collect())
    }

    /// Lines that brought something and are as they were left then.
    pub(super) async fn brought(&self, import: Uuid) -> Result<Vec<Brought>, sqlx::Error> {
        sqlx::query_as(
            "SELECT line, state, is_pair, person_id, referral_id, volunteer_person_id, volunteer_id
             FROM console.import_lines
             WHERE import_id = $1 AND state IN ('done', 'failed')
                 AND (referral_id IS NOT NULL OR volunteer_id IS NOT NULL)
             ORDER BY line",
        )
        .bind(import)
        .fetch_all(&self.pool)
        .await
    }

    pub(super) async fn set_state(&self, import: Uuid, line: i32, state: LineState) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE console.import_lines SET state = $3 WHERE import_id = $1 AND line = $2")
            .bind(import)
            .bind(line)
            .bind(state.name())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Every line that was to be brought in and was not heard of again.
    pub(super) async fn fail_rest(&self, import: Uuid, lines: &BTreeSet<u64>) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE console.import_lines SET state = 'failed', problem = 'other-side-not-brought'
             WHERE import_id = $1 AND state IN ('new', 'alike') AND line = ANY($2)",
        )
        .bind(import)
        .bind(lines.iter().map(|line| number(*line)).collect::<Vec<_>>())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// Writes what became of a line while the run goes on.
pub(super) async fn write(pool: &PgPool, import: Uuid, line: u64, settled: Settled<'_>) -> Result<(), sqlx::Error> {
    let id = |text: &str| text.parse::<Uuid>().ok();
    let query = match settled {
        Settled::Mother { person_id, referral_id } => sqlx::query(
            "UPDATE console.import_lines
             SET person_id = $3, referral_id = $4, state = CASE WHEN is_pair THEN state ELSE 'done' END
             WHERE import_id = $1 AND line = $2",
        )
        .bind(import)
        .bind(number(line))
        .bind(id(person_id))
        .bind(id(referral_id)),
        Settled::Volunteer { person_id, volunteer_id } => sqlx::query(
            "UPDATE console.import_lines
             SET volunteer_person_id = $3, volunteer_id = $4, state = CASE WHEN is_pair THEN state ELSE 'done' END
             WHERE import_id = $1 AND line = $2",
        )
        .bind(import)
        .bind(number(line))
        .bind(id(person_id))
        .bind(id(volunteer_id)),
        Settled::Pair => sqlx::query(
            "UPDATE console.import_lines SET state = 'done', problem = NULL WHERE import_id = $1 AND line = $2",
        )
        .bind(import)
        .bind(number(line)),
        Settled::Refused(why) => sqlx::query(
            "UPDATE console.import_lines SET state = 'failed', problem = $3, field = $4
             WHERE import_id = $1 AND line = $2",
        )
        .bind(import)
        .bind(number(line))
        .bind(why.reason.as_ref().map_or_else(|| "refused".to_owned(), |reason| format!("reason-{reason}")))
        .bind(why.step),
    };
    query.execute(pool).await?;
    Ok(())
}

/// Files have far fewer.
fn number(line: u64) -> i32 {
    i32::try_from(line).unwrap_or(i32::MAX)
}
