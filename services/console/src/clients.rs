//! Connections to the services, made at the first call and again whenever they break.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rpc::{
    matching::v1::{
        groups_service_client::GroupsServiceClient, held_service_client::HeldServiceClient as HeldByMatchingClient,
        links_service_client::LinksServiceClient, matches_service_client::MatchesServiceClient,
        volunteers_service_client::VolunteersServiceClient,
    },
    referrals::v1::{
        held_service_client::HeldServiceClient as HeldByReferralsClient,
        messages_service_client::MessagesServiceClient, offering_service_client::OfferingServiceClient,
        persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
        retention_service_client::RetentionServiceClient,
    },
    reporting::v1::{
        figures_service_client::FiguresServiceClient, held_service_client::HeldServiceClient as HeldByReportingClient,
        national_service_client::NationalServiceClient,
    },
    scheduling::v1::{
        held_service_client::HeldServiceClient as HeldBySchedulingClient,
        meetings_service_client::MeetingsServiceClient, sessions_service_client::SessionsServiceClient,
    },
};
use tonic::{
    Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    transport::{Channel, Endpoint, Uri},
};

use crate::{
    config::ServiceUrls,
    failure::{Failure, Service},
    positions, trace,
    visit::Visit,
};

/// A service waits up to two seconds for rows as new as the caller has seen; nobody waits much longer for a page.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

const AUTHORIZATION: &str = "authorization";
/// How far the caller has seen each context; in replies of commands and requests of queries.
const POSITION: &str = "x-rinnalla-position";
/// In a reply: commits that it does not show yet.
const BEHIND: &str = "x-rinnalla-behind";

#[derive(Debug, Clone)]
pub struct Clients {
    pub referrals: Channel,
    pub matching: Channel,
    pub scheduling: Channel,
    pub reporting: Channel,
    pub national: Channel,
}

impl Clients {
    /// Connects to nothing yet.
    pub fn new(urls: &ServiceUrls) -> Self {
        Self {
            referrals: channel(&urls.referrals),
            matching: channel(&urls.matching),
            scheduling: channel(&urls.scheduling),
            reporting: channel(&urls.reporting),
            national: channel(&urls.national),
        }
    }

    pub fn referrals(&self) -> ReferralsServiceClient<Channel> {
        ReferralsServiceClient::new(self.referrals.clone())
    }

    pub fn persons(&self) -> PersonsServiceClient<Channel> {
        PersonsServiceClient::new(self.referrals.clone())
    }

    pub fn offering(&self) -> OfferingServiceClient<Channel> {
        OfferingServiceClient::new(self.referrals.clone())
    }

    pub fn messages(&self) -> MessagesServiceClient<Channel> {
        MessagesServiceClient::new(self.referrals.clone())
    }

    pub fn matches(&self) -> MatchesServiceClient<Channel> {
        MatchesServiceClient::new(self.matching.clone())
    }

    pub fn volunteers(&self) -> VolunteersServiceClient<Channel> {
        VolunteersServiceClient::new(self.matching.clone())
    }

    pub fn groups(&self) -> GroupsServiceClient<Channel> {
        GroupsServiceClient::new(self.matching.clone())
    }

    pub fn links(&self) -> LinksServiceClient<Channel> {
        LinksServiceClient::new(self.matching.clone())
    }

    pub fn meetings(&self) -> MeetingsServiceClient<Channel> {
        MeetingsServiceClient::new(self.scheduling.clone())
    }

    pub fn sessions(&self) -> SessionsServiceClient<Channel> {
        SessionsServiceClient::new(self.scheduling.clone())
    }

    pub fn figures(&self) -> FiguresServiceClient<Channel> {
        FiguresServiceClient::new(self.reporting.clone())
    }

    pub fn retention(&self) -> RetentionServiceClient<Channel> {
        RetentionServiceClient::new(self.referrals.clone())
    }

    pub fn held_by_referrals(&self) -> HeldByReferralsClient<Channel> {
        HeldByReferralsClient::new(self.referrals.clone())
    }

    pub fn held_by_matching(&self) -> HeldByMatchingClient<Channel> {
        HeldByMatchingClient::new(self.matching.clone())
    }

    pub fn held_by_scheduling(&self) -> HeldBySchedulingClient<Channel> {
        HeldBySchedulingClient::new(self.scheduling.clone())
    }

    pub fn held_by_reporting(&self) -> HeldByReportingClient<Channel> {
        HeldByReportingClient::new(self.reporting.clone())
    }

    pub fn published(&self) -> NationalServiceClient<Channel> {
        NationalServiceClient::new(self.national.clone())
    }
}

/// Asks a service in the caller's name: `asked!(caller, client, Service's variant, method, message)`.
macro_rules! asked {
    ($caller:expr, $client:expr, $service:ident, $method:ident, $message:expr $(,)?) => {{
        let caller: &$crate::clients::Caller = $caller;
        let mut client = $client;
        let answer = client.$method(caller.ask($message)).await;
        caller.answer($crate::failure::Service::$service, answer).await
    }};
}
pub(crate) use asked;

fn channel(uri: &Uri) -> Channel {
    Endpoint::from(uri.clone())
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN)
        .tcp_nodelay(true)
        .keep_alive_while_idle(true)
        .http2_keep_alive_interval(Duration::from_secs(30))
        .connect_lazy()
}

/// Somebody for whom services are asked, during one request of hers.
#[derive(Debug)]
pub struct Caller {
    visit: Visit,
    token: MetadataValue<Ascii>,
    behind: AtomicBool,
}

impl Caller {
    pub fn new(visit: Visit, token: &str) -> Result<Self, Failure> {
        let mut token: MetadataValue<Ascii> = format!("Bearer {token}").parse().map_err(Failure::unexpected)?;
        token.set_sensitive(true);
        Ok(Self { visit, token, behind: AtomicBool::new(false) })
    }

    /// The message with everything that a service needs to know about who asks.
    pub fn ask<M>(&self, message: M) -> Request<M> {
        let mut request = Request::new(message);
        let metadata = request.metadata_mut();
        metadata.insert(AUTHORIZATION, self.token.clone());
        if let Ok(trace) = self.visit.trace().to_string().parse() {
            metadata.insert(trace::HEADER, trace);
        }
        if let Some(position) = self.visit.position().and_then(|position| position.parse().ok()) {
            metadata.insert(POSITION, position);
        }
        request
    }

    /// The message of an answer. A command's position is kept for the person's next pages.
    pub async fn answer<M: Send>(&self, service: Service, answer: Result<Response<M>, Status>) -> Result<M, Failure> {
        let response = answer.map_err(|status| Failure::of(service, status))?;
        let (metadata, message, _) = response.into_parts();
        let text = |name| metadata.get(name).and_then(|value| value.to_str().ok());
        if text(BEHIND).is_some() {
            self.behind.store(true, Ordering::Relaxed);
        }
        if let Some(newest) = text(POSITION) {
            self.visit.keep_position(&positions::merged(self.visit.position().unwrap_or(""), newest)).await?;
        }
        Ok(message)
    }

    /// Some answer did not show yet what the person has just written.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }
}
