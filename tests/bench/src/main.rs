//! Measures as ratios: what Rinnalla does beside what its servers could do at most with the same bytes, in turns in
//! one run, so that a slow hour slows both. Absolute figures are printed to read, not to judge by.
#![expect(clippy::print_stdout, reason = "a report for whoever ran it")]

mod assignment;
mod bare;
mod browser;
mod candidates;
mod catch_up;
mod closed_loop;
mod cold;
mod commands;
mod compared;
mod demo;
mod duplicates;
mod filled;
mod fsync;
mod installation;
mod lag;
mod memory;
mod pages;
mod program;
mod raw;
mod rebuild;
mod report;
mod scene;

use clap::{Parser, Subcommand};
use testing::Cluster;

use crate::{
    filled::{Filled, SPREAD},
    installation::Installation,
    report::Report,
};

const REPORT: &str = "target/bench/report.json";

#[derive(Parser)]
struct Arguments {
    /// A look of a few minutes.
    #[arg(long)]
    quick: bool,
    /// Only these measures.
    #[arg(long)]
    only: Vec<String>,
    /// Length of the log that is loaded from, caught up with and rebuilt.
    #[arg(long)]
    commits: Option<u64>,
    #[command(subcommand)]
    part: Part,
}

/// What has to run beside it. `./x bench` runs one after the other; each adds to the report.
#[derive(Subcommand)]
enum Part {
    /// One server of each kind: begins the report.
    Servers,
    /// A NATS cluster.
    Cluster,
    /// A whole installation.
    Installation {
        #[arg(long, env = "RINNALLA_BENCH_INSTALLATION", hide_env_values = true)]
        described: String,
    },
    /// Nothing. Ends the report.
    Demo,
}

/// How long and how often things are measured.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Operations of each turn.
    operations: usize,
    /// Turns of each side; their median counts.
    turns: usize,
    /// Of the log that is loaded from, caught up with and rebuilt.
    commits: u64,
    /// Of the district whose pages are opened.
    commits_of_pages: u64,
}

const QUICK: Effort = Effort { operations: 5_000, turns: 3, commits: 100_000, commits_of_pages: 100_000 };
const FULL: Effort = Effort { operations: 30_000, turns: 5, commits: 1_000_000, commits_of_pages: 100_000 };

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { quick, only, commits, part } = Arguments::parse();
    let usual = if quick { QUICK } else { FULL };
    let effort = Effort { commits: commits.unwrap_or(usual.commits), ..usual };
    let wanted = |name: &str| only.is_empty() || only.iter().any(|each| each == name);
    let mut report = if matches!(part, Part::Servers) { Report::default() } else { Report::read(REPORT)? };
    match part {
        Part::Servers => servers(&mut report, effort, &wanted).await?,
        Part::Cluster => cluster(&mut report, effort, &wanted).await?,
        Part::Installation { described } => {
            let installation = Installation::described(&described)?;
            if wanted("pages") {
                pages::measure(&mut report, effort, &installation).await?;
            }
            if wanted("memory") {
                memory::measure(&mut report, effort, &installation).await?;
            }
        }
        Part::Demo => {
            if wanted("demo") && !(quick && only.is_empty()) {
                demo::warm(&mut report)?;
            }
            if wanted("demo") && !quick {
                demo::fresh(&mut report)?;
            }
            report.write(REPORT)?;
            println!("{report}");
            std::process::exit(i32::from(!report.holds()));
        }
    }
    report.write(REPORT)
}

async fn cluster(report: &mut Report, effort: Effort, wanted: &(impl Fn(&str) -> bool + Sync)) -> anyhow::Result<()> {
    if wanted("commands-r3") {
        commands::throughput(report, effort, Cluster::R3, 256, 0.35).await?;
    }
    if wanted("postgres-es") {
        compared::measure(report, effort, Cluster::R3, 1.1).await?;
    }
    Ok(())
}

async fn servers(report: &mut Report, effort: Effort, wanted: &(impl Fn(&str) -> bool + Sync)) -> anyhow::Result<()> {
    if wanted("fsync") {
        fsync::measure(report)?;
    }
    if wanted("commands") {
        commands::throughput(report, effort, Cluster::R1, 64, 0.5).await?;
    }
    if wanted("districts") {
        commands::districts(report, effort).await?;
    }
    if wanted("one-client") {
        commands::one_client(report, effort).await?;
    }
    if wanted("lag") {
        lag::measure(report, effort).await?;
    }
    if wanted("postgres-es") {
        compared::measure(report, effort, Cluster::R1, 0.9).await?;
    }
    if wanted("duplicates") {
        duplicates::measure(report, effort).await?;
    }
    if wanted("assignment") {
        assignment::measure(report, effort)?;
    }
    if wanted("candidates") {
        candidates::measure(report, effort).await?;
    }
    if wanted("log") {
        let commits = usize::try_from(effort.commits)?;
        let mut filled = Filled::open().await;
        filled.grow(SPREAD / 4, commits).await?;
        let quarter = rebuild::rate(&filled).await?;
        filled.grow(SPREAD, commits).await?;
        cold::measure(report, &filled).await?;
        catch_up::measure(report, effort, &filled).await?;
        rebuild::measure(report, &filled, quarter).await?;
        filled.scene.service.stop().await;
    }
    Ok(())
}
