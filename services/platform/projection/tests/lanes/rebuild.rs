use std::sync::Arc;

use runtime::{OwnerSettings, rebuild_all};
use testing::{Cluster, Counting, Running};
use tokio_util::task::TaskTracker;

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_while_commits_come_ends_in_the_rows_that_the_log_tells() {
    for cluster in Cluster::BOTH {
        let field = Arc::new(Field::on(cluster).await);
        let (mut settings, _) = field.ground.settings_of::<Counting>(&field.database);
        settings.connections = 4;
        let owner = OwnerSettings { owner_url: field.database.owner_url.clone() };
        let service = Running::start::<Counting>(settings.clone(), field.database.clone()).await;
        let counters = [field.opened().await, field.opened().await, field.opened().await];
        let writers = TaskTracker::new();
        for counter in counters {
            let field = field.clone();
            writers.spawn(async move {
                for _ in 0..150 {
                    field.add(counter, 1).await;
                }
            });
        }
        writers.close();
        let mut compared = 0;
        while !writers.is_empty() {
            let rebuilt = rebuild_all::<Counting>(&settings, &owner).await.unwrap();
            assert!(rebuilt.differed.is_empty(), "{cluster:?}: {rebuilt:?}");
            compared += rebuilt.compared.len();
        }
        field.cursor_reaches(field.head().await).await;
        let rebuilt = rebuild_all::<Counting>(&settings, &owner).await.unwrap();
        assert!(rebuilt.differed.is_empty(), "{cluster:?}: {rebuilt:?}");
        compared += rebuilt.compared.len();
        assert!(compared > 0, "{cluster:?}: live and rebuilt rows met at one position at least once");
        field.add(counters[0], 1).await;
        field.cursor_reaches(field.head().await).await;
        assert_eq!(field.rows().await, field.told(&counters).await, "{cluster:?}");
        service.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_of_a_lane_that_is_behind_brings_it_to_the_head() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    for _ in 0..30 {
        field.add(id, 1).await;
    }
    field.lane().await.catch_up(7).await.unwrap();
    let (settings, owner) = field.ground.settings_of::<Counting>(&field.database);
    let rebuilt = rebuild_all::<Counting>(&settings, &owner).await.unwrap();
    assert_eq!((rebuilt.differed.len(), field.cursor().await), (0, 31));
    assert_eq!(field.rows().await, field.told(&[id]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_finds_rows_that_somebody_altered() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    field.lane().await.catch_up(1).await.unwrap();
    sqlx::query("update read.counted set total = 5").execute(&mut field.superuser().await).await.unwrap();
    let (settings, owner) = field.ground.settings_of::<Counting>(&field.database);
    let rebuilt = rebuild_all::<Counting>(&settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, ["counted"]);
    assert_eq!(field.rows().await[&id], (0, 1), "the rebuilt rows stand");
}
