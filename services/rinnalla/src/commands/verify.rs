use std::fmt;

use decider::DistrictId;
use eventlog::{Chained, Context, StreamName, verify_chain};
use serde::Serialize;

use crate::{Answer, Failed, Settings, Surroundings, answer::chain, commands::doctor::services, operator::Operator};

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
    let known = operator.known().await?;
    let districts: Vec<&DistrictId> = match only {
        Some(one) if known.districts.contains_key(one) => vec![one],
        Some(unknown) => return Err(NoDistrict(unknown.clone()).into()),
        None => known.districts.keys().collect(),
    };
    let own = only.is_none().then(|| settings.installation()).transpose()?;
    let installation = own.map(|id| StreamName::new(Context::Installation, id));
    let of_districts = districts
        .into_iter()
        .flat_map(|district| Context::OF_DISTRICT.map(|context| StreamName::new(context, district.clone())));
    // Before the streams are read: lanes go on meanwhile.
    let lanes = services::lanes(settings).await;
    let mut streams = Vec::new();
    for name in installation.into_iter().chain(of_districts) {
        let read = verify_chain(&operator.client, &name).await?;
        let mut verified = verified(&name, &read);
        for lane in lanes.iter().filter(|lane| lane.stream == verified.stream && lane.at > read.newest) {
            let services::Lane { service, lane, at, .. } = lane;
            verified.damage.push(format!(
                "the stream ends at {}, but {service} has read up to {at} (lane {lane}): its end is lost",
                read.newest
            ));
        }
        streams.push(verified);
    }
    Ok(Verified { streams })
}

fn verified(name: &StreamName, read: &Chained) -> VerifiedStream {
    VerifiedStream {
        stream: name.to_string(),
        newest: read.newest,
        commits: read.commits,
        aggregates: read.aggregates(),
        damage: read.damage.iter().map(|damage| chain(damage)).collect(),
    }
}
