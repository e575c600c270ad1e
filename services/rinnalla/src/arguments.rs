use clap::{Parser, Subcommand};

use crate::{Answer, Failed, Settings, Surroundings, commands};

/// Operates an installation of Rinnalla. Settings are read from RINNALLA_ variables.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Keys of the installation.
    #[command(subcommand)]
    Keys(commands::keys::Command),
    /// Programmes that districts can run.
    #[command(subcommand)]
    Programme(commands::programme::Command),
    /// Districts of the installation.
    #[command(subcommand)]
    District(commands::district::Command),
    /// The clock of a demo installation.
    #[command(subcommand)]
    Clock(commands::clock::Command),
    /// Live a year of invented lives in the demo districts, through the services' own commands.
    Simulate(commands::simulate::Arguments),
    /// Sign a token for one district and role.
    Token(commands::token::Arguments),
    /// Check everything an installation stands on; each fault comes with its remedy.
    Doctor,
    /// Read every stream of the event log and name what is damaged. What the events say is checked by each service's
    /// own `verify`.
    Verify(commands::verify::Arguments),
    /// Order the erasure of a person and wait for the receipt.
    Erase(commands::erase::Arguments),
    /// Export the log, the keyring, accounts and view logs, encrypted under the backup key.
    Backup(commands::backup::Arguments),
    /// Bring a backup onto empty servers. Each service's `migrate` goes before, its `rebuild` after.
    Restore(commands::restore::Arguments),
}

impl Command {
    pub(crate) async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Keys(command) => command.run(surroundings),
            Self::Programme(command) => command.run(settings, surroundings).await,
            Self::District(command) => command.run(settings, surroundings).await,
            Self::Clock(command) => command.run(settings, surroundings).await,
            Self::Simulate(arguments) => arguments.run(settings, surroundings).await,
            Self::Token(arguments) => arguments.run(settings, surroundings),
            Self::Doctor => commands::doctor::run(settings, surroundings).await,
            Self::Verify(arguments) => arguments.run(settings, surroundings).await,
            Self::Erase(arguments) => arguments.run(settings, surroundings).await,
            Self::Backup(arguments) => arguments.run(settings, surroundings).await,
            Self::Restore(arguments) => arguments.run(settings, surroundings).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
