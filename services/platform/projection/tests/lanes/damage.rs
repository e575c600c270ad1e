use async_nats::jetstream::{self, stream::DiscardPolicy};
use eventlog::{Damage, TailError, verify, verify_chain};
use projection::LaneError;
use runtime::Service as _;
use testing::{Cluster, Counting, Running, eventually};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::field::Field;

impl Field {
    /// Nobody may delete. A stream told to keep one message for each subject loses all but the last.
    async fn forget_all_but_the_last(&self) {
        let streams = jetstream::new(self.ground.operator.clone());
        let mut config = streams.get_stream(self.stream().to_string()).await.unwrap().cached_info().config.clone();
        config.max_messages_per_subject = 1;
        config.discard = DiscardPolicy::Old;
        streams.update_stream(config).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_does_not_go_past_a_hole_in_its_stream_and_says_so() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    let other = field.opened().await;
    field.lane().await.catch_up(1).await.unwrap();
    field.add(other, 1).await;
    field.forget_all_but_the_last().await;
    let refused = field.lane().await.catch_up(3).await;
    let hole = matches!(refused, Err(LaneError::Tail(TailError::Gap { expected: 2, found: 3, .. })));
    assert!(hole, "{refused:?}");

    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let lane = field.lane().await;
    let positions = lane.positions.clone();
    field.add(id, 1).await;
    tasks.spawn(lane.run(stop.clone()));
    let stopped = eventually("a lane that stopped", async || positions.stopped().into_iter().next()).await;
    assert_eq!((stopped.name.as_str(), stopped.at), ("counted", field.stream().to_string()));
    assert!(stopped.lasting && stopped.why.ends_with("jumps from 2 to 3"), "{}", stopped.why);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert_eq!(field.cursor().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_a_hole_in_a_stream_is_not_ready_and_names_it() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    field.add(id, 1).await;
    field.forget_all_but_the_last().await;
    let (settings, _) = field.ground.settings_of::<Counting>(&field.database);
    let service = Running::start::<Counting>(settings, field.database.clone()).await;
    let page = format!("http://{}/readyz", service.http);
    let told = eventually("a lane that stopped", async || {
        let answer = reqwest::get(&page).await.ok()?;
        let ready = answer.status().is_success();
        let told = answer.text().await.ok()?;
        told.contains("jumps from 1 to 2").then_some((ready, told))
    })
    .await;
    assert!(!told.0 && told.1.contains(&field.stream().to_string()), "{}", told.1);
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verification_names_a_hole_and_goes_on_behind_it() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (whole, holed) = (field.opened().await, field.opened().await);
        let last = field.opened().await;
        for _ in 0..3 {
            field.add(holed, 1).await;
        }
        field.forget_all_but_the_last().await;
        field.add(last, 1).await;
        let aggregates = Counting::aggregates();
        let verified = verify(&field.ground.operator, &field.stream(), &aggregates).await.unwrap();
        let told: Vec<String> = verified.damage.iter().map(ToString::to_string).collect();
        // 1 is whole; 2, 4 and 5 are gone with all but the last of their aggregate, 3 since its aggregate went on.
        let expected = [
            "the stream jumps from 2 to 6".to_owned(),
            format!("counter {holed} at 6"),
            format!("counter {last} at 7"),
        ];
        assert_eq!(told, expected, "{cluster:?}");
        assert_eq!((verified.commits, verified.aggregates), (3, 3), "{cluster:?}");
        assert!(!verified.states[&("counter".to_owned(), whole)].is_empty());
        let chained = verify_chain(&field.ground.operator, &field.stream()).await.unwrap();
        assert!(matches!(chained.damage[0], Damage::Gap { expected: 2, found: 6 }), "{:?}", chained.damage);
        assert_eq!((chained.commits, chained.damage.len()), (3, 3), "{cluster:?}");
    }
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
