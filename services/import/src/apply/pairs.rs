use jiff::{ToSpan as _, civil::Date};
use proto::{
    matching::v1::{
        ActivateMatchRequest, GetProposalRequest, ListSupportRequestsRequest, ProposeMatchRequest,
        RecordProposalAnswerRequest, Side, SupportRequestStatus,
    },
    referrals::v1::GivenBy,
};
use rpc::matching::v1::matches_service_client::MatchesServiceClient;
use tokio::time::{Duration, Instant};

use super::{ASK_AGAIN_WITHIN, BEHIND, By, POSITION, Services, Stop, mothers::Brought};
use crate::{
    Failed, Said,
    list::{Mother, Pair},
};

const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A step of matching about the two.
macro_rules! tell {
    ($services:expr, $step:literal, $method:ident, $message:expr) => {
        $services
            .step($step, &$services.matching, $message, |channel, request| async move {
                MatchesServiceClient::new(channel).$method(request).await
            })
            .await?
            .into_inner()
    };
}

/// Proposes the two, records what both have long said, and that they have met. All of it on the day they met.
pub(super) async fn join(
    pair: &Pair,
    mother: &Mother,
    brought: &Brought,
    volunteer_id: &str,
    by: &By<'_>,
    services: &Services,
) -> Result<(), Stop> {
    // Of this pair: the same mother may have had another friend before.
    let request = |step: &str| by.people.request_of_mother(mother, &format!("{volunteer_id} {step}"));
    let on = pair.since.to_string();
    let propose = ProposeMatchRequest {
        request_id: request("propose"),
        support_request_id: support_request(brought, services).await?,
        volunteer_id: volunteer_id.to_owned(),
        answer_by: never_too_late(pair.since).to_string(),
        asked_again: false,
        occurred_on: on.clone(),
    };
    let proposal_id = tell!(services, "proposal", propose_match, propose).proposal_id;
    for (side, step) in [(Side::Participant, "yes of the mother"), (Side::Volunteer, "yes of the volunteer")] {
        let answer = RecordProposalAnswerRequest {
            request_id: request(step),
            proposal_id: proposal_id.clone(),
            side: side.into(),
            yes: true,
            given_by: GivenBy::Spoken.into(),
            occurred_on: on.clone(),
            ..RecordProposalAnswerRequest::default()
        };
        tell!(services, "answer to the proposal", record_proposal_answer, answer);
    }
    let activate = ActivateMatchRequest {
        request_id: request("activate"),
        match_id: match_of(&proposal_id, services).await?,
        occurred_on: on,
    };
    tell!(services, "first meeting", activate_match, activate);
    Ok(())
}

/// The last day to answer is part of the request, which must be the same whenever it is repeated; and it must not have
/// passed, or the proposal would expire between the first answer and the second.
fn never_too_late(since: Date) -> Date {
    since.saturating_add(50.years())
}

/// Opened by matching itself when she was taken in.
async fn support_request(brought: &Brought, services: &Services) -> Result<String, Stop> {
    let until = Instant::now() + ASK_AGAIN_WITHIN;
    loop {
        let list = ListSupportRequestsRequest {
            statuses: [SupportRequestStatus::Open, SupportRequestStatus::Matched, SupportRequestStatus::Closed]
                .map(i32::from)
                .to_vec(),
            person_id: brought.person_id.clone(),
            ..ListSupportRequestsRequest::default()
        };
        let listed = tell!(services, "support request", list_support_requests, list).support_requests;
        if let Some(found) = listed.into_iter().find(|found| found.referral_id == brought.referral_id) {
            return Ok(found.support_request_id);
        }
        wait(until, "support request", "matching has opened none for her").await?;
    }
}

/// Matching sets the match up by itself when both have said yes.
async fn match_of(proposal_id: &str, services: &Services) -> Result<String, Stop> {
    let until = Instant::now() + ASK_AGAIN_WITHIN;
    loop {
        let get = GetProposalRequest { proposal_id: proposal_id.to_owned() };
        let proposal = tell!(services, "match", get_proposal, get).proposal.unwrap_or_default();
        if !proposal.match_id.is_empty() {
            return Ok(proposal.match_id);
        }
        wait(until, "match", "both said yes, and matching has not set the pair up").await?;
    }
}

async fn wait(until: Instant, step: &'static str, because: &str) -> Result<(), Stop> {
    if Instant::now() >= until {
        return Err(Stop::Refused { step, because: because.to_owned(), reason: None });
    }
    tokio::time::sleep(LOOK_EVERY).await;
    Ok(())
}

/// Matching has not heard of the people in time.
#[derive(Debug, thiserror::Error)]
#[error("matching has not heard of the people yet; run it again")]
struct StillBehind;

impl Services {
    /// Waits until matching knows what referrals knew at a position: the people of the pairs.
    pub(super) async fn matching_knows(&self, referrals: u64) -> Result<(), Failed> {
        let until = Instant::now() + ASK_AGAIN_WITHIN;
        loop {
            let list = ListSupportRequestsRequest { page_size: 1, ..ListSupportRequestsRequest::default() };
            let mut request = self.matching.request(list)?;
            request.metadata_mut().insert(POSITION, format!("referrals={referrals}").parse()?);
            let mut matches = MatchesServiceClient::new(self.matching.channel.clone());
            let listed = matches.list_support_requests(request).await.map_err(Said::from);
            match listed {
                Ok(listed) if !listed.metadata().contains_key(BEHIND) => return Ok(()),
                Err(said) if !said.may_pass() => return Err(said.into()),
                _ if Instant::now() >= until => return Err(StillBehind.into()),
                _ => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }
}
