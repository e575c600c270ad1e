use std::sync::Arc;

use testing::{Cluster, OwnServers, eventually};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::field::Field;

/// Transactions of a lane may be lost in a crash of Postgres: then cursor and rows go back together.
#[tokio::test(flavor = "multi_thread")]
async fn a_lane_goes_on_from_where_postgres_left_it() {
    let own = OwnServers::start();
    let field = Arc::new(Field::over(&own.servers, Cluster::R1).await);
    let counters = [field.opened().await, field.opened().await, field.opened().await];
    let (stop, tasks, writers) = (CancellationToken::new(), TaskTracker::new(), TaskTracker::new());
    for _ in 0..2 {
        tasks.spawn(field.lane().await.run(stop.clone()));
    }
    for counter in counters {
        let field = field.clone();
        writers.spawn(async move {
            for _ in 0..400 {
                field.add(counter, 1).await;
            }
        });
    }
    writers.close();
    for round in 1..=3 {
        field.cursor_reaches(100 * round).await;
        own.kill("postgres").await;
        own.start_again("postgres");
        let superuser = &field.database.superuser_url;
        eventually("postgres", async || database::connect(superuser, 1).unwrap().ping().await.ok()).await;
    }
    writers.wait().await;
    field.cursor_reaches(3 + 1_200).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert_eq!(field.rows().await, field.told(&counters).await);
}
