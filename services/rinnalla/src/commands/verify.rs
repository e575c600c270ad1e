use std::fmt;

use decider::DistrictId;
use eventlog::{Context, StreamName, TailError, verify_chain};
use serde::Serialize;

use crate::{
    Answer, Failed, Settings, Surroundings,
    answer::chain,
    commands::doctor::services::{self, Lane},
    operator::Operator,
};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// This district alone; otherwise the installation and every district.
    #[arg(long)]
    pub district: Option<DistrictId>,
}

impl Arguments {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        let verified = verify(settings, surroundings, self.district.as_ref()).await?;
        Answer::of(&verified, verified.is_whole())
    }
}

/// What was read, stream by stream.
#[derive(Debug, Serialize)]
pub struct Verified {
    pub streams: Vec<VerifiedStream>,
}

#[derive(Debug, Serialize)]
pub struct VerifiedStream {
    pub stream: String,
    pub newest: u64,
    pub commits: u64,
    pub aggregates: usize,
    pub damage: Vec<String>,
}

impl Verified {
    pub fn is_whole(&self) -> bool {
        self.streams.iter().all(|stream| stream.damage.is_empty())
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for VerifiedStream { stream, commits, aggregates, damage, .. } in &self.streams {
            let state = if damage.is_empty() { "whole".to_owned() } else { format!("{} damaged", damage.len()) };
            writeln!(f, "{stream}: {commits} commits, {aggregates} aggregates, {state}")?;
            for damage in damage {
                writeln!(f, "  {damage}")?;
            }
        }
        Ok(())
    }
}

/// A district that nobody opened.
#[derive(Debug, thiserror::Error)]
#[error("there is no district {0}")]
pub struct NoDistrict(pub DistrictId);

/// Checks chains, revisions and sequences of every stream, and that no lane stands past the end of its stream: what
/// it has read from there is gone.
pub async fn verify(
    settings: &Settings,
    surroundings: Surroundings,
    only: Option<&DistrictId>,
) -> Result<Verified, Failed> {
    let operator = Operator::connect(settings, surroundings).await?;
    // Before the streams are read: lanes go on meanwhile.
    let lanes = services::lanes(settings).await;
    let mut streams = Vec::new();
    if only.is_none() {
        let own = StreamName::new(Context::Installation, settings.installation()?);
        streams.push(read(&operator, &own, &lanes).await?);
    }
    let known = match operator.known().await {
        Ok(known) => known,
        // Which districts there are is what the damage hides.
        Err(_) if streams.iter().any(|stream| !stream.damage.is_empty()) => return Ok(Verified { streams }),
        Err(error) => return Err(error.into()),
    };
    if let Some(unknown) = only.filter(|only| !known.districts.contains_key(only)) {
        return Err(NoDistrict(unknown.clone()).into());
    }
    for district in known.districts.keys().filter(|district| only.is_none_or(|only| only == *district)) {
        for context in Context::OF_DISTRICT {
            streams.push(read(&operator, &StreamName::new(context, district.clone()), &lanes).await?);
        }
    }
    Ok(Verified { streams })
}

async fn read(operator: &Operator, name: &StreamName, lanes: &[Lane]) -> Result<VerifiedStream, TailError> {
    let read = verify_chain(&operator.client, name).await?;
    let stream = name.to_string();
    let mut damage: Vec<_> = read.damage.iter().map(|damage| chain(damage)).collect();
    for Lane { service, lane, at, .. } in lanes.iter().filter(|lane| lane.stream == stream && lane.at > read.newest) {
        damage.push(format!(
            "it ends at {}, but {service} has read up to {at} (lane {lane}): its end is lost",
            read.newest
        ));
    }
    Ok(VerifiedStream { stream, newest: read.newest, commits: read.commits, aggregates: read.aggregates(), damage })
}
