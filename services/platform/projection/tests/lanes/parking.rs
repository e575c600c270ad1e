use eventlog::{Context, Recorded, history};
use projection::{NotApplied, parked};
use testing::{Cluster, Counter, CounterCommand, command, eventually, random_id};
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::field::Field;

/// The table refuses it.
const POISON: u64 = 1_000_000;

async fn places(field: &Field) -> Vec<(u64, String)> {
    let database = database::connect(&field.database.url, 2).unwrap();
    parked(&database).await.unwrap().into_iter().map(|parked| (parked.sequence, parked.reason)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_cannot_be_applied_is_parked_and_later_ones_of_its_aggregate_behind_it() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        field.add(bad, 1).await;
        let poison = field.add(bad, POISON).await;
        let mut expected = vec![(poison, "refused-by-table".to_owned())];
        for _ in 0..3 {
            field.add(good, 1).await;
            expected.push((field.add(bad, 1).await, "behind-a-parked-commit".to_owned()));
        }
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await, expected, "{cluster:?}");
        assert_eq!(field.rows().await, [(good, (3, 4)), (bad, (1, 2))].into());

        // And after a restart.
        expected.push((field.add(bad, 1).await, "behind-a-parked-commit".to_owned()));
        field.add(good, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await, expected);
        assert_eq!(field.rows().await, [(good, (4, 5)), (bad, (1, 2))].into());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_no_commit_is_parked() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        let publisher = async_nats::jetstream::new(field.log.client().clone());
        for subject in
            [format!("ev.{}.referrals.counter.{bad}", field.district), format!("ev.{}.referrals.what", field.district)]
        {
            publisher.publish(subject, "not a commit".into()).await.unwrap().await.unwrap();
        }
        field.add(good, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        let expected = [(3, "unreadable".to_owned()), (4, "unreadable".to_owned())];
        assert_eq!(places(&field).await, expected, "{cluster:?}");
        assert_eq!(field.rows().await, [(good, (1, 2)), (bad, (0, 1))].into());
    }
}

impl Field {
    async fn commit(&self, id: Uuid, sequence: u64) -> Recorded {
        eventually("every replica", async || {
            let commits = history(&self.ground.operator, &self.stream(), "counter", id).await.unwrap();
            commits.into_iter().find(|commit| commit.sequence == sequence)
        })
        .await
    }

    /// The table takes from now on what it refused.
    async fn mend(&self) {
        sqlx::query("alter table read.counted drop constraint counted_newest_check")
            .execute(&mut self.superuser().await)
            .await
            .unwrap();
    }

    async fn tell_again(&self, log: &eventlog::EventLog, id: Uuid, by: Uuid) -> bool {
        let by = command(&self.district, by);
        log.execute::<Counter>(&by, id, &CounterCommand::add(1)).await.unwrap().replayed
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_a_parked_aggregate_take_effect_once_however_many_its_commits() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened().await;
        let before = random_id();
        assert!(!field.tell_again(&field.log, id, before).await);
        field.add(id, POISON).await;
        let behind = random_id();
        assert!(!field.tell_again(&field.log, id, behind).await);
        for _ in 0..70 {
            field.add(id, 1).await;
        }
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await.len(), 72, "{cluster:?}");

        let cold = field.ground.log(Context::Referrals, Some(&field.database)).await;
        assert!(!field.tell_again(&cold, id, random_id()).await, "{cluster:?}: a new command");
        assert!(field.tell_again(&cold, id, before).await, "{cluster:?}: one the lane had come to");
        assert!(field.tell_again(&cold, id, behind).await, "{cluster:?}: one that is parked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_parked_is_applied_when_a_lane_starts_that_can() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        field.add(bad, POISON).await;
        field.add(good, 1).await;
        field.add(bad, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await.len(), 2);
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await.len(), 2, "{cluster:?}: one that cannot leaves it parked");

        field.mend().await;
        field.add(bad, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await, [], "{cluster:?}");
        assert_eq!(field.rows().await, field.told(&[good, bad]).await, "{cluster:?}");
        // Saved with its rows, too.
        let saved = field.ground.log(Context::Referrals, Some(&field.database)).await;
        assert_eq!(saved.load::<Counter>(&field.district, bad).await.unwrap().revision, 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_that_takes_an_aggregate_for_parked_learns_that_it_is_not() {
    let field = Field::on(Cluster::R1).await;
    let bad = field.opened().await;
    field.add(bad, POISON).await;
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    tasks.spawn(field.lane().await.run(stop.clone()));
    field.cursor_reaches(2).await;
    // Another instance applies it while this one waits for what comes next.
    field.mend().await;
    field.lane().await.catch_up(2).await.unwrap();
    assert_eq!(places(&field).await, []);
    field.add(bad, 1).await;
    field.cursor_reaches(3).await;
    let rows = eventually("the rows", async || {
        let rows = field.rows().await;
        (rows[&bad].1 == 3).then_some(rows)
    })
    .await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert_eq!((rows, places(&field).await), (field.told(&[bad]).await, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_rows_of_a_commit_learns_that_it_is_parked() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        let (poison, applied) = (field.add(bad, POISON).await, field.add(good, 1).await);
        let (poison, applied) = (field.commit(bad, poison).await, field.commit(good, applied).await);
        let lane = field.lane().await;
        let positions = lane.positions.clone();
        positions.expect_projection("counted", &field.stream());
        // The waits have no time: what they say is what stands.
        let told = async |commit: &Recorded| positions.wait_applied(commit, Instant::now()).await;
        assert!(matches!(told(&poison).await, Err(NotApplied::Behind)), "{cluster:?}: no lane has come so far");

        lane.catch_up(field.head().await).await.unwrap();
        assert!(matches!(told(&poison).await, Err(NotApplied::Parked)), "{cluster:?}");
        assert!(told(&applied).await.is_ok(), "{cluster:?}");
        let behind = field.add(bad, 1).await;
        let behind = field.commit(bad, behind).await;
        assert!(matches!(told(&behind).await, Err(NotApplied::Behind)), "{cluster:?}");
        lane.catch_up(behind.sequence).await.unwrap();
        assert!(matches!(told(&behind).await, Err(NotApplied::Parked)), "{cluster:?}: behind a parked one");

        field.mend().await;
        field.lane().await.catch_up(behind.sequence).await.unwrap();
        for commit in [&poison, &applied, &behind] {
            assert!(told(commit).await.is_ok(), "{cluster:?}: {}, once it is applied", commit.sequence);
        }
    }
}
