//! The log's part of a backup.

use async_nats::Client;
use decider::DistrictId;
use eventlog::{Context, Export, StoredMessage, StreamFound, TailError, find_stream};
use serde::{Deserialize, Serialize};

use super::{
    Damage,
    manifest::{Manifest, Part, StreamEntry, StreamOf},
    vault::{Vault, VaultError},
};
use crate::{Failed, Settings, Surroundings, operator::Operator};

/// A message as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) sequence: u64,
    pub(crate) subject: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) payload: Vec<u8>,
}

impl From<StoredMessage> for Kept {
    fn from(StoredMessage { sequence, subject, headers, payload }: StoredMessage) -> Self {
        Self { sequence, subject, headers, payload: payload.to_vec() }
    }
}

impl From<Kept> for StoredMessage {
    fn from(Kept { sequence, subject, headers, payload }: Kept) -> Self {
        Self { sequence, subject, headers, payload: payload.into() }
    }
}

/// A stream and where this backup ends in it.
pub(super) struct Bound {
    client: Client,
    name: String,
    of: StreamOf,
    found: StreamFound,
}

/// Where each stream ends now. What follows from something is bounded before what it follows from, so that no effect
/// is in a backup without its cause: publications, then the contexts against the stream of events, then the
/// installation. A district opened meanwhile is found by looking again.
pub(super) async fn bounds(
    operator: &Operator,
    national: Option<&Client>,
    settings: &Settings,
) -> Result<Vec<Bound>, Failed> {
    let installation = settings.installation()?;
    let mut bounds = Vec::new();
    let mut districts: Vec<DistrictId> = Vec::new();
    loop {
        let known = operator.known().await?;
        let fresh: Vec<_> = known.districts.keys().filter(|known| !districts.contains(known)).cloned().collect();
        if fresh.is_empty() && !bounds.is_empty() {
            return Ok(bounds);
        }
        bounds.retain(|bound: &Bound| bound.of != StreamOf::Installation);
        for district in &fresh {
            let Some(client) = national else { break };
            let of = StreamOf::Publication { district: district.to_string() };
            // A district opened before there was a national view has none.
            bounds.extend(bound(client, of, &installation).await?);
        }
        for context in Context::OF_DISTRICT.into_iter().rev() {
            for district in &fresh {
                let of = StreamOf::context(context, district);
                let name = of.name(&installation).unwrap_or_default();
                let bounded = bound(&operator.client, of, &installation).await?;
                bounds.push(bounded.ok_or(Damage::StreamGone(name))?);
            }
        }
        districts.extend(fresh);
        let own = bound(&operator.client, StreamOf::Installation, &installation).await?;
        bounds.push(own.ok_or_else(|| Damage::StreamGone(format!("of installation {installation}")))?);
    }
}

async fn bound(client: &Client, of: StreamOf, installation: &DistrictId) -> Result<Option<Bound>, TailError> {
    let Some(name) = of.name(installation) else { return Ok(None) };
    let found = find_stream(client, &name).await?;
    Ok(found.map(|found| Bound { client: client.clone(), name, of, found }))
}

/// Adds what the earlier backup does not hold.
pub(super) async fn keep(
    bound: Bound,
    earlier: Option<&Manifest>,
    vault: &Vault,
    surroundings: Surroundings,
) -> Result<StreamEntry, Failed> {
    let Bound { client, name, of, found } = bound;
    let earlier = earlier.and_then(|earlier| earlier.stream(&name));
    let config = serde_json::to_value(&found.config)?;
    let mut entry = match earlier {
        Some(earlier) => StreamEntry { config, ..earlier.clone() },
        None => StreamEntry { stream: name.clone(), of, config, last: 0, last_sha256: String::new(), parts: vec![] },
    };
    if found.newest < entry.last {
        return Err(Damage::LogIsBehind { stream: name, last: entry.last, newest: found.newest }.into());
    }
    for part in &entry.parts {
        if !vault.holds(&part.file.file) {
            return Err(VaultError::Damaged(vault.dir.join(&part.file.file)).into());
        }
    }
    // From the last message kept: it has to be the one that was kept.
    let mut export = Export::open(&client, &name, entry.last.saturating_sub(1), found.newest).await?;
    if entry.last > 0 {
        let same = export.next().await?.is_some_and(|message| sha256(&message.payload) == entry.last_sha256);
        if !same {
            return Err(Damage::AnotherLog { stream: name, sequence: entry.last }.into());
        }
    }
    let first = entry.last + 1;
    if found.newest < first {
        return Ok(entry);
    }
    let mut sealing = vault.seal(&format!("{name}.{first:020}"), surroundings)?;
    while let Some(message) = export.next().await? {
        (entry.last, entry.last_sha256) = (message.sequence, sha256(&message.payload));
        sealing.piece(&postcard::to_stdvec(&Kept::from(message))?)?;
    }
    entry.parts.push(Part { first, last: entry.last, file: sealing.finish()? });
    Ok(entry)
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(eventlog::hash(bytes))
}
