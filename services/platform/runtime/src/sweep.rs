use std::{error::Error, future::Future, sync::Arc, time::Duration};

use decider::DistrictId;
use eventlog::Retries;
use projection::{Positions, Stopped};
use tokio_util::sync::CancellationToken;

use crate::readiness::record_stopped;

const SWEEP_EVERY: Duration = Duration::from_secs(2);

/// Work that comes due with time rather than with a commit.
pub trait Sweep: Send + Sync + 'static {
    /// For logs, and for the ids of the commands it sends.
    const NAME: &'static str;

    /// Does what is due in a district by the installation's clock. Called every few seconds, in every instance of
    /// the service: the same thing due must lead to the same command.
    fn sweep(&self, district: &DistrictId) -> impl Future<Output = Result<(), Box<dyn Error + Send + Sync>>> + Send;
}

/// Sweeps until cancelled; a sweep in hand is finished first. While sweeps fail they come with growing pauses, and why is
/// logged once.
pub(crate) async fn run<S: Sweep>(sweep: Arc<S>, positions: Positions, district: DistrictId, stop: CancellationToken) {
    let mut retries = Retries::default();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP_EVERY.max(retries.pause())) => {}
        }
        match sweep.sweep(&district).await {
            Ok(()) => {
                if retries.went_on() {
                    positions.goes_on(S::NAME, district.as_str());
                    record_stopped(false, S::NAME, district.as_str());
                    tracing::info!(sweep = S::NAME, %district, "sweeps go on");
                }
            }
            Err(error) => {
                if retries.failed(&*error) {
                    tracing::warn!(
                        sweep = S::NAME, %district, error = &*error as &(dyn Error + 'static),
                        "a sweep failed and is made again with growing pauses"
                    );
                }
                positions.stops(Stopped {
                    name: S::NAME.to_owned(),
                    at: district.to_string(),
                    why: "the last sweep failed".to_owned(),
                    lasting: false,
                });
            }
        }
    }
}
