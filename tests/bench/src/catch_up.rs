//! A lane that has fallen behind, beside the same statements without the log.

use std::{sync::Arc, time::Instant};

use database::Database;
use eventlog::{Context, Tails};
use projection::{Lane, LaneName, Positions};
use referrals::{Referrals, Rows};
use runtime::Service as _;
use testing::{Cluster, Ground};

use crate::{
    Effort,
    bare::Written,
    closed_loop::median,
    filled::Filled,
    report::{Better, Report},
};

/// Both write as the service's role under row-level security, in turns, the same stretch of the stream.
pub(crate) async fn measure(report: &mut Report, effort: Effort, filled: &Filled) -> anyhow::Result<()> {
    let lane = behind(filled).await?;
    let (_, bare) = Ground::new(Cluster::R1).await.settings::<Referrals>().await;
    let bare = database::connect(&bare.url, 2)?;
    let stretch = filled.commits / 2 / effort.turns as u64;
    let mut superuser = filled.scene.service.database.superuser().await;
    let (mut ratios, mut rates) = (Vec::new(), Vec::new());
    for turn in 0..effort.turns as u64 {
        let (after, upto) = (turn * stretch, (turn + 1) * stretch);
        let began = Instant::now();
        lane.catch_up(upto).await?;
        let ours = began.elapsed();
        let written = Written::read(&mut superuser, filled.district(), after, upto).await?;
        anyhow::ensure!(
            written.commits() as u64 == stretch,
            "{} commits between {after} and {upto}",
            written.commits()
        );
        let began = Instant::now();
        written.write(&bare, filled.district()).await?;
        ratios.push(began.elapsed().as_secs_f64() / ours.as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a rate to read")]
        rates.push(stretch as f64 / ours.as_secs_f64());
    }
    report.judge("catch-up ÷ the same SQL without the log", median(ratios), "×", 0.55, Better::Higher);
    report.note("  commits caught up", median(rates), "/s", Better::Higher);
    Ok(())
}

/// The service's own lane over the filled stream, on an empty read model.
async fn behind(filled: &Filled) -> anyhow::Result<Lane<Rows>> {
    let ground = &filled.scene.ground;
    let (_, empty) = Ground::new(Cluster::R1).await.settings::<Referrals>().await;
    let database: Database = database::connect(&empty.url, 4)?;
    Ok(Lane {
        name: LaneName("referrals".to_owned()),
        stream: filled.stream(),
        projection: Arc::new(Rows { keyring: ground.keyring.clone() }),
        aggregates: Some(Referrals::aggregates()),
        // This build wrote all of it.
        known: |_, _| true,
        positions: Positions::new(Context::Referrals, database.clone()),
        database,
        tails: Tails::new(runtime::nats(&ground.nats_settings("referrals"), "bench", false).await?),
    })
}
