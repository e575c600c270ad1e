//! Waiting until everything a district's commands have led to has happened.

use eventlog::{Context, StreamName};
use tokio::time::{Duration, Instant};

use super::acts::District;
use crate::{Failed, operator::Operator, simulate::steps::Service};

const REST_WITHIN: Duration = Duration::from_mins(2);

/// A district's processes do not come to an end.
#[derive(Debug, thiserror::Error)]
#[error("{0} does not come to rest")]
pub(crate) struct Restless(String);

/// Processes answer commands with commands: at rest is a district whose streams stay where they were while every
/// service has seen them whole.
pub(super) async fn come_to_rest(operator: &Operator, district: &District<'_>) -> Result<(), Failed> {
    let until = Instant::now() + REST_WITHIN;
    let mut seen = newest(operator, district).await?;
    loop {
        let token: Vec<String> = seen.iter().map(|(context, sequence)| format!("{context}={sequence}")).collect();
        let caught_up = district.catch_up(&token.join(",")).await?;
        let now = newest(operator, district).await?;
        if caught_up && now == seen {
            return Ok(());
        }
        if Instant::now() >= until {
            return Err(Restless(district.plan.district_id.clone()).into());
        }
        seen = now;
    }
}

async fn newest(operator: &Operator, district: &District<'_>) -> Result<Vec<(Context, u64)>, Failed> {
    let jetstream = async_nats::jetstream::new(operator.client.clone());
    let mut newest = Vec::new();
    for service in Service::ALL {
        let context = match service {
            Service::Referrals => Context::Referrals,
            Service::Matching => Context::Matching,
            Service::Scheduling => Context::Scheduling,
        };
        let name = StreamName::new(context, district.id.clone()).to_string();
        newest.push((context, jetstream.get_stream(name).await?.cached_info().state.last_sequence));
    }
    Ok(newest)
}
