//! While an installation is upgraded, instances of two builds run side by side, and the older ones meet events that they
//! do not know.

use projection::{Lane, ProcessLane, parked};
use testing::{Cluster, eventually};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{field::Field, process::Echoes};

/// The build before the one that brought adding.
fn before_adding(event: &str, version: u32) -> bool {
    (event, version) == ("CounterOpened", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_waits_at_what_a_newer_build_wrote_and_the_newer_build_acts_on_it() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened().await;
        let unknown = field.add(id, 7).await;
        field.opened().await;
        let echoes = Echoes::of(&field).await;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let older = ProcessLane { known: before_adding, ..echoes.process().await };
        let positions = older.positions.clone();
        tasks.spawn(older.run(stop.clone()));
        let stopped = eventually("a process that waits", async || positions.stopped().into_iter().next()).await;
        assert!(
            !stopped.lasting && stopped.why.starts_with(&format!("commit {unknown} was written by a newer build")),
            "{}",
            stopped.why
        );
        assert_eq!(echoes.written().await, 1, "{cluster:?}: what came before was acted on, and nothing behind it");

        // Beside it, and then without it.
        echoes.run_to_the_end(1).await;
        eventually("the older instance", async || positions.stopped().is_empty().then_some(())).await;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        assert_eq!(echoes.written().await, 3, "{cluster:?}");
        assert_eq!(echoes.refused().await, [], "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_parks_what_a_newer_build_wrote_and_the_newer_build_applies_it() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (id, other) = (field.opened().await, field.opened().await);
        field.add(id, 7).await;
        let older = Lane { known: before_adding, ..field.lane().await };
        older.catch_up(field.head().await).await.unwrap();
        let database = database::connect(&field.database.url, 2).unwrap();
        let places = parked(&database).await.unwrap();
        assert_eq!((places.len(), places[0].sequence, places[0].reason.as_str()), (1, 3, "unknown-event"));
        assert_eq!(field.rows().await, [(id, (0, 1)), (other, (0, 1))].into(), "{cluster:?}");

        // The newer instance runs while the older one still gets to commits first.
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(field.lane().await.run(stop.clone()));
        for _ in 0..10 {
            field.add(id, 1).await;
            older.catch_up(field.head().await).await.unwrap();
        }
        eventually("the rows", async || (field.rows().await == field.told(&[id, other]).await).then_some(())).await;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        assert_eq!(parked(&database).await.unwrap(), [], "{cluster:?}");
    }
}
