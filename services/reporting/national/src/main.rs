//! The national view.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use runtime::{KeylessSettings, Listeners, OwnerSettings, until_signalled};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve gRPC, and the health page over HTTP.
    Serve,
    /// Make or change the database.
    Migrate,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    runtime::run(national::NAME, async |environment, metrics| {
        match arguments.command {
            Command::Serve => {
                let settings = KeylessSettings::read(&environment)?;
                let listeners = Listeners::bind_to(settings.listen, settings.http_listen).await?;
                until_signalled(|stop| national::serve(settings, listeners, metrics, stop)).await?;
            }
            Command::Migrate => national::migrate(&OwnerSettings::read(&environment)?).await?,
        }
        Ok(ExitCode::SUCCESS)
    })
}
