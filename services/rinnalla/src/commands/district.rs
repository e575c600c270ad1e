mod add;
mod list;
mod offering;

use std::path::PathBuf;

pub use add::{Added, AddedDistrict, CannotOpen, Outcome, Step, add};
pub use list::{List, list};

use crate::{Answer, Failed, Settings, Surroundings};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Open districts, or bring them to what their files say. May be repeated, and goes on where it was stopped.
    Add {
        /// TOML files, one district each.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Also record agreements and grants that the district has changed since.
        #[arg(long)]
        replace: bool,
    },
    /// Say which districts there are.
    List,
}

impl Command {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Add { files, replace } => {
                let added = add(settings, surroundings, &files, replace).await?;
                Answer::of(&added, added.is_complete())
            }
            Self::List => Answer::of(&list(settings, surroundings).await?, true),
        }
    }
}
