//! Agreements and grants of a district file, through the service that owns them.

use std::{future::Future, time::Duration};

use access::Role;
use proto::referrals::v1::{
    GetOfferingRequest, GetOfferingResponse, Grant, PartnerAgreement, RecordAgreementRequest, RecordGrantRequest,
};
use rpc::referrals::v1::offering_service_client::OfferingServiceClient;
use tokio::time::Instant;
use tonic::transport::Channel;

use crate::{
    Failed, Said, Settings, Surroundings,
    answer::chain,
    commands::district::{Outcome, Step},
    data::DistrictFile,
    operator::OPERATOR,
    services::{Calls, Unreachable},
};

/// How long the service may take to hear of a district that has just opened.
const HEARS_WITHIN: Duration = Duration::from_secs(20);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// Records what the service does not have. What it has otherwise is the district's own change, and stays unless
/// `replace`.
pub(super) async fn record(
    settings: &Settings,
    surroundings: Surroundings,
    file: &DistrictFile,
    replace: bool,
) -> Result<Vec<Step>, Failed> {
    if file.agreements.is_empty() && file.grants.is_empty() {
        return Ok(Vec::new());
    }
    let calls = match Calls::connect(settings, "referrals", &file.id, Role::Operator, OPERATOR).await {
        Ok(calls) => calls,
        Err(error) if error.is::<Unreachable>() => {
            return Ok(vec![Step::new("agreements and grants", Outcome::Skipped).because(chain(error.as_ref()))]);
        }
        Err(error) => return Err(error),
    };
    let offering = Offering { client: OfferingServiceClient::new(calls.channel.clone()), calls, surroundings };
    let standing = offering.standing().await?;

    let mut steps = Vec::new();
    for agreement in &file.agreements {
        let stands = standing.agreements.iter().find(|stands| stands.agreement_id == agreement.agreement_id);
        let step = Step::new(format!("agreement {}", agreement.agreement_id), compare(stands, agreement, replace));
        if step.outcome == Outcome::Recorded {
            offering.record_agreement(agreement).await?;
        }
        steps.push(explained(step));
    }
    for grant in &file.grants {
        let stands = standing.grants.iter().find(|stands| stands.grant_id == grant.grant_id);
        let step = Step::new(format!("grant {}", grant.grant_id), compare(stands, grant, replace));
        if step.outcome == Outcome::Recorded {
            offering.record_grant(grant).await?;
        }
        steps.push(explained(step));
    }
    Ok(steps)
}

fn compare<T: PartialEq>(stands: Option<&T>, stated: &T, replace: bool) -> Outcome {
    match stands {
        Some(stands) if stands == stated => Outcome::Unchanged,
        Some(_) if !replace => Outcome::Left,
        _ => Outcome::Recorded,
    }
}

fn explained(step: Step) -> Step {
    match step.outcome {
        Outcome::Left => step.because("the district has it otherwise; --replace records the file's"),
        _ => step,
    }
}

struct Offering {
    client: OfferingServiceClient<Channel>,
    calls: Calls,
    surroundings: Surroundings,
}

impl Offering {
    async fn standing(&self) -> Result<GetOfferingResponse, Failed> {
        patiently(|| async {
            let request = self.calls.request(GetOfferingRequest {})?;
            Ok(self.client.clone().get_offering(request).await.map_err(Said::from)?.into_inner())
        })
        .await
    }

    async fn record_agreement(&self, agreement: &PartnerAgreement) -> Result<(), Failed> {
        let message = RecordAgreementRequest {
            request_id: self.surroundings.random_id().to_string(),
            agreement: Some(agreement.clone()),
            occurred_on: String::new(),
        };
        patiently(|| async {
            let request = self.calls.request(message.clone())?;
            self.client.clone().record_agreement(request).await.map_err(Said::from)?;
            Ok(())
        })
        .await
    }

    async fn record_grant(&self, grant: &Grant) -> Result<(), Failed> {
        let message = RecordGrantRequest {
            request_id: self.surroundings.random_id().to_string(),
            grant: Some(grant.clone()),
            occurred_on: String::new(),
        };
        patiently(|| async {
            let request = self.calls.request(message.clone())?;
            self.client.clone().record_grant(request).await.map_err(Said::from)?;
            Ok(())
        })
        .await
    }
}

/// Asks again, with the same request id, while the service may not have heard of the district.
async fn patiently<T, W: Future<Output = Result<T, Failed>>>(ask: impl Fn() -> W) -> Result<T, Failed> {
    let until = Instant::now() + HEARS_WITHIN;
    loop {
        match ask().await {
            Err(error) if error.downcast_ref::<Said>().is_some_and(Said::may_pass) && Instant::now() < until => {
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
            settled => return settled,
        }
    }
}
