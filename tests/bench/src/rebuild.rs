//! A whole rebuild beside the same statements, both as the owner and without policies.

use std::time::{Duration, Instant};

use referrals::Referrals;
use sqlx::AssertSqlSafe;
use testing::{Cluster, Ground};

use crate::{
    bare::Written,
    closed_loop::median,
    filled::Filled,
    report::{Better, Report},
};

/// Commits read back at a time for the bare side; reading is not timed.
const STRETCH: u64 = 50_000;

/// Each reads and writes all of the log.
const TURNS: usize = 3;

/// Commits a second, of one rebuild.
pub(crate) async fn rate(filled: &Filled) -> anyhow::Result<f64> {
    let service = &filled.scene.service;
    let (_, owner) = filled.scene.ground.settings_of::<Referrals>(&service.database);
    let began = Instant::now();
    let rebuilt = Box::pin(runtime::rebuild_all::<Referrals>(&service.settings, &owner)).await;
    let took = began.elapsed();
    let rebuilt = rebuilt.map_err(|error| anyhow::anyhow!("the rebuild: {error}"))?;
    anyhow::ensure!(rebuilt.differed.is_empty(), "rebuilt rows differ: {:?}", rebuilt.differed);
    Ok(per_second(filled, took))
}

/// `quarter` is the rate of a rebuild when the log had a quarter of its commits.
pub(crate) async fn measure(report: &mut Report, filled: &Filled, quarter: f64) -> anyhow::Result<()> {
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let ours = rate(filled).await?;
        ratios.push(ours / bare(filled).await?);
        rates.push(ours);
    }
    let ours = median(rates);
    let name = format!("rebuild of referrals, {} commits ÷ bare SQL", filled.commits);
    report.judge(&name, median(ratios), "×", 0.5, Better::Higher);
    report.note("  commits rebuilt", ours, "/s", Better::Higher);
    report.judge("  that rate ÷ the rate at a quarter: linear", ours / quarter, "×", 0.8, Better::Higher);
    Ok(())
}

async fn bare(filled: &Filled) -> anyhow::Result<f64> {
    let ground = Ground::new(Cluster::R1).await;
    let (_, empty) = ground.settings::<Referrals>().await;
    let mut owner = empty.superuser().await;
    for table in ["person", "contact", "aggregate_state", "handled_command"] {
        sqlx::query(AssertSqlSafe(format!("alter table read.{table} disable row level security")))
            .execute(&mut owner)
            .await?;
    }
    let database = database::connect_to(&empty.owner_url, 2, "read")?;
    let mut superuser = filled.scene.service.database.superuser().await;
    let (mut took, mut after) = (Duration::ZERO, 0);
    while after < filled.commits {
        let upto = filled.commits.min(after + STRETCH);
        let written = Written::read(&mut superuser, filled.district(), after, upto).await?;
        let began = Instant::now();
        written.write(&database, filled.district()).await?;
        took += began.elapsed();
        after = upto;
    }
    Ok(per_second(filled, took))
}

#[expect(clippy::cast_precision_loss, reason = "a rate to read")]
fn per_second(filled: &Filled, took: Duration) -> f64 {
    filled.commits as f64 / took.as_secs_f64()
}
