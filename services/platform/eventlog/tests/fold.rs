//! Laws of folding, over the saved form that lanes write.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use decider::{ActorId, CommandId, StoredEvent as _};
use eventlog::{Aggregates, Context, Recorded, RecordedEvent, StreamName, hash};
use jiff::{Timestamp, civil::Date};
use proptest::prelude::*;
use testing::{Added, Counter, CounterEvent, Opened};
use uuid::Uuid;

/// A chain of commits of one counter.
fn commits() -> impl Strategy<Value = Vec<Recorded>> {
    let event = prop_oneof![
        (0_u64..9).prop_map(|limit| CounterEvent::Opened(Opened { limit })),
        (0_u64..9).prop_map(|amount| CounterEvent::Added(Added { amount, ballast: vec![] })),
    ];
    let commit = (prop::collection::vec(event, 1..4), 1_i8..28, 1_u64..5);
    prop::collection::vec(commit, 1..150).prop_map(|commits| {
        let (mut previous, mut sequence) = (Vec::new(), 0);
        let chained = commits.into_iter().zip(1_u64..).map(|((events, day, gap), revision)| {
            sequence += gap;
            let of = hash(&sequence.to_be_bytes());
            Recorded {
                stream: StreamName::new(Context::Referrals, "here".parse().unwrap()),
                sequence,
                kind: "counter".to_owned(),
                id: Uuid::nil(),
                revision,
                command: CommandId(Uuid::from_u128(sequence.into())),
                digest: of,
                actor: ActorId::new("somebody"),
                recorded_at: Timestamp::UNIX_EPOCH,
                previous_hash: std::mem::replace(&mut previous, of.to_vec()),
                causation: None,
                events: events
                    .iter()
                    .map(|event| RecordedEvent {
                        name: event.type_name().to_owned(),
                        version: event.version(),
                        occurred_on: Date::constant(2026, 3, day),
                        body: event.encode_body().into(),
                    })
                    .collect(),
                hash: of,
                traceparent: None,
            }
        });
        chained.collect()
    })
}

fn fold(saved: &[u8], commits: &[&Recorded]) -> Vec<u8> {
    Aggregates::default().with::<Counter>().fold("counter", saved, commits).unwrap().unwrap()
}

proptest! {
    #[test]
    fn folding_in_pieces_gives_what_folding_at_once_gives(
        commits in commits(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let all: Vec<&Recorded> = commits.iter().collect();
        let at_once = fold(&[], &all);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(all.len())).collect();
        cuts.push(all.len());
        cuts.sort_unstable();
        let (mut saved, mut from) = (Vec::new(), 0);
        for to in cuts {
            saved = fold(&saved, &all[from..to]);
            from = to;
        }
        prop_assert_eq!(saved, at_once);
    }

    #[test]
    fn commits_that_were_folded_already_change_nothing(commits in commits(), again in any::<prop::sample::Index>()) {
        let all: Vec<&Recorded> = commits.iter().collect();
        let saved = fold(&[], &all);
        prop_assert_eq!(fold(&saved, &all[again.index(all.len())..]), saved);
    }

    #[test]
    fn a_commit_left_out_is_noticed(commits in commits(), left_out in any::<prop::sample::Index>()) {
        let mut all: Vec<&Recorded> = commits.iter().collect();
        let left_out = left_out.index(all.len());
        all.remove(left_out);
        let folded = Aggregates::default().with::<Counter>().fold("counter", &[], &all).unwrap();
        prop_assert_eq!(folded.is_err(), left_out < all.len());
    }
}
