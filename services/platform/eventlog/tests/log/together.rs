use eventlog::{Done, EventLog, Refused};
use futures::future::join_all;
use testing::{Cluster, Counter, CounterCommand, command, random_id};
use uuid::Uuid;

use super::field::Field;

impl Field {
    /// One command that adds to each counter.
    async fn add_together(
        &self,
        log: &EventLog,
        by: Uuid,
        counters: &[Uuid],
    ) -> Result<Done<Counter>, Refused<eventlog::AnyRejection>> {
        let by = command(&self.district, by);
        let mut together = log.together::<Counter>(&by, counters[0], CounterCommand::add(1));
        for id in &counters[1..] {
            together = together.and::<Counter>(*id, CounterCommand::add(1));
        }
        together.execute().await
    }

    async fn totals(&self, counters: &[Uuid]) -> Vec<usize> {
        let mut totals = Vec::new();
        for id in counters {
            totals.push(self.commits(*id).await.len() - 1);
        }
        totals
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_together_is_done_on_all_or_on_none() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let counters = [field.opened(9).await, field.opened(1).await, field.opened(9).await];
        field.add_together(&field.log, random_id(), &counters).await.unwrap();
        assert_eq!(field.totals(&counters).await, [1, 1, 1]);
        // The one in the middle is at its limit.
        let refused = field.add_together(&field.log, random_id(), &counters).await;
        assert!(matches!(refused, Err(Refused::Rejected(_))), "{:?}", refused.err());
        assert_eq!(field.totals(&counters).await, [1, 1, 1], "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_race_over_overlapping_things_none_leaves_a_part() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let other = field.instance().await;
        // Each middle counter takes two of the four who want it.
        let ends: Vec<Uuid> = join_all((0..8).map(|_| field.opened(9))).await;
        let middles = [field.opened(2).await, field.opened(2).await];
        let attempts = ends.iter().enumerate().map(|(n, end)| {
            let log = if n % 2 == 0 { &field.log } else { &other };
            let counters = [*end, middles[n / 4]];
            let field = &field;
            async move { field.add_together(log, random_id(), &counters).await.is_ok() }
        });
        let taken = join_all(attempts).await;
        let done: Vec<usize> = taken.iter().map(|taken| usize::from(*taken)).collect();
        assert_eq!(field.totals(&ends).await, done, "{cluster:?}: whoever was told yes, and nobody else");
        let middle = [done[..4].iter().sum::<usize>(), done[4..].iter().sum::<usize>()];
        assert_eq!(field.totals(&middles).await, middle);
        assert!(middle.iter().all(|taken| *taken <= 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_of_what_was_done_together_is_known_at_once_and_after_a_restart() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let counters = [field.opened(99).await, field.opened(99).await];
        let (by, other) = (random_id(), field.instance().await);
        let repeats = (0..6).map(|n| {
            let log = if n % 2 == 0 { &field.log } else { &other };
            field.add_together(log, by, &counters)
        });
        let answers: Vec<_> = join_all(repeats).await.into_iter().map(Result::unwrap).collect();
        let restarted = field.instance().await;
        let again = field.add_together(&restarted, by, &counters).await.unwrap();
        assert!(again.replayed);
        assert!(answers.iter().all(|done| done.sequence == again.sequence && done.events == again.events));
        assert_eq!(field.totals(&counters).await, [1, 1], "{cluster:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_batch_leaves_nothing_and_holds_up_nobody() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let counters = [field.opened(9).await, field.opened(9).await];
        // The first message of a batch whose sender then dies.
        let first = field.log.key::<Counter>(&field.district, counters[0]);
        let mut headers = async_nats::HeaderMap::new();
        headers.insert("Nats-Batch-Id", random_id().to_string());
        headers.insert("Nats-Batch-Sequence", "1");
        headers.insert("Nats-Expected-Last-Subject-Sequence", "1");
        let client = field.log.client();
        client.publish_with_headers(first.subject(), headers, "half".into()).await.unwrap();
        client.flush().await.unwrap();
        field.add_together(&field.log, random_id(), &counters).await.unwrap();
        assert_eq!(field.totals(&counters).await, [1, 1], "{cluster:?}");
    }
}
