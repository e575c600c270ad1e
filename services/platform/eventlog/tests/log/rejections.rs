use eventlog::Refused;
use testing::{Cluster, CounterCommand, CounterRejection};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_that_only_a_stale_state_gives_does_not_stand() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = testing::random_id();
        let stale = field.instance().await;
        // The instance keeps in memory that nothing is there, then that nine are counted.
        assert!(matches!(
            field.tell(&stale, id, &CounterCommand::add(1)).await,
            Err(Refused::Rejected(CounterRejection::NotOpen))
        ));
        field.tell(&field.log, id, &CounterCommand::Open { limit: 20 }).await.unwrap();
        field.tell(&stale, id, &CounterCommand::add(1)).await.unwrap();
        assert_eq!(field.commits(id).await.len(), 2, "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stale_state_would_allow_is_refused_by_the_newest() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(10).await;
        let stale = field.instance().await;
        field.tell(&stale, id, &CounterCommand::add(1)).await.unwrap();
        field.tell(&field.log, id, &CounterCommand::add(9)).await.unwrap();
        let refused = field.tell(&stale, id, &CounterCommand::add(1)).await;
        assert!(matches!(refused, Err(Refused::Rejected(CounterRejection::OverLimit))), "{cluster:?}");
        assert_eq!(field.commits(id).await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_nothing_remains_to_be_done_is_said_of_the_newest_state_alone() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(10).await;
        let stale = field.instance().await;
        field.tell(&stale, id, &CounterCommand::add(1)).await.unwrap();
        let newest = field.tell(&field.log, id, &CounterCommand::add(4)).await.unwrap();
        let nothing = field.tell(&stale, id, &CounterCommand::Reach { total: 1 }).await.unwrap();
        assert!(nothing.events.is_empty());
        assert_eq!((nothing.folded.state.total, nothing.sequence), (5, newest.sequence), "{cluster:?}");
    }
}
