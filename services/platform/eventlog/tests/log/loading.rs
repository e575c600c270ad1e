use async_nats::jetstream;
use eventlog::{EventLog, newest};
use testing::{Cluster, Counter, CounterCommand, Counting, ServiceDatabase, command, eventually, random_id};
use uuid::Uuid;

use super::field::Field;

impl Field {
    /// A database of the service's, brought up to the head of the stream once.
    async fn saved(&self) -> ServiceDatabase {
        let (_, database) = self.ground.settings::<Counting>().await;
        let lane = self.ground.lane::<Counting>(&database, &self.district).await;
        let head = newest(&self.ground.operator, &self.stream()).await.unwrap();
        lane.catch_up(head).await.unwrap();
        database
    }

    async fn over(&self, database: &ServiceDatabase) -> EventLog {
        self.ground.log(eventlog::Context::Referrals, Some(database)).await
    }

    async fn count(&self, id: Uuid, times: usize) -> Vec<Uuid> {
        let mut commands = Vec::new();
        for _ in 0..times {
            commands.push(random_id());
            self.repeat(&self.log, commands[commands.len() - 1], id, &CounterCommand::add(1)).await.unwrap();
        }
        commands
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_instance_goes_on_from_what_was_saved_and_from_what_came_after() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(1_000).await;
        field.count(id, 5).await;
        let database = field.saved().await;
        field.count(id, 5).await;
        let cold = field.over(&database).await;
        let loaded = cold.load::<Counter>(&field.district, id).await.unwrap();
        assert_eq!(loaded.revision, 6, "{cluster:?}: what was saved");
        let done = field.tell(&cold, id, &CounterCommand::add(1)).await.unwrap();
        assert_eq!((done.folded.revision, done.folded.state.total), (12, 11));
        let (warm, fresh) = (done.folded.state.clone(), field.instance().await);
        eventually("the replicas", async || {
            let loaded = fresh.load::<Counter>(&field.district, id).await.unwrap();
            fresh.forget();
            (loaded.state == warm).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_saved_by_another_version_of_the_fold_is_folded_anew() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(1_000).await;
        field.count(id, 30).await;
        let database = field.saved().await;
        let newer = field.over(&database).await;
        let by = command(&field.district, random_id());
        let done = newer.execute::<Counter<2>>(&by, id, &CounterCommand::add(1)).await.unwrap();
        assert_eq!((done.folded.revision, done.folded.state.total), (32, 31));
        let scratch = field.instance().await;
        let folded = eventually("the replicas", async || {
            scratch.forget();
            let folded = scratch.load::<Counter<2>>(&field.district, id).await.unwrap();
            (folded.revision == 32).then_some(folded)
        })
        .await;
        assert_eq!(done.folded.state, folded.state, "{cluster:?}");
        let older = field.instance().await.load::<Counter<1>>(&field.district, id).await.unwrap();
        assert_ne!(older.state.trace, folded.state.trace, "the folds do differ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_load_makes_a_consumer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        for _ in 0..3 {
            let id = field.opened(1_000).await;
            field.count(id, 3).await;
            let cold = field.instance().await;
            field.tell(&cold, id, &CounterCommand::add(1)).await.unwrap();
            assert!(field.tell(&cold, id, &CounterCommand::add(9_999)).await.is_err());
        }
        let info = jetstream::new(field.ground.operator.clone()).get_stream(field.stream().to_string()).await.unwrap();
        assert_eq!(info.cached_info().state.consumer_count, 0, "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_of_many_large_commits_is_read_whole() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened(u64::MAX).await;
    let first = random_id();
    field.repeat(&field.log, first, id, &CounterCommand::add(1)).await.unwrap();
    for _ in 0..79 {
        field.tell(&field.log, id, &CounterCommand::Add { amount: 1, ballast: 60_000 }).await.unwrap();
    }
    assert_eq!(field.commits(id).await.len(), 81);
    // 81 commits of 60 kB are more than one answer holds; the oldest command is past what the state remembers.
    let cold = field.instance().await;
    assert_eq!(cold.load::<Counter>(&field.district, id).await.unwrap().revision, 81);
    let again = field.repeat(&cold, first, id, &CounterCommand::add(1)).await.unwrap();
    assert!(again.replayed);
    // Saved by nobody yet, and long: a lane that starts late folds it from its first commit.
    let database = field.saved().await;
    assert_eq!(field.over(&database).await.load::<Counter>(&field.district, id).await.unwrap().revision, 81);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_older_than_remembered_is_a_repeat_wherever_the_lane_stands() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(1_000).await;
        let early = field.count(id, 2).await;
        let late = field.count(id, 70).await;
        let (_, database) = field.ground.settings::<Counting>().await;
        let lane = field.ground.lane::<Counting>(&database, &field.district).await;
        for saved in [0, 1 + 2, 1 + 72] {
            lane.catch_up(saved).await.unwrap();
            let cold = field.over(&database).await;
            for command in [early[0], late[0], late[69]] {
                let again = field.repeat(&cold, command, id, &CounterCommand::add(1)).await.unwrap();
                assert!(again.replayed, "{cluster:?}, {saved} saved");
            }
            assert!(!field.tell(&cold, id, &CounterCommand::add(1)).await.unwrap().replayed, "a new one is taken");
        }
        assert_eq!(field.commits(id).await.len(), 1 + 72 + 3, "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_commit_of_a_young_stream_is_never_taken_for_an_older_one() {
    for cluster in Cluster::BOTH {
        for _ in 0..10 {
            let field = Field::on(cluster).await;
            let id = field.opened(1_000).await;
            for acknowledged in 2..12 {
                field.tell(&field.log, id, &CounterCommand::add(1)).await.unwrap();
                let newest = newest(&field.ground.operator, &field.stream()).await.unwrap();
                assert_eq!(newest, acknowledged, "{cluster:?}");
            }
        }
    }
}
