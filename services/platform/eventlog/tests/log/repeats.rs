use eventlog::Refused;
use futures::future::join_all;
use testing::{Cluster, Counter, CounterCommand, command, random_id};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sent_by_several_at_once_takes_effect_once_and_all_get_the_same_answer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let other = field.instance().await;
        let id = field.opened(1_000).await;
        for round in 0..5 {
            let by = random_id();
            let repeats = (0..16).map(|n| {
                let log = if n % 2 == 0 { &field.log } else { &other };
                let field = &field;
                async move { field.repeat(log, by, id, &CounterCommand::add(1)).await }
            });
            let answers: Vec<_> = join_all(repeats).await.into_iter().map(Result::unwrap).collect();
            assert!(answers.iter().all(|done| done.sequence == answers[0].sequence), "{cluster:?}: one commit");
            assert!(answers.iter().all(|done| done.events == answers[0].events));
            assert_eq!(answers.iter().filter(|done| !done.replayed).count(), 1);
            assert_eq!(field.commits(id).await.iter().filter(|command| **command == by).count(), 1, "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_whose_answer_was_lost_is_known_after_a_restart() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (id, by) = (random_id(), random_id());
        let first = field.repeat(&field.log, by, id, &CounterCommand::Open { limit: 9 }).await.unwrap();
        field.tell(&field.log, id, &CounterCommand::add(3)).await.unwrap();

        // As a creation knows nothing of what exists: the blind append meets it.
        let restarted = field.instance().await;
        let context = command(&field.district, by);
        let again = restarted.create::<Counter>(&context, id, &CounterCommand::Open { limit: 9 }).await.unwrap();
        assert!(again.replayed);
        assert_eq!((again.sequence, &again.events), (first.sequence, &first.events));
        assert_eq!(again.folded.state.total, 3, "as it stands now");
        assert_eq!(field.commits(id).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_with_another_command_is_refused() {
    let field = Field::on(Cluster::R1).await;
    let (id, by) = (field.opened(9).await, command(&field.district, random_id()));
    field.log.execute::<Counter>(&by, id, &CounterCommand::add(1)).await.unwrap();
    let mut other = by;
    other.digest = [2; 32];
    let refused = field.instance().await.execute::<Counter>(&other, id, &CounterCommand::add(2)).await;
    assert!(matches!(refused, Err(Refused::CommandReused)));
    assert_eq!(field.commits(id).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_is_not_remembered() {
    let field = Field::on(Cluster::R1).await;
    let (id, by) = (random_id(), random_id());
    assert!(field.repeat(&field.log, by, id, &CounterCommand::add(1)).await.is_err());
    field.tell(&field.log, id, &CounterCommand::Open { limit: 9 }).await.unwrap();
    assert!(!field.repeat(&field.log, by, id, &CounterCommand::add(1)).await.unwrap().replayed);
}
