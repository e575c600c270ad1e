use std::collections::BTreeSet;

use futures::future::join_all;
use testing::{Cluster, CounterCommand, random_id};

use super::field::Field;

/// More than ever leave at once.
const MANY: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_leave_together_each_gets_its_own_answer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let ids: Vec<_> = std::iter::repeat_with(random_id).take(MANY).collect();
        let open = CounterCommand::Open { limit: 9 };
        let answers = join_all(ids.iter().map(|id| field.repeat(&field.log, *id, *id, &open))).await;
        let mut sequences = BTreeSet::new();
        for (id, answer) in ids.iter().zip(answers) {
            let done = answer.unwrap();
            assert!(sequences.insert(done.sequence));
            assert_eq!(field.commits(*id).await, [*id]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stale_in_a_burst_delays_only_itself_and_is_decided_anew() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let elsewhere = field.instance().await;
        let mut ids = Vec::new();
        for n in 0..40 {
            let id = field.opened(9).await;
            if n % 2 == 0 {
                field.tell(&elsewhere, id, &CounterCommand::add(9)).await.unwrap();
            }
            ids.push(id);
        }
        let add = CounterCommand::add(1);
        let answers = join_all(ids.iter().map(|id| field.tell(&field.log, *id, &add))).await;
        for (n, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.is_err(), n % 2 == 0, "{n}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_no_longer_waits_holds_up_nobody() {
    let field = Field::on(Cluster::R1).await;
    let open = CounterCommand::Open { limit: 9 };
    for _ in 0..20 {
        let gone = join_all((0..10).map(|_| field.tell(&field.log, random_id(), &open)));
        assert!(futures::poll!(Box::pin(gone)).is_pending());
    }
    field.tell(&field.log, random_id(), &open).await.unwrap();
}
