use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use access::Role;
use decider::DistrictId;
use proto::referrals::v1::{
    AcknowledgeReferralRequest, Answer, Gender, PersonFacts, PersonIdentity, ReferralSource, SubmitReferralRequest,
    SubmitReferralResponse,
};
use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;
use testing::{As, Ground, eventually_within, random_id};
use tonic::{
    Code, Response, Status,
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

use super::ledger::{Entry, Ledger};

/// However often service and servers are killed meanwhile.
const ANSWERED_WITHIN: Duration = Duration::from_mins(2);
/// Nobody is refused for so long; it is told before the time for an answer is over. An attempt ends by itself after the
/// client's own 20 s.
const REFUSED_AT_MOST: Duration = Duration::from_secs(90);

pub(crate) const PROGRAMME: &str = "friend-for-a-mother";

type Client = ReferralsServiceClient<InterceptedService<Channel, As>>;

/// Clients that hand in referrals and acknowledge them until told to stop, each repeating a request until it is
/// answered.
pub(crate) struct Storm {
    client: Client,
    stop: Arc<AtomicBool>,
    /// Commands acknowledged so far.
    pub(crate) acknowledged: Arc<AtomicUsize>,
}

impl Storm {
    pub(crate) fn new(ground: &Ground, district: &DistrictId, address: std::net::SocketAddr) -> Self {
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let channel = endpoint.connect_timeout(Duration::from_secs(1)).timeout(Duration::from_secs(20)).connect_lazy();
        let coordinator = As::new(ground.token(district, Role::Coordinator, "8b7d6c1e-58f3-4f0b-9a59-0d1c5a3b7e42"));
        let client = ReferralsServiceClient::with_interceptor(channel, coordinator);
        Self { client, stop: Arc::default(), acknowledged: Arc::default() }
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// One client's ledger, once stopped.
    pub(crate) async fn client(&self) -> Ledger {
        let mut ledger = Ledger::default();
        while !self.stop.load(Ordering::Relaxed) {
            let submit = submission();
            let Some(handed_in) = self.until_answered(|| self.submit(submit.clone())).await else { break };
            let referral_id = handed_in.0.referral_id.clone();
            ledger.0.push(Entry::Submitted(Box::new(submit), handed_in.0, handed_in.1));
            let request = AcknowledgeReferralRequest {
                request_id: random_id().to_string(),
                referral_id,
                occurred_on: String::new(),
            };
            let answer = self.until_answered(|| self.acknowledge(request.clone())).await;
            let Some(position) = answer else { break };
            ledger.0.push(Entry::Acknowledged(request, position));
        }
        ledger
    }

    /// `None` when the storm ended first: then nobody knows whether it took effect.
    async fn until_answered<T: Send, F: Future<Output = Result<T, Status>> + Send>(
        &self,
        ask: impl Fn() -> F + Send + Sync,
    ) -> Option<T> {
        let begun = Instant::now();
        eventually_within(ANSWERED_WITHIN, "an answer to a request", async || match ask().await {
            Ok(answer) => {
                self.acknowledged.fetch_add(1, Ordering::Relaxed);
                Some(Some(answer))
            }
            // What a client may try again: the connection broke, or the service says so.
            Err(status) if retryable(&status) => {
                assert!(begun.elapsed() < REFUSED_AT_MOST, "a request is only refused: {status:?}");
                self.stop.load(Ordering::Relaxed).then_some(None)
            }
            Err(status) => panic!("{status:?}"),
        })
        .await
    }

    /// The answer, and where the log has it.
    pub(crate) async fn submit(
        &self,
        request: SubmitReferralRequest,
    ) -> Result<(SubmitReferralResponse, String), Status> {
        let reply = self.client.clone().submit_referral(request).await?;
        let position = position(&reply);
        Ok((reply.into_inner(), position))
    }

    pub(crate) async fn acknowledge(&self, request: AcknowledgeReferralRequest) -> Result<String, Status> {
        self.client.clone().acknowledge_referral(request).await.map(|reply| position(&reply))
    }
}

fn retryable(status: &Status) -> bool {
    let broken = status.code() == Code::Unknown && std::error::Error::source(status).is_some();
    broken || matches!(status.code(), Code::Unavailable | Code::Aborted | Code::Cancelled | Code::DeadlineExceeded)
}

fn position<T>(reply: &Response<T>) -> String {
    reply.metadata().get("x-rinnalla-position").unwrap().to_str().unwrap().to_owned()
}

/// A clinic's referral of an invented mother.
fn submission() -> SubmitReferralRequest {
    SubmitReferralRequest {
        request_id: random_id().to_string(),
        programme_id: PROGRAMME.to_owned(),
        source: ReferralSource::Clinic.into(),
        she_knows_and_agrees: true,
        identity: Some(PersonIdentity { given_name: "Nadia".to_owned(), ..PersonIdentity::default() }),
        facts: Some(PersonFacts {
            municipality_code: "609".to_owned(),
            birth_month: "1994-05".to_owned(),
            gender: Gender::Woman.into(),
            immigrant_background: Answer::Yes.into(),
            ..PersonFacts::default()
        }),
        consent_language: "ar".to_owned(),
        ..SubmitReferralRequest::default()
    }
}
