use std::path::PathBuf;

use installation::{PurposeCommand, PurposeDecider};
use proto::referrals::v1::Purpose;

use super::shared::{Sharable, Shared, share};
use crate::{
    Answer, Failed, Settings, Surroundings,
    data::{parse_purposes, read},
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Share purposes, or their next versions, with every district. Repeating it changes nothing.
    Add {
        /// TOML files, each with one or more purposes.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Command {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Add { files } => Answer::of(&add(settings, surroundings, &files).await?, true),
        }
    }
}

impl Sharable for Purpose {
    type Decider = PurposeDecider;

    fn id(&self) -> &str {
        &self.purpose_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> PurposeCommand {
        PurposeCommand(self.clone())
    }
}

pub async fn add(settings: &Settings, surroundings: Surroundings, files: &[PathBuf]) -> Result<Shared, Failed> {
    let purposes: Vec<Vec<Purpose>> = files.iter().map(|file| read(file, parse_purposes)).collect::<Result<_, _>>()?;
    share(settings, surroundings, &purposes.concat()).await
}
