//! The console's program: serves pages, migrates its database, keeps accounts.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use console::{accounts::commands as account, config::Config, districts, migrate, serve};

#[derive(Parser)]
#[command(name = "console", about = "Pages of Rinnalla. Configured by RINNALLA_ environment variables.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages until told to stop.
    Serve,
    /// Bring the console's database up to date.
    Migrate,
    /// Keep the accounts of staff.
    #[command(subcommand)]
    Account(account::Command),
    /// Keep the names of districts as pages show them.
    #[command(subcommand)]
    District(districts::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::new(variable("RUST_LOG").as_deref().unwrap_or("info")))
        .init();
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "console stopped");
            ExitCode::from(if error.is::<console::config::Faults>() { 64 } else { 1 })
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve => serve::run(Config::read(variable)?).await,
        Command::Migrate => migrate::run(&console::config::owner_url(variable)?).await,
        Command::Account(command) => account::run(&console::config::database_url(variable)?, command).await,
        Command::District(command) => districts::run(&console::config::database_url(variable)?, command).await,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
