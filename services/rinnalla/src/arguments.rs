use clap::{Parser, Subcommand};

use crate::{Answer, Failed, Settings, Surroundings, commands};

/// Said under every help: what an operator asks when something did not work.
const ENDINGS: &str = "Exit codes: 0 good; 1 failed, or found something, or left something to be run again; 2 wrong \
    arguments; 64 missing or wrong settings, all told at once.";

const LOG: &str = "Settings: RINNALLA_INSTALLATION, RINNALLA_NATS_URL, _NATS_USER, _NATS_PASSWORD and _NATS_MONITOR of \
    the log's operator.";
const IMPORT: &str = "Settings: those of the log's operator, RINNALLA_KEYRING_URL, RINNALLA_INSTALLATION_KEY, \
    RINNALLA_TOKEN_SIGNING_KEY, RINNALLA_REFERRALS_URL, RINNALLA_MATCHING_URL.";
const ERASE: &str = "Settings: RINNALLA_REFERRALS_URL, RINNALLA_TOKEN_SIGNING_KEY.";
const BACKUP: &str = "Settings: those of the log's operator, RINNALLA_KEYRING_URL, RINNALLA_INSTALLATION_KEY, \
    RINNALLA_BACKUP_KEY; and, or it says what it left out, RINNALLA_NATIONAL_NATS_USER, _NATIONAL_NATS_PASSWORD and \
    RINNALLA_<SERVICE>_DATABASE_URL of the console and of every service with a view log.";
const RESTORE: &str = "Settings: as for backup, with RINNALLA_<SERVICE>_DATABASE_OWNER_URL and \
    RINNALLA_<SERVICE>_NATS_PASSWORD of each service. Nothing is written unless everything fits.";

/// Operates an installation of Rinnalla. Settings are read from RINNALLA_ variables.
#[derive(Debug, Parser)]
#[command(version, after_help = ENDINGS)]
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
    #[command(subcommand, after_help = LOG)]
    Programme(commands::shared::Command),
    /// Purposes for which data about people is processed.
    #[command(subcommand, after_help = LOG)]
    Purpose(commands::shared::Command),
    /// Reasons for which somebody who waits may go before others.
    #[command(subcommand, after_help = LOG)]
    Priority(commands::shared::Command),
    /// Districts of the installation.
    #[command(subcommand, after_help = LOG)]
    District(commands::district::Command),
    /// The clock of a demo installation.
    #[command(subcommand, after_help = LOG)]
    Clock(commands::clock::Command),
    /// Bring in the people and pairs that a district has on its own lists.
    #[command(subcommand, after_help = IMPORT)]
    Import(commands::import::Command),
    /// Live a year of invented lives in the demo districts, through the services' own commands.
    Simulate(commands::simulate::Arguments),
    /// Sign a token for one district and role.
    Token(commands::token::Arguments),
    /// Check everything an installation stands on; each fault comes with its remedy.
    Doctor,
    /// Read every stream of the event log and name what is damaged. What the events say is checked by each service's
    /// own `verify`.
    #[command(after_help = LOG)]
    Verify(commands::verify::Arguments),
    /// Order the erasure of a person and wait for the receipt.
    #[command(after_help = ERASE)]
    Erase(commands::erase::Arguments),
    /// Export the log, the keyring, accounts and view logs, encrypted under the backup key.
    #[command(after_help = BACKUP)]
    Backup(commands::backup::Arguments),
    /// Have services rebuild their read models from the log, each by its own program.
    Rebuild(commands::rebuild::Arguments),
    /// Bring a backup onto empty servers. `migrate` of each service and of the console goes before; what comes after is
    /// told at the end.
    #[command(after_help = RESTORE)]
    Restore(commands::restore::Arguments),
}

impl Command {
    pub(crate) async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Keys(command) => command.run(surroundings),
            Self::Programme(command) => command.run::<proto::programmes::v1::Programme>(settings, surroundings).await,
            Self::Purpose(command) => command.run::<proto::referrals::v1::Purpose>(settings, surroundings).await,
            Self::Priority(command) => {
                command.run::<proto::referrals::v1::PriorityReason>(settings, surroundings).await
            }
            Self::District(command) => command.run(settings, surroundings).await,
            Self::Clock(command) => command.run(settings, surroundings).await,
            Self::Import(command) => command.run(settings, surroundings).await,
            Self::Simulate(arguments) => arguments.run(settings, surroundings).await,
            Self::Token(arguments) => arguments.run(settings, surroundings),
            Self::Doctor => commands::doctor::run(settings, surroundings).await,
            Self::Verify(arguments) => arguments.run(settings, surroundings).await,
            Self::Erase(arguments) => arguments.run(settings, surroundings).await,
            Self::Backup(arguments) => arguments.run(settings, surroundings).await,
            Self::Rebuild(arguments) => arguments.run().await,
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
