//! A table that grows from nothing has no statistics until autovacuum comes by; so long Postgres finds one row of a
//! district by reading all, and a district that is filled or rebuilt at once is slow for as long as it takes.

use database::Database;

/// Makes `kept.gather_statistics`.
pub const STATISTICS: &str = include_str!("statistics.sql");

/// Commits after which the planner is told for the first time; each next time after eight times as many.
const FIRST: u64 = 64;

/// Whether a lane that moved from one sequence to another has grown enough to tell the planner.
pub(crate) fn due(from: u64, to: u64) -> bool {
    let step = |at: u64| (at / FIRST).checked_ilog(8);
    step(from) < step(to)
}

/// Tells the planner of all tables of the read model. Leaves it when somebody else is at it.
pub(crate) async fn gather(database: &Database) -> Result<(), sqlx::Error> {
    let mut tx = database.unscoped().await?;
    sqlx::query("select kept.gather_statistics('lane')").execute(&mut *tx).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_planner_is_told_seldom_and_ever_more_seldom() {
        assert!(!due(0, 63));
        assert!(due(0, 64));
        assert!(due(60, 70));
        assert!(!due(64, 511));
        assert!(due(64, 512));
        assert_eq!((0..1_000_000).filter(|at| due(*at, at + 1)).count(), 5);
    }
}
