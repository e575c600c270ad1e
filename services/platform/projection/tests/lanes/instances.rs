use std::sync::Arc;

use projection::Lane;
use sqlx::Connection as _;
use testing::Cluster;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_is_not_applied_again() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let counters = [field.opened().await, field.opened().await];
        for n in 0..20 {
            field.add(counters[n % 2], 1).await;
        }
        let head = field.head().await;
        for _ in 0..3 {
            assert_eq!(field.lane().await.catch_up(head).await.unwrap(), head);
        }
        assert_eq!(field.rows().await, field.told(&counters).await, "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_instances_that_race_for_a_lane_each_commit_is_applied_by_one() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let counters = [field.opened().await, field.opened().await, field.opened().await];
        for n in 0..60 {
            field.add(counters[n % 3], 1).await;
        }
        let head = field.head().await;
        let lanes = [field.lane().await, field.lane().await, field.lane().await];
        let reached = futures::future::join_all(lanes.iter().map(|lane| lane.catch_up(head))).await;
        assert!(reached.into_iter().all(|reached| reached.unwrap() == head));
        assert_eq!((field.rows().await, field.cursor().await), (field.told(&counters).await, head), "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_run_side_by_side_while_commits_come() {
    for cluster in Cluster::BOTH {
        let field = Arc::new(Field::on(cluster).await);
        let counters = [field.opened().await, field.opened().await, field.opened().await, field.opened().await];
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        for _ in 0..2 {
            tasks.spawn(field.lane().await.run(stop.clone()));
        }
        for counter in counters {
            let field = field.clone();
            tasks.spawn(async move {
                for _ in 0..60 {
                    field.add(counter, 1).await;
                }
            });
        }
        field.cursor_reaches(4 + 240).await;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        assert_eq!((field.rows().await, field.cursor().await), (field.told(&counters).await, 244), "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_whose_cursor_was_moved_by_another_reads_it_anew() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let lane = Lane { aggregates: None, ..field.lane().await };
    tasks.spawn(lane.run(stop.clone()));
    field.cursor_reaches(1).await;
    // As if another instance had applied what comes next while this one waited to.
    let mut other = field.superuser().await;
    let mut moving = other.begin().await.unwrap();
    sqlx::query("lock table read.lane in exclusive mode").execute(&mut *moving).await.unwrap();
    for _ in 0..4 {
        field.add(id, 1).await;
    }
    sqlx::query("update read.lane set sequence = 3").execute(&mut *moving).await.unwrap();
    moving.commit().await.unwrap();
    field.cursor_reaches(5).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert_eq!(field.rows().await[&id], (2, 3), "the two that the other took on itself are not applied");
}
