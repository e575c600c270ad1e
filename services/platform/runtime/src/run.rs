use std::{error::Error, process::ExitCode};

use clap::{Parser, Subcommand};
use opentelemetry_prometheus_text_exporter::PrometheusExporter;
use tokio_util::sync::CancellationToken;

use crate::{
    Environment, Service, Settings, SettingsError,
    maintain::{migrate, rebuild_all, verify_all},
    serve::serve,
    server::Listeners,
    settings::OwnerSettings,
    telemetry,
};

type Failed = Box<dyn Error + Send + Sync>;

/// Exit code for settings that do not fit: the command was used wrongly (`EX_USAGE` of sysexits).
const BAD_SETTINGS: u8 = 64;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve gRPC, and the health page over HTTP.
    Serve,
    /// Make or change the database. A read model of another build is rebuilt.
    Migrate,
    /// Build the read model anew from the event log and swap it in.
    Rebuild,
    /// Refold every stream of this service and say what is damaged.
    Verify,
}

/// The whole of a service's `main`.
pub fn main<S: Service>() -> ExitCode {
    let arguments = Arguments::parse();
    run(S::NAME, async |environment, metrics| command::<S>(arguments.command, &environment, metrics).await)
}

/// Runs a process from its environment to its exit code. What it fails with is logged here.
pub fn run<W>(name: &'static str, work: W) -> ExitCode
where
    W: AsyncFnOnce(Environment, PrometheusExporter) -> Result<ExitCode, Failed>,
{
    let environment = Environment::of_process();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    runtime.block_on(async {
        let telemetry = telemetry::start(name);
        let ended = work(environment, telemetry.metrics.clone()).await;
        let code = match ended {
            Ok(code) => code,
            Err(error) => {
                let settings = error.downcast_ref::<SettingsError>().is_some();
                tracing::error!(error = &*error, "the process ends");
                if settings { ExitCode::from(BAD_SETTINGS) } else { ExitCode::FAILURE }
            }
        };
        telemetry.end();
        code
    })
}

/// Serves until the process is asked to stop, and what was in hand is done.
pub async fn until_signalled<W>(serving: impl FnOnce(CancellationToken) -> W) -> Result<(), Failed>
where
    W: Future<Output = Result<(), Failed>>,
{
    let stop = CancellationToken::new();
    let asked = stop_signal()?;
    tokio::select! {
        served = serving(stop.clone()) => served,
        () = async { asked.await; stop.cancel(); std::future::pending::<()>().await } => Ok(()),
    }
}

async fn command<S: Service>(
    command: Command,
    environment: &Environment,
    metrics: PrometheusExporter,
) -> Result<ExitCode, Failed> {
    match command {
        Command::Serve => {
            let settings = Settings::read(environment)?;
            let listeners = Listeners::bind(&settings).await?;
            until_signalled(|stop| serve::<S>(settings, listeners, metrics, stop)).await?;
        }
        Command::Migrate => {
            let owner = OwnerSettings::read(environment)?;
            if !migrate::<S>(&owner).await? {
                let rebuilt = rebuild_all::<S>(&Settings::read(environment)?, &owner).await?;
                tracing::info!(commits = rebuilt.commits, "the read model was rebuilt for this build");
            }
        }
        Command::Rebuild => {
            let owner = OwnerSettings::read(environment)?;
            let rebuilt = rebuild_all::<S>(&Settings::read(environment)?, &owner).await?;
            say(&format!(
                "{}: {} commits read, {} tables compared, {} differed {}",
                S::NAME,
                rebuilt.commits,
                rebuilt.compared.len(),
                rebuilt.differed.len(),
                rebuilt.differed.join(" ")
            ));
        }
        Command::Verify => {
            let (lines, whole) = verify_all::<S>(&Settings::read(environment)?).await?;
            for line in &lines {
                say(line);
            }
            if !whole {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Resolves when the process is asked to stop.
fn stop_signal() -> Result<impl Future<Output = ()>, std::io::Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[expect(clippy::print_stdout, reason = "the answer of a command to whoever ran it")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "nothing can log yet")]
fn failed(error: &dyn Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
