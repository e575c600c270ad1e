use std::{fmt, path::PathBuf};

use installation::{ProgrammeCommand, ProgrammeDecider};
use proto::programmes::v1::Programme;
use serde::Serialize;

use crate::{
    Answer, Failed, Settings, Surroundings,
    data::{parse_programme, read},
    operator::Operator,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Share programmes, or their next versions, with every district. Repeating it changes nothing.
    Add {
        /// TOML files, one programme each.
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

/// What became of each file, in the order given.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    pub programmes: Vec<AddedProgramme>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct AddedProgramme {
    pub programme_id: String,
    pub version: u32,
    /// False when this version was shared before.
    pub recorded: bool,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for AddedProgramme { programme_id, version, recorded } in &self.programmes {
            writeln!(f, "{programme_id} {version}: {}", if *recorded { "recorded" } else { "unchanged" })?;
        }
        Ok(())
    }
}

/// Reads every file before it shares the first.
pub async fn add(settings: &Settings, surroundings: Surroundings, files: &[PathBuf]) -> Result<Added, Failed> {
    let programmes: Vec<Programme> = files.iter().map(|file| read(file, parse_programme)).collect::<Result<_, _>>()?;
    let operator = Operator::connect(settings, surroundings).await?;
    operator.ensure_stream().await?;
    let known = operator.known().await?;
    let mut added = Vec::new();
    for programme in programmes {
        let command = ProgrammeCommand(programme.clone());
        let recorded =
            operator.commit::<ProgrammeDecider>(&known, &programme.programme_id, &command, &programme).await?;
        added.push(AddedProgramme { programme_id: programme.programme_id, version: programme.version, recorded });
    }
    Ok(Added { programmes: added })
}
