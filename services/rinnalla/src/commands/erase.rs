use std::{fmt, time::Duration};

use access::Role;
use decider::DistrictId;
use proto::referrals::v1::{ErasureGround, ErasureStep, GetErasureRequest, GetErasureResponse, OrderErasureRequest};
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use serde::Serialize;
use uuid::Uuid;

use crate::{Answer, Failed, Said, Settings, Surroundings, operator::OPERATOR, services::Calls};

/// How often to ask how far it is.
const ASK_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The district that knows the person.
    #[arg(long)]
    pub district: DistrictId,
    /// Random id of the person.
    #[arg(long, required_unless_present = "erasure")]
    pub person: Option<Uuid>,
    /// Why she is erased.
    #[arg(long, value_enum, default_value_t = Ground::Requested)]
    pub ground: Ground,
    /// Wait for an erasure that was ordered before.
    #[arg(long, conflicts_with = "person")]
    pub erasure: Option<Uuid>,
    /// How long to wait for the receipt. The statistics key goes a minute after everything else.
    #[arg(long, default_value_t = 10)]
    pub wait_minutes: u64,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Ground {
    /// She asked.
    Requested,
    /// The retention time ended; somebody else has proposed it on /retention.
    Retention,
}

impl Arguments {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        let erasure = erase(&self, settings, surroundings).await?;
        Answer::of(&erasure, erasure.receipt.is_some())
    }
}

/// How far an erasure is.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    pub erasure_id: String,
    /// Confirmed, in order.
    pub done: Vec<String>,
    /// Hexadecimal; none while it is under way.
    pub receipt: Option<String>,
}

impl fmt::Display for Erasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { erasure_id, done, receipt } = self;
        for step in done {
            writeln!(f, "{step}")?;
        }
        match receipt {
            Some(receipt) => write!(f, "erased; receipt {receipt}"),
            None => write!(f, "still under way; ask again with --erasure {erasure_id}"),
        }
    }
}

/// Orders, unless an earlier order is named, and waits.
pub async fn erase(asked: &Arguments, settings: &Settings, surroundings: Surroundings) -> Result<Erasure, Failed> {
    let calls = Calls::connect(settings, "referrals", &asked.district, Role::Manager, OPERATOR).await?;
    let mut persons = PersonsServiceClient::new(calls.channel.clone());
    let erasure_id = match (asked.erasure, asked.person) {
        (Some(erasure), _) => erasure.to_string(),
        (None, person) => {
            let order = calls.request(OrderErasureRequest {
                request_id: surroundings.random_id().to_string(),
                person_id: person.unwrap_or_default().to_string(),
                ground: ErasureGround::from(asked.ground).into(),
                occurred_on: String::new(),
            })?;
            persons.order_erasure(order).await.map_err(Said::from)?.into_inner().erasure_id
        }
    };
    let until = tokio::time::Instant::now() + Duration::from_secs(60 * asked.wait_minutes);
    loop {
        let ask = calls.request(GetErasureRequest { erasure_id: erasure_id.clone() })?;
        let waited_enough = tokio::time::Instant::now() >= until;
        match persons.get_erasure(ask).await.map_err(Said::from) {
            Ok(found) => {
                let erasure = erasure(&erasure_id, found.get_ref());
                if erasure.receipt.is_some() || waited_enough {
                    return Ok(erasure);
                }
            }
            // The order is in the log; the row that shows it may come a moment later.
            Err(said) if said.may_pass() && !waited_enough => {}
            Err(said) => return Err(said.into()),
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

fn erasure(erasure_id: &str, found: &GetErasureResponse) -> Erasure {
    let complete = found.complete_time.is_some();
    let done = found.done().map(|step: ErasureStep| {
        step.as_str_name().trim_start_matches("ERASURE_STEP_").to_lowercase().replace('_', " ")
    });
    Erasure {
        erasure_id: erasure_id.to_owned(),
        done: done.collect(),
        receipt: complete.then(|| hex::encode(&found.receipt)),
    }
}

impl From<Ground> for ErasureGround {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::Requested => Self::Requested,
            Ground::Retention => Self::Retention,
        }
    }
}
