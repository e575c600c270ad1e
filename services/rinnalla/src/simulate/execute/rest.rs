//! Waiting: for what later steps stand on, and until everything a district's commands have led to has happened.

use access::Caller;
use eventlog::{Context, StreamName};
use proto::{
    matching::v1::ListGroupsRequest,
    referrals::v1::{GetCoverageRequest, GetOfferingRequest},
    reporting::v1::ListIndicatorsRequest,
    scheduling::v1::ListSeriesRequest,
};
use rpc::{
    matching::v1::groups_service_client::GroupsServiceClient,
    referrals::v1::offering_service_client::OfferingServiceClient,
    reporting::v1::figures_service_client::FiguresServiceClient,
    scheduling::v1::sessions_service_client::SessionsServiceClient,
};
use tokio::time::{Duration, Instant};

use super::{
    clients,
    district::{District, ask},
};
use crate::{Failed, operator::Operator, simulate::steps::Service};

const REST_WITHIN: Duration = Duration::from_mins(2);
/// Agreements are what target groups are checked against.
const AGREEMENTS_WITHIN: Duration = Duration::from_secs(20);

/// A district's processes do not come to an end.
#[derive(Debug, thiserror::Error)]
#[error("{0} does not come to rest")]
pub(crate) struct Restless(String);

/// A district has no agreement yet, or fewer than its file states.
#[derive(Debug, thiserror::Error)]
#[error("{0} lacks agreements; open it with: rinnalla district add FILE")]
pub(crate) struct WithoutAgreements(String);

/// Processes answer commands with commands: at rest is a district whose streams stay where they were while every
/// service has seen them whole.
pub(super) async fn come_to_rest(operator: &Operator, district: &District<'_>) -> Result<(), Failed> {
    let until = Instant::now() + REST_WITHIN;
    let mut seen = newest(operator, district).await?;
    loop {
        see(district, &Service::ALL, &seen, until).await?;
        let now = newest(operator, district).await?;
        if now == seen {
            return Ok(());
        }
        if Instant::now() >= until {
            return Err(Restless(district.plan.district_id.clone()).into());
        }
        seen = now;
    }
}

/// Waits until these services show what the district's commands did so far, and what their own processes made of it.
pub(super) async fn catch_up(district: &District<'_>, services: &[Service]) -> Result<(), Failed> {
    see(district, services, &district.seen(), Instant::now() + REST_WITHIN).await
}

async fn see(district: &District<'_>, services: &[Service], token: &str, until: Instant) -> Result<(), Failed> {
    for service in services.iter().filter(|service| district.clients.answers(**service)) {
        while !shows(district, *service, token).await? {
            if Instant::now() >= until {
                return Err(Restless(district.plan.district_id.clone()).into());
            }
        }
    }
    Ok(())
}

/// Whether a service shows what the token names, asked for something that names nobody.
async fn shows(district: &District<'_>, service: Service, token: &str) -> Result<bool, Failed> {
    let (clients, channel) = (district.clients, district.clients.channel(service));
    let (anybody, coordinator): (Caller, Caller) = (district.anybody(), district.coordinator(0));
    let behind = match service {
        Service::Referrals => {
            let send = |request| {
                let mut client = OfferingServiceClient::new(channel.clone());
                async move { client.get_coverage(request).await }
            };
            clients::is_behind(&clients.ask(&anybody, Some(token), GetCoverageRequest {}, send).await?)
        }
        Service::Matching => {
            let send = |request| {
                let mut client = GroupsServiceClient::new(channel.clone());
                async move { client.list_groups(request).await }
            };
            let ask = ListGroupsRequest { page_size: 1, ..ListGroupsRequest::default() };
            clients::is_behind(&clients.ask(&coordinator, Some(token), ask, send).await?)
        }
        Service::Scheduling => {
            let send = |request| {
                let mut client = SessionsServiceClient::new(channel.clone());
                async move { client.list_series(request).await }
            };
            let ask = ListSeriesRequest { page_size: 1, ..ListSeriesRequest::default() };
            clients::is_behind(&clients.ask(&coordinator, Some(token), ask, send).await?)
        }
        Service::Reporting => {
            let send = |request| {
                let mut client = FiguresServiceClient::new(channel.clone());
                async move { client.list_indicators(request).await }
            };
            clients::is_behind(&clients.ask(&coordinator, Some(token), ListIndicatorsRequest {}, send).await?)
        }
    };
    Ok(!behind)
}

/// As a token.
async fn newest(operator: &Operator, district: &District<'_>) -> Result<String, Failed> {
    let mut newest = Vec::new();
    for service in Service::ALL {
        let context = match service {
            Service::Referrals => Context::Referrals,
            Service::Matching => Context::Matching,
            Service::Scheduling => Context::Scheduling,
            Service::Reporting => Context::Reporting,
        };
        let stream = StreamName::new(context, district.id.clone());
        newest.push(format!("{context}={}", eventlog::newest(&operator.client, &stream).await?));
    }
    Ok(newest.join(","))
}

/// Checks of target groups stand on agreements, which may have been recorded a moment ago.
pub(super) async fn wait_for_agreements(district: &District<'_>) -> Result<(), Failed> {
    if !district.clients.answers(Service::Referrals) {
        return Ok(());
    }
    let until = Instant::now() + AGREEMENTS_WITHIN;
    loop {
        let caller = district.coordinator(0);
        let offering = ask!(district, caller, Referrals, OfferingServiceClient, get_offering, GetOfferingRequest {})?;
        if offering.agreements.len() >= district.plan.agreements {
            return Ok(());
        }
        if Instant::now() >= until {
            return Err(WithoutAgreements(district.plan.district_id.clone()).into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
