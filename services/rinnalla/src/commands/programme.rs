use std::path::PathBuf;

use installation::{ProgrammeCommand, ProgrammeDecider};
use proto::programmes::v1::Programme;

use super::shared::{Sharable, Shared, share};
use crate::{
    Answer, Failed, Settings, Surroundings,
    data::{parse_programme, read},
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Share programmes, or their next versions, with every district. Repeating it changes nothing.
    Add {
        /// TOML files, one version of a programme each, in any order.
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

impl Sharable for Programme {
    type Decider = ProgrammeDecider;

    fn id(&self) -> &str {
        &self.programme_id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn command(&self) -> ProgrammeCommand {
        ProgrammeCommand(self.clone())
    }
}

pub async fn add(settings: &Settings, surroundings: Surroundings, files: &[PathBuf]) -> Result<Shared, Failed> {
    let mut programmes: Vec<Programme> =
        files.iter().map(|file| read(file, parse_programme)).collect::<Result<_, _>>()?;
    // The shell's order of names says nothing of versions.
    programmes.sort_by_key(|programme| programme.version);
    share(settings, surroundings, &programmes).await
}
