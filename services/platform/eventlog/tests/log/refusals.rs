use std::time::{Duration, Instant};

use async_nats::jetstream;
use eventlog::{AppendError, Context, EventLog, Refused};
use futures::{FutureExt as _, StreamExt as _};
use testing::{Cluster, Counter, CounterCommand, command, random_id};
use tonic::Code;

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_larger_than_a_message_may_be_is_the_callers_fault_and_harms_nobody() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(9).await;
        // From what fits with its headers to what does not, and far beyond: the connection survives each.
        let mut refused = 0;
        for ballast in [1_040_000, 1_047_900, 1_048_200, 1_048_400, 1_048_576, 3_000_000] {
            let outcome = field.tell(&field.log, id, &CounterCommand::Add { amount: 1, ballast }).await;
            if let Err(error) = outcome {
                assert!(matches!(error, Refused::Append(AppendError::TooLarge { .. })), "{ballast}: {error:?}");
                let status = edge_status(error);
                assert_eq!(status, Code::InvalidArgument);
                refused += 1;
            }
        }
        assert!((3..=5).contains(&refused), "{cluster:?}: {refused}");
        let by = command(&field.district, random_id());
        let batch = field.log.together::<Counter>(&by, id, CounterCommand::add(1));
        let batch = batch.and::<Counter>(field.opened(9).await, CounterCommand::Add { amount: 1, ballast: 2_000_000 });
        assert!(matches!(batch.execute().await, Err(Refused::Append(AppendError::TooLarge { .. }))));
        field.tell(&field.log, id, &CounterCommand::add(1)).await.unwrap();
        // And what was large is read again, from nothing.
        assert_eq!(field.commits(id).await.len(), 8 - refused);
        assert_eq!(
            field.tell(&field.instance().await, id, &CounterCommand::add(1)).await.unwrap().folded.revision,
            9 - refused as u64
        );
    }
}

fn edge_status(refused: Refused<testing::CounterRejection>) -> Code {
    match edge::Failure::from(refused) {
        edge::Failure::Invalid(_) => Code::InvalidArgument,
        _ => Code::Unknown,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_stream_the_log_is_busy() {
    let field = Field::on(Cluster::R1).await;
    let nowhere = "nowhere".parse().unwrap();
    let by = command(&nowhere, random_id());
    let refused = field.log.create::<Counter>(&by, random_id(), &CounterCommand::Open { limit: 1 }).await;
    assert!(matches!(refused, Err(Refused::Append(AppendError::Busy { code: 503 }))), "{:?}", refused.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_publish_is_told_so_in_time_and_nothing_is_stored() {
    let field = Field::on(Cluster::R1).await;
    // The user of matching as an instance of the log of referrals.
    let client = runtime::nats(&field.ground.nats_settings("matching"), "test", false).await.unwrap();
    let intruder = EventLog::without_saved(client, Context::Referrals);
    let begun = Instant::now();
    let id = random_id();
    let refused = field.tell(&intruder, id, &CounterCommand::Open { limit: 1 }).await;
    assert!(matches!(refused, Err(Refused::Append(AppendError::AckLost))), "{:?}", refused.err());
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert!(field.commits(id).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_the_answers_to_another_service() {
    let field = Field::on(Cluster::R1).await;
    let connect = async |user| runtime::nats(&field.ground.nats_settings(user), "test", false).await.unwrap();
    let (referrals, matching, again) =
        (connect("referrals").await, connect("matching").await, connect("referrals").await);
    let mut taps = Vec::new();
    for inboxes in ["_INBOX.>", "_INBOX.referrals.>"] {
        taps.push(matching.subscribe(inboxes).await.unwrap());
    }
    matching.flush().await.unwrap();
    let mut own = again.subscribe("_INBOX.referrals.>").await.unwrap();
    again.flush().await.unwrap();

    jetstream::new(referrals).get_stream(field.stream().to_string()).await.unwrap();
    own.next().await.expect("an answer that the user of referrals may hear");
    // Whatever the server has sent to matching has come before this answer.
    jetstream::new(matching).get_stream(field.stream().to_string()).await.unwrap();
    for mut tap in taps {
        assert!(tap.next().now_or_never().flatten().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_full_takes_nothing_and_loses_nothing() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(100).await;
        let streams = jetstream::new(field.ground.operator.clone());
        let stream = streams.get_stream(field.stream().to_string()).await.unwrap();
        let mut config = stream.cached_info().config.clone();
        config.max_messages = 2;
        streams.update_stream(config.clone()).await.unwrap();
        field.tell(&field.log, id, &CounterCommand::add(1)).await.unwrap();
        let refused = field.tell(&field.log, id, &CounterCommand::add(1)).await;
        assert!(matches!(refused, Err(Refused::Append(AppendError::Full { .. }))), "{:?}", refused.err());
        config.max_messages = -1;
        streams.update_stream(config).await.unwrap();
        assert_eq!(field.tell(&field.log, id, &CounterCommand::add(1)).await.unwrap().folded.revision, 3);
    }
}
