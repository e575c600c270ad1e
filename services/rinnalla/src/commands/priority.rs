use std::path::PathBuf;

use installation::{PriorityReasonCommand, PriorityReasonDecider};
use proto::referrals::v1::PriorityReason;

use super::shared::{Sharable, Shared, share};
use crate::{
    Answer, Failed, Settings, Surroundings,
    data::{parse_priority_reasons, read},
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Share reasons, or their next versions, with every district. Repeating it changes nothing.
    Add {
        /// TOML files, each with one or more reasons.
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

impl Sharable for PriorityReason {
    type Decider = PriorityReasonDecider;

    fn id(&self) -> &str {
        &self.reason_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> PriorityReasonCommand {
        PriorityReasonCommand(self.clone())
    }
}

pub async fn add(settings: &Settings, surroundings: Surroundings, files: &[PathBuf]) -> Result<Shared, Failed> {
    let reasons: Vec<Vec<PriorityReason>> =
        files.iter().map(|file| read(file, parse_priority_reasons)).collect::<Result<_, _>>()?;
    share(settings, surroundings, &reasons.concat()).await
}
