//! Loading an aggregate that this instance has never seen, its commits spread over a long log.

use std::time::Instant;

use decider::{Decider, DistrictId, Env};
use eventlog::{Context, EventLog};
use jiff::civil::Date;
use referrals_domain::Person;
use uuid::Uuid;

use crate::{
    filled::{Filled, SPREAD},
    report::{Better, Report},
};

const ROUNDS: usize = 5;

/// The same rules under a higher version of the fold: what is saved does not count.
struct Refolded;

impl Decider for Refolded {
    const KIND: &'static str = Person::KIND;
    const FOLD_VERSION: u32 = Person::FOLD_VERSION + 1;
    type State = <Person as Decider>::State;
    type Command = <Person as Decider>::Command;
    type Event = <Person as Decider>::Event;
    type Rejection = <Person as Decider>::Rejection;

    fn decide(state: &Self::State, command: &Self::Command, env: &Env) -> Result<Vec<Self::Event>, Self::Rejection> {
        Person::decide(state, command, env)
    }

    fn evolve(state: &mut Self::State, event: &Self::Event, occurred_on: Date) {
        Person::evolve(state, event, occurred_on);
    }
}

pub(crate) async fn measure(report: &mut Report, filled: &Filled) -> anyhow::Result<()> {
    let (ground, database) = (&filled.scene.ground, &filled.scene.service.database);
    let log = ground.log(Context::Referrals, Some(database)).await;
    let bare = ground.log(Context::Referrals, None).await;
    let (district, ids) = (filled.district(), &filled.spread);
    // Connections open at their first use.
    loads::<Person>(&log, district, &ids[..1], 1).await?;

    let over = format!("{SPREAD} events over {}", filled.commits);
    let saved = loads::<Person>(&log, district, ids, ROUNDS).await?;
    report.judge(&format!("cold load, {over}: from the saved state, p50"), saved.0, "ms", 1.0, Better::Lower);
    report.note("  p99", saved.1, "ms", Better::Lower);
    let anew = loads::<Refolded>(&log, district, ids, ROUNDS).await?;
    report.judge(&format!("cold load, {over}: other fold version, p50"), anew.0, "ms", 20.0, Better::Lower);
    report.note("  p99", anew.1, "ms", Better::Lower);
    let naive = loads::<Person>(&bare, district, ids, 1).await?;
    report.note("  limit: from the log alone, p50", naive.0, "ms", Better::Lower);
    Ok(())
}

/// The median and the 99th percentile, in milliseconds.
async fn loads<D: Decider>(
    log: &EventLog,
    district: &DistrictId,
    ids: &[Uuid],
    rounds: usize,
) -> anyhow::Result<(f64, f64)> {
    let mut took = Vec::with_capacity(ids.len() * rounds);
    for _ in 0..rounds {
        log.forget();
        for id in ids {
            let began = Instant::now();
            let folded = log.load::<D>(district, *id).await?;
            took.push(began.elapsed().as_secs_f64() * 1_000.0);
            anyhow::ensure!(folded.revision == SPREAD as u64, "{} commits were folded", folded.revision);
        }
    }
    took.sort_by(f64::total_cmp);
    Ok((took[took.len() / 2], took[took.len() * 99 / 100]))
}
