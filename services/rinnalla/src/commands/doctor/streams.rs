//! Streams: all there, and as the operator makes them.

use async_nats::{
    Client,
    jetstream::{
        self,
        stream::{Config, DiscardPolicy, Info, RetentionPolicy, StorageType},
    },
};
use decider::DistrictId;
use eventlog::{Context, StreamName};
use installation::{FollowError, Known};

use super::Finding;
use crate::{Settings, answer::chain, operator::Operator};

pub(super) async fn look(
    settings: &Settings,
    operator: &Operator,
    known: Result<&Known, &FollowError>,
) -> Vec<Finding> {
    let (installation, replicas) = match (settings.installation(), settings.replicas()) {
        (Ok(installation), Ok(replicas)) => (installation, replicas),
        (Err(missing), _) | (_, Err(missing)) => return vec![Finding::not_checked("streams", &missing)],
    };
    let own = StreamName::new(Context::Installation, installation).to_string();
    let known = match known {
        Ok(known) => known,
        Err(error) => {
            let remedy = match error {
                FollowError::Tail(_) => "share a programme with: rinnalla programme add FILE",
                FollowError::Unreadable(_) => "see what is damaged with: rinnalla verify",
                FollowError::Event(_) => "update this command: a newer build has written there",
            };
            return vec![Finding::fault(format!("stream {own}"), chain(error), remedy)];
        }
    };
    let mut findings = vec![stream(&operator.client, &own, replicas, "rinnalla programme add FILE").await];
    let districts: Vec<&DistrictId> = known.districts.keys().collect();
    for district in &districts {
        for context in Context::OF_DISTRICT {
            let name = StreamName::new(context, (*district).clone()).to_string();
            findings.push(stream(&operator.client, &name, replicas, &made_by(district)).await);
        }
    }
    findings.extend(publications(settings, &districts, replicas).await);
    findings
}

async fn publications(settings: &Settings, districts: &[&DistrictId], replicas: usize) -> Vec<Finding> {
    let national = match settings.national_nats() {
        Ok(national) => national,
        Err(missing) => return vec![Finding::not_checked("publication streams", &missing)],
    };
    match runtime::nats(&national, "rinnalla", settings.allow_unsynced()).await {
        Ok(client) => {
            let mut findings = Vec::new();
            for district in districts {
                findings.push(stream(&client, &format!("PUB_{district}"), replicas, &made_by(district)).await);
            }
            findings
        }
        Err(error) => {
            let remedy = "RINNALLA_NATIONAL_NATS_USER and _PASSWORD must be those of the national operator";
            vec![Finding::fault("publication streams", chain(&error), remedy)]
        }
    }
}

fn made_by(district: &DistrictId) -> String {
    format!("rinnalla district add FILE, with the file of {district}")
}

async fn stream(client: &Client, name: &str, replicas: usize, made_by: &str) -> Finding {
    let check = format!("stream {name}");
    let found = jetstream::new(client.clone()).get_stream(name).await;
    let info = match &found {
        Ok(stream) => stream.cached_info(),
        Err(error) => return Finding::fault(check, chain(error), format!("make it with: {made_by}")),
    };
    let wrong = wrong_settings(&info.config, replicas);
    if !wrong.is_empty() {
        return Finding::fault(check, wrong.join(", "), format!("bring it to its settings with: {made_by}"));
    }
    if let Some((found, remedy)) = more_copies(&info.config, replicas) {
        return Finding::fault(check, found, remedy);
    }
    if let Some(absent) = absent_copies(info) {
        return Finding::fault(check, absent, "start the nodes that are away, and wait until they have caught up");
    }
    Finding::good(check, format!("{} messages, {replicas} of each", info.state.messages))
}

fn wrong_settings(config: &Config, replicas: usize) -> Vec<String> {
    let must = [
        (config.deny_delete, "messages can be deleted"),
        (config.deny_purge, "it can be purged"),
        (config.storage == StorageType::File, "it is not on disk"),
        (config.retention == RetentionPolicy::Limits, "reading takes messages away"),
        (config.discard == DiscardPolicy::New, "a full stream drops its oldest messages"),
        (config.max_age.is_zero(), "messages age away"),
        (config.max_messages <= 0 && config.max_messages_per_subject <= 0, "the number of messages is limited"),
        (config.allow_direct, "aggregates cannot be read directly"),
        (config.allow_atomic_publish, "commits cannot be appended together"),
    ];
    let mut wrong: Vec<_> =
        must.into_iter().filter(|(holds, _)| !holds).map(|(_, otherwise)| otherwise.to_owned()).collect();
    if config.num_replicas < replicas {
        wrong.push(format!("{} copies instead of {replicas}", config.num_replicas));
    }
    wrong
}

/// Nobody takes copies away, so here the setting is what is wrong: the next stream would have fewer.
fn more_copies(config: &Config, replicas: usize) -> Option<(String, String)> {
    let copies = config.num_replicas;
    let remedy = format!("set RINNALLA_REPLICAS to {copies}; a stream keeps the copies it has");
    (copies > replicas).then(|| (format!("{copies} copies instead of {replicas}"), remedy))
}

/// Nodes that lack the newest commits.
fn absent_copies(info: &Info) -> Option<String> {
    let cluster = info.cluster.as_ref().filter(|_| info.config.num_replicas > 1)?;
    if cluster.leader.is_none() {
        return Some("it has no leader".to_owned());
    }
    let away: Vec<_> = cluster.replicas.iter().filter(|peer| peer.offline).map(|peer| peer.name.clone()).collect();
    (!away.is_empty()).then(|| format!("{} is away", away.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_can_lose_messages_is_wrong() {
        let careless = Config { num_replicas: 1, max_messages: 10, ..Config::default() };
        let wrong = wrong_settings(&careless, 3);
        for expected in [
            "messages can be deleted",
            "it can be purged",
            "the number of messages is limited",
            "1 copies instead of 3",
        ] {
            assert!(wrong.iter().any(|wrong| wrong == expected), "{expected}: {wrong:?}");
        }
    }

    #[test]
    fn a_stream_with_more_copies_than_are_asked_for_is_right_and_the_setting_wrong() {
        let copied = |num_replicas| Config { num_replicas, ..Config::default() };
        assert!(wrong_settings(&copied(3), 1).iter().all(|wrong| !wrong.contains("copies")));
        let (found, remedy) = more_copies(&copied(3), 1).unwrap();
        assert_eq!(found, "3 copies instead of 1");
        assert!(remedy.starts_with("set RINNALLA_REPLICAS to 3"), "{remedy}");
        assert_eq!(more_copies(&copied(3), 3), None);
        assert_eq!(more_copies(&copied(1), 3), None);
    }
}
