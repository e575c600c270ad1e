mod activate_match;
mod cancel_match;
mod close_support_request;
mod conclude_concern;
mod end_match;
mod get_match;
mod get_proposal;
mod get_support_request;
mod list_matches;
mod list_matches_due;
mod list_proposals;
mod list_support_requests;
mod pause_match;
mod propose_match;
mod raise_concern;
mod rank_candidates;
mod record_check_in;
mod record_proposal_answer;
mod renew_match;
mod resume_match;
mod set_up_match;
mod tell_support_request_profile;
mod withdraw_proposal;

use edge::{App, Call, Failure};
use eventlog::Folded;
use matching_domain::{Match, Proposal, ProposalState, SupportRequest, SupportRequestState, matches::MatchState};
use proto::matching::v1 as pb;
use rpc::matching::v1::matches_service_server::MatchesService;
use std::sync::Arc;
use uuid::Uuid;

use super::MatchesGrpc;

edge::service! {
    "rinnalla.matching.v1", MatchesService for MatchesGrpc;
    tell_support_request_profile: "TellSupportRequestProfile", pb::TellSupportRequestProfileRequest => pb::TellSupportRequestProfileResponse;
    close_support_request: "CloseSupportRequest", pb::CloseSupportRequestRequest => pb::CloseSupportRequestResponse;
    propose_match: "ProposeMatch", pb::ProposeMatchRequest => pb::ProposeMatchResponse;
    record_proposal_answer: "RecordProposalAnswer", pb::RecordProposalAnswerRequest => pb::RecordProposalAnswerResponse;
    withdraw_proposal: "WithdrawProposal", pb::WithdrawProposalRequest => pb::WithdrawProposalResponse;
    set_up_match: "SetUpMatch", pb::SetUpMatchRequest => pb::SetUpMatchResponse;
    cancel_match: "CancelMatch", pb::CancelMatchRequest => pb::CancelMatchResponse;
    activate_match: "ActivateMatch", pb::ActivateMatchRequest => pb::ActivateMatchResponse;
    pause_match: "PauseMatch", pb::PauseMatchRequest => pb::PauseMatchResponse;
    resume_match: "ResumeMatch", pb::ResumeMatchRequest => pb::ResumeMatchResponse;
    renew_match: "RenewMatch", pb::RenewMatchRequest => pb::RenewMatchResponse;
    end_match: "EndMatch", pb::EndMatchRequest => pb::EndMatchResponse;
    record_check_in: "RecordCheckIn", pb::RecordCheckInRequest => pb::RecordCheckInResponse;
    raise_concern: "RaiseConcern", pb::RaiseConcernRequest => pb::RaiseConcernResponse;
    conclude_concern: "ConcludeConcern", pb::ConcludeConcernRequest => pb::ConcludeConcernResponse;
    list_support_requests: "ListSupportRequests", pb::ListSupportRequestsRequest => pb::ListSupportRequestsResponse;
    get_support_request: "GetSupportRequest", pb::GetSupportRequestRequest => pb::GetSupportRequestResponse;
    rank_candidates: "RankCandidates", pb::RankCandidatesRequest => pb::RankCandidatesResponse;
    list_proposals: "ListProposals", pb::ListProposalsRequest => pb::ListProposalsResponse;
    get_proposal: "GetProposal", pb::GetProposalRequest => pb::GetProposalResponse;
    list_matches: "ListMatches", pb::ListMatchesRequest => pb::ListMatchesResponse;
    get_match: "GetMatch", pb::GetMatchRequest => pb::GetMatchResponse;
    list_matches_due: "ListMatchesDue", pb::ListMatchesDueRequest => pb::ListMatchesDueResponse;
}

/// The request as the log has it; not found when the district has none by that id. The same for the others.
async fn request(app: &App, call: &Call, id: Uuid) -> Result<Arc<Folded<SupportRequestState>>, Failure> {
    let folded = app.log.load_newest::<SupportRequest>(call.district(), id).await?;
    if folded.state.exists() { Ok(folded) } else { Err(Failure::NotFound) }
}

async fn proposal(app: &App, call: &Call, id: Uuid) -> Result<Arc<Folded<ProposalState>>, Failure> {
    let folded = app.log.load_newest::<Proposal>(call.district(), id).await?;
    if folded.state.exists() { Ok(folded) } else { Err(Failure::NotFound) }
}

async fn of_match(app: &App, call: &Call, id: Uuid) -> Result<Arc<Folded<MatchState>>, Failure> {
    let folded = app.log.load_newest::<Match>(call.district(), id).await?;
    if folded.state.exists() { Ok(folded) } else { Err(Failure::NotFound) }
}
