use std::{fmt, path::PathBuf};

use decider::Decider;
use prost::Message;
use serde::Serialize;

use crate::{
    Answer, Failed, Settings, Surroundings,
    data::{DataError, read},
    operator::Operator,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Share these, or their next versions, with every district. Repeating it changes nothing.
    Add {
        /// TOML files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Command {
    pub async fn run<S: Sharable>(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Add { files } => Answer::of(&add::<S>(settings, surroundings, &files).await?, true),
        }
    }
}

/// Something that every district shares, in versions.
pub trait Sharable: Message + Sized {
    type Decider: Decider;

    /// Those that a file states.
    fn of_file(text: &str) -> Result<Vec<Self>, DataError>;
    fn id(&self) -> &str;
    fn version(&self) -> u32;
    fn command(&self) -> <Self::Decider as Decider>::Command;
}

/// What became of each version, in the order they were shared.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Shared {
    pub shared: Vec<SharedVersion>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct SharedVersion {
    pub id: String,
    pub version: u32,
    /// False when this version was shared before.
    pub recorded: bool,
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for SharedVersion { id, version, recorded } in &self.shared {
            writeln!(f, "{id} {version}: {}", if *recorded { "recorded" } else { "unchanged" })?;
        }
        Ok(())
    }
}

/// Earlier versions first, for the order of files says nothing of versions; every file is read before the first is
/// shared.
pub async fn add<S: Sharable>(
    settings: &Settings,
    surroundings: Surroundings,
    files: &[PathBuf],
) -> Result<Shared, Failed> {
    let stated: Vec<Vec<S>> = files.iter().map(|file| read(file, S::of_file)).collect::<Result<_, _>>()?;
    let mut things = stated.into_iter().flatten().collect::<Vec<_>>();
    things.sort_by_key(Sharable::version);

    let operator = Operator::connect(settings, surroundings).await?;
    operator.ensure_stream().await?;
    let known = operator.known().await?;
    let mut shared = Vec::with_capacity(things.len());
    for thing in &things {
        let recorded = operator.commit::<S::Decider>(&known, thing.id(), &thing.command(), thing).await?;
        shared.push(SharedVersion { id: thing.id().to_owned(), version: thing.version(), recorded });
    }
    Ok(Shared { shared })
}
