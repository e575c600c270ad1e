use std::time::Duration;

use async_nats::jetstream;
use eventlog::{SharedTail, Tails};
use futures::{FutureExt, TryStreamExt, future::join_all};
use proptest::{prelude::*, test_runner::TestRunner};
use testing::{Cluster, CounterCommand, eventually};
use tokio::time::timeout;
use uuid::Uuid;

use super::field::Field;

const WITHIN: Duration = Duration::from_secs(30);

/// The next so many, waited for or taken as they lie ready.
async fn take(tail: &mut SharedTail, number: u64) -> Vec<u64> {
    let mut sequences = Vec::new();
    while (sequences.len() as u64) < number {
        let message = match tail.ready() {
            Some(ready) => ready,
            None => timeout(WITHIN, tail.next()).await.unwrap(),
        };
        sequences.push(message.unwrap().as_ref().as_ref().unwrap().sequence);
    }
    sequences
}

async fn add(field: &Field, id: Uuid, times: u64) {
    for _ in 0..times {
        field.tell(&field.log, id, &CounterCommand::add(1)).await.unwrap();
    }
}

async fn consumers(field: &Field) -> Vec<String> {
    let stream = jetstream::new(field.ground.operator.clone()).get_stream(field.stream().to_string()).await.unwrap();
    stream.consumer_names().try_collect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stands_at_the_head_shares_one_consumer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(99).await;
        let tails = Tails::new(field.ground.operator.clone());
        let mut followers: Vec<SharedTail> = (0..5).map(|_| tails.follow(&field.stream(), 1)).collect();
        let commits = async {
            eventually("the shared consumer", async || (consumers(&field).await.len() == 1).then_some(())).await;
            add(&field, id, 3).await;
        };
        let (read, ()) = tokio::join!(join_all(followers.iter_mut().map(|tail| take(tail, 3))), commits);
        assert_eq!(read, vec![vec![2, 3, 4]; 5], "{cluster:?}");
        assert_eq!(consumers(&field).await.len(), 1, "{cluster:?}");
    }
}

/// Law: whatever each has read before, and whatever comes meanwhile, everybody reads every commit once and in order.
#[test]
fn from_any_cursor_every_commit_comes_once_and_in_order() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let field = runtime.block_on(Field::on(Cluster::R1));
    let id = runtime.block_on(field.opened(u64::MAX));
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() });
    let law = |(behind, pauses, coming): (Vec<u64>, Vec<u64>, u64)| {
        runtime.block_on(async {
            let head = eventlog::newest(&field.ground.operator, &field.stream()).await.unwrap();
            let tails = Tails::new(field.ground.operator.clone());
            let followers = behind.iter().zip(&pauses).map(|(behind, pause)| {
                let from = head.saturating_sub(*behind);
                let mut tail = tails.follow(&field.stream(), from);
                async move {
                    for _ in 0..*pause {
                        tokio::task::yield_now().await;
                    }
                    (from, take(&mut tail, head + coming - from).await)
                }
            });
            let (read, ()) = tokio::join!(join_all(followers), add(&field, id, coming));
            for (from, sequences) in read {
                prop_assert_eq!(sequences, (from + 1..=head + coming).collect::<Vec<_>>());
            }
            Ok(())
        })
    };
    let case = (prop::collection::vec(0..40_u64, 1..6), prop::collection::vec(0..400_u64, 6), 1..40_u64);
    runner.run(&case, law).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_falls_far_behind_reads_the_rest_alone_and_joins_again() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened(u64::MAX).await;
    let tails = Tails::new(field.ground.operator.clone());
    let (mut quick, mut slow) = (tails.follow(&field.stream(), 1), tails.follow(&field.stream(), 1));
    let both = async { tokio::join!(take(&mut quick, 1), take(&mut slow, 1)) };
    tokio::join!(both, add(&field, id, 1));
    // More than are kept for one that does not listen.
    let (read, ()) = tokio::join!(take(&mut quick, 1500), add(&field, id, 1500));
    assert_eq!(read.last(), Some(&1502));
    assert_eq!(take(&mut slow, 1500).await, (3..=1502).collect::<Vec<_>>());
    assert!(slow.ready().is_none());
    let (last, ()) = tokio::join!(take(&mut slow, 1), add(&field, id, 1));
    assert_eq!(last, [1503]);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_share_go_on_when_the_server_loses_the_consumer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(u64::MAX).await;
        let tails = Tails::new(field.ground.operator.clone());
        let mut followers: Vec<SharedTail> = (0..3).map(|_| tails.follow(&field.stream(), 1)).collect();
        tokio::join!(join_all(followers.iter_mut().map(|tail| take(tail, 1))), add(&field, id, 1));
        let stream =
            jetstream::new(field.ground.operator.clone()).get_stream(field.stream().to_string()).await.unwrap();
        let meanwhile = async {
            for consumer in consumers(&field).await {
                stream.delete_consumer(&consumer).await.unwrap();
            }
            add(&field, id, 5).await;
        };
        let (read, ()) = tokio::join!(join_all(followers.iter_mut().map(|tail| take(tail, 5))), meanwhile);
        assert_eq!(read, vec![vec![3, 4, 5, 6, 7]; 3], "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_beyond_the_stream_is_a_gap_for_whoever_shares_too() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened(u64::MAX).await;
    let tails = Tails::new(field.ground.operator.clone());
    let (mut here, mut beyond) = (tails.follow(&field.stream(), 1), tails.follow(&field.stream(), 7));
    tokio::join!(take(&mut here, 1), add(&field, id, 1));
    let error = beyond.next().await.unwrap_err();
    assert_eq!(error.to_string(), format!("stream {} jumps from 8 to 3", field.stream()));
    assert!(here.next().now_or_never().is_none(), "the one at the head waits on");
    tokio::join!(take(&mut here, 1), add(&field, id, 1));
}
