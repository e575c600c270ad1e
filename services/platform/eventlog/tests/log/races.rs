use std::collections::HashSet;

use eventlog::{Aggregates, Refused, verify};
use futures::future::join_all;
use testing::{Cluster, Counter, CounterCommand, CounterRejection, command, eventually, random_id};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_who_create_the_same_thing_one_does_and_all_are_answered_by_the_rule() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let other = field.instance().await;
        let id = random_id();
        let attempts = (0..64).map(|n| {
            let log = if n % 2 == 0 { &field.log } else { &other };
            let by = command(&field.district, random_id());
            async move {
                let limit = n;
                log.create::<Counter>(&by, id, &CounterCommand::Open { limit }).await.map(|done| (limit, done))
            }
        });
        let answers = join_all(attempts).await;
        let created: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        assert_eq!(created.len(), 1, "{cluster:?}: one creation");
        for answer in &answers {
            if let Err(refused) = answer {
                assert!(matches!(refused, Refused::Rejected(CounterRejection::AlreadyOpen)), "{refused:?}");
            }
        }
        let (limit, done) = created[0];
        assert_eq!(done.folded.state.limit, Some(*limit), "the state is of the one who created");
        assert_eq!(field.commits(id).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_changes_of_one_thing_at_once_each_takes_effect_once_and_no_rule_is_broken() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let other = field.instance().await;
        let id = field.opened(40).await;
        let commands: Vec<_> = (0..64).map(|_| random_id()).collect();
        let attempts = commands.iter().enumerate().map(|(n, by)| {
            let log = if n % 2 == 0 { &field.log } else { &other };
            let field = &field;
            async move { field.repeat(log, *by, id, &CounterCommand::add(1)).await }
        });
        let answers = join_all(attempts).await;
        let mut acknowledged = HashSet::new();
        let (mut over, mut contended) = (0, 0);
        for (by, answer) in commands.iter().zip(answers) {
            match answer {
                Ok(_) => drop(acknowledged.insert(*by)),
                Err(Refused::Rejected(CounterRejection::OverLimit)) => over += 1,
                Err(Refused::Contended) => contended += 1,
                Err(other) => panic!("{cluster:?}: {other:?}"),
            }
        }
        assert_eq!((acknowledged.len(), over, contended), (40, 24, 0), "{cluster:?}: up to the limit, not past it");
        let commits = field.commits(id).await;
        assert_eq!(commits[1..].iter().copied().collect::<HashSet<_>>(), acknowledged);
        assert_eq!(commits.len(), 41, "each once");

        let verified = verify(&field.ground.operator, &field.stream(), &Aggregates::default().with::<Counter>()).await;
        assert!(verified.unwrap().damage.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_is_in_the_log_exactly_once() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let instances = [field.instance().await, field.instance().await, field.instance().await];
        let mut counters = Vec::new();
        for _ in 0..8 {
            counters.push(field.opened(u64::MAX).await);
        }
        let clients = (0..24).map(|n| {
            let (field, counters, instances) = (&field, &counters, &instances);
            async move {
                let mut ledger = Vec::new();
                for step in 0..10 {
                    let (by, id) = (random_id(), counters[(n + step) % counters.len()]);
                    let done = field.repeat(&instances[n % 3], by, id, &CounterCommand::add(1)).await;
                    match done {
                        Ok(done) => ledger.push((id, by, done.sequence)),
                        Err(Refused::Contended | Refused::Append(_)) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                ledger
            }
        });
        let ledger: Vec<_> = join_all(clients).await.into_iter().flatten().collect();
        assert!(ledger.len() >= 230, "{cluster:?}: only {} of 240 were taken", ledger.len());
        for id in &counters {
            let commits = eventually("every replica", async || {
                let commits = field.commits(*id).await;
                let known = ledger.iter().filter(|(counter, _, _)| counter == id);
                known.clone().all(|(_, by, _)| commits.contains(by)).then_some(commits)
            })
            .await;
            assert_eq!(commits.iter().collect::<HashSet<_>>().len(), commits.len(), "nothing twice");
        }
    }
}
