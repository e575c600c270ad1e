//! Measures as ratios: what Rinnalla does beside what its servers could do at most with the same bytes, in turns in
//! one run, so that a slow hour slows both. Absolute figures are printed to read, not to judge by.
#![expect(clippy::print_stdout, reason = "a report for whoever ran it")]

mod closed_loop;
mod commands;
mod fsync;
mod lag;
mod memory;
mod raw;
mod report;
mod scene;

use clap::Parser;
use testing::Cluster;

use crate::report::Report;

#[derive(Parser)]
struct Arguments {
    /// A look of a few minutes.
    #[arg(long)]
    quick: bool,
}

/// How long and how often things are measured.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Operations of each turn.
    operations: usize,
    /// Turns of each side; their median counts.
    turns: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { quick } = Arguments::parse();
    let effort = Effort { operations: if quick { 6_000 } else { 30_000 }, turns: if quick { 3 } else { 5 } };
    let mut report = Report::default();
    fsync::measure(&mut report)?;
    commands::throughput(&mut report, effort, Cluster::R1, 64, 0.5, "command ÷ raw publish, R1, 64 clients").await?;
    commands::throughput(&mut report, effort, Cluster::R3, 256, 0.35, "command ÷ raw publish, R3, 256 clients").await?;
    commands::districts(&mut report, effort).await?;
    commands::one_client(&mut report, effort).await?;
    lag::measure(&mut report, effort).await?;
    memory::measure(&mut report)?;
    println!("{report}");
    report.write("target/bench/report.json")?;
    std::process::exit(i32::from(!report.holds()));
}
