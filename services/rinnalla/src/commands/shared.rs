use std::fmt;

use decider::Decider;
use prost::Message;
use serde::Serialize;

use crate::{Failed, Settings, Surroundings, operator::Operator};

/// Something that every district shares, in versions.
pub(crate) trait Sharable: Message {
    type Decider: Decider;

    fn id(&self) -> &str;
    fn version(&self) -> u32;
    fn command(&self) -> <Self::Decider as Decider>::Command;
}

/// What became of each version, in the order given.
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

/// One after the other; every file was read before the first is shared.
pub(crate) async fn share<S: Sharable>(
    settings: &Settings,
    surroundings: Surroundings,
    things: &[S],
) -> Result<Shared, Failed> {
    let operator = Operator::connect(settings, surroundings).await?;
    operator.ensure_stream().await?;
    let known = operator.known().await?;
    let mut shared = Vec::with_capacity(things.len());
    for thing in things {
        let recorded = operator.commit::<S::Decider>(&known, thing.id(), &thing.command(), thing).await?;
        shared.push(SharedVersion { id: thing.id().to_owned(), version: thing.version(), recorded });
    }
    Ok(Shared { shared })
}
