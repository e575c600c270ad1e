use std::{
    future::Future,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

/// What a closed loop of clients measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Operations a second.
    pub(crate) rate: f64,
    latencies: Vec<Duration>,
}

impl Measured {
    /// The latency that this share of operations did not exceed, in milliseconds.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = ((self.latencies.len() as f64 * share) as usize).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(index).map_or(0.0, |latency| latency.as_secs_f64() * 1_000.0)
    }
}

/// Every client, a task of its own, does its share of the operations, each after the one before.
pub(crate) async fn closed_loop<C, F, W>(clients: Vec<C>, operations: usize, operation: F) -> anyhow::Result<Measured>
where
    C: Send + 'static,
    F: Fn(C, usize) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = anyhow::Result<C>> + Send,
{
    let share = operations.div_ceil(clients.len());
    let began = Instant::now();
    let mut loops = JoinSet::new();
    for mut client in clients {
        let operation = operation.clone();
        loops.spawn(async move {
            let mut latencies = Vec::with_capacity(share);
            for n in 0..share {
                let began = Instant::now();
                client = operation(client, n).await?;
                latencies.push(began.elapsed());
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = Vec::with_capacity(operations);
    while let Some(done) = loops.join_next().await {
        latencies.extend(done??);
    }
    let took = began.elapsed();
    latencies.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a rate to read")]
    let rate = latencies.len() as f64 / took.as_secs_f64();
    Ok(Measured { rate, latencies })
}

/// The middle of some values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
