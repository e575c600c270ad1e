use async_nats::jetstream::{self, stream::DiscardPolicy};
use eventlog::TailError;
use projection::LaneError;
use testing::Cluster;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_does_not_go_past_a_hole_in_its_stream() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    let other = field.opened().await;
    field.lane().await.catch_up(1).await.unwrap();
    field.add(other, 1).await;
    // Nobody may delete. A stream told to keep one message for each subject loses the second.
    let streams = jetstream::new(field.ground.operator.clone());
    let mut config = streams.get_stream(field.stream().to_string()).await.unwrap().cached_info().config.clone();
    config.max_messages_per_subject = 1;
    config.discard = DiscardPolicy::Old;
    streams.update_stream(config).await.unwrap();
    let refused = field.lane().await.catch_up(3).await;
    let hole = matches!(refused, Err(LaneError::Tail(TailError::Gap { expected: 2, found: 3, .. })));
    assert!(hole, "{refused:?}");

    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    tasks.spawn(field.lane().await.run(stop.clone()));
    field.add(id, 1).await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert_eq!(field.cursor().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_beyond_the_stream_is_a_hole_too() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    field.lane().await.catch_up(1).await.unwrap();
    // The log was brought back from an older copy than the rows were.
    sqlx::query("update read.lane set sequence = 9").execute(&mut field.superuser().await).await.unwrap();
    field.add(id, 1).await;
    let refused = field.lane().await.catch_up(12).await;
    assert!(matches!(refused, Err(LaneError::Tail(TailError::Gap { expected: 10, found: 3, .. }))), "{refused:?}");
}
