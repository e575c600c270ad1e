use std::{
    fmt, fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::civil::DateTime;
use serde::Serialize;
use tokio::time::Instant;

use crate::{
    Answer, Failed, Settings, Surroundings,
    operator::Operator,
    simulate::{
        execute::{self, Clients, Lived},
        ledger::Ledger,
        plan::Plan,
        year::Year,
    },
};

/// Districts are lived side by side; this many requests are under way in all.
const IN_FLIGHT: usize = 16;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Whose lives: the same seed, the same people.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Figures of the year, when not the shipped ones.
    #[arg(long)]
    pub year: Option<PathBuf>,
    /// Write what must be counted, as JSON.
    #[arg(long)]
    pub ledger: Option<PathBuf>,
    /// Only plan, and write the ledger: asks no service.
    #[arg(long)]
    pub plan_only: bool,
    /// How many requests are under way at once.
    #[arg(long, default_value_t = IN_FLIGHT)]
    pub in_flight: usize,
}

impl Arguments {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        let simulated = simulate(&self, settings, surroundings).await?;
        Answer::of(&simulated, simulated.lived.failed == 0)
    }
}

/// What was lived.
#[derive(Debug, Serialize)]
pub struct Simulated {
    pub seed: u64,
    pub requests: usize,
    pub volunteers: usize,
    pub matches: usize,
    pub sessions: usize,
    pub seconds: f64,
    #[serde(flatten)]
    pub lived: Lived,
}

impl fmt::Display for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, requests, volunteers, matches, sessions, seconds, lived } = self;
        writeln!(
            f,
            "seed {seed}: {requests} requests, {volunteers} volunteers, {matches} matches, {sessions} sessions"
        )?;
        let steps: usize = lived.done.values().sum();
        writeln!(f, "{steps} steps in {} weeks, {seconds:.1} s", lived.weeks)?;
        for (service, count) in &lived.left_out {
            writeln!(f, "{count} steps left out: {service} does not answer, or what they stand on was left out")?;
        }
        if lived.failed > 0 {
            writeln!(f, "{} steps failed:", lived.failed)?;
        }
        for failure in &lived.failures {
            writeln!(f, "  {failure}")?;
        }
        Ok(())
    }
}

pub async fn simulate(asked: &Arguments, settings: &Settings, surroundings: Surroundings) -> Result<Simulated, Failed> {
    let year = match &asked.year {
        Some(file) => toml::from_str(&fs::read_to_string(file)?)?,
        None => Year::shipped()?,
    };
    let plan = Plan::of(&year, asked.seed);
    if let Some(file) = &asked.ledger {
        write(file, &Ledger::of(&year, &plan))?;
    }
    let began = Instant::now();
    let lived = if asked.plan_only {
        Lived::default()
    } else {
        let operator = Operator::connect(settings, surroundings).await?;
        operator.ensure_stream().await?;
        let clients = Clients::connect(settings, asked.in_flight.max(1)).await?;
        execute::live(&operator, &clients, &year, &plan, &|at, done, all| progress(at, done, all, began.elapsed()))
            .await?
    };
    let count = |of: fn(&crate::simulate::plan::DistrictPlan) -> usize| plan.districts.iter().map(of).sum();
    Ok(Simulated {
        seed: asked.seed,
        requests: count(|district| district.requests.len()),
        volunteers: count(|district| district.volunteers.len()),
        matches: count(|district| district.matches.len()),
        sessions: count(|district| {
            let series = district.groups.iter().flat_map(|group| &group.series);
            district.sessions.len() + series.map(|series| series.held.len()).sum::<usize>()
        }),
        seconds: began.elapsed().as_secs_f64(),
        lived,
    })
}

fn write(file: &Path, ledger: &Ledger) -> Result<(), Failed> {
    fs::write(file, serde_json::to_string_pretty(ledger)? + "\n")?;
    Ok(())
}

/// One line, renewed; a reader that has gone away is nobody's fault.
fn progress(at: &DateTime, done: usize, all: usize, since: Duration) {
    let mut to = std::io::stderr();
    let _ = write!(to, "\r{} {done} of {all} steps, {:.0} s", at.date(), since.as_secs_f64());
    if done == all {
        let _ = writeln!(to);
    }
}
