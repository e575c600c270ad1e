use std::{error::Error, future::Future, sync::Arc, time::Duration};

use decider::DistrictId;
use tokio_util::sync::CancellationToken;

const SWEEP_EVERY: Duration = Duration::from_secs(2);

/// Work that comes due with time rather than with a commit.
pub trait Sweep: Send + Sync + 'static {
    /// For logs, and for the ids of the commands it sends.
    const NAME: &'static str;

    /// Does what is due in a district by the installation's clock. Called every few seconds, in every instance of
    /// the service: the same thing due must lead to the same command.
    fn sweep(&self, district: &DistrictId) -> impl Future<Output = Result<(), Box<dyn Error + Send + Sync>>> + Send;
}

/// Sweeps until cancelled; a sweep in hand is finished first. Failures are logged here, once.
pub(crate) async fn run<S: Sweep>(sweep: Arc<S>, district: DistrictId, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
        if let Err(error) = sweep.sweep(&district).await {
            tracing::warn!(sweep = S::NAME, %district, error = &*error, "a sweep failed and is made again");
        }
    }
}
