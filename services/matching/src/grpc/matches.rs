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
mod plan_matches;
mod propose_match;
mod raise_concern;
mod rank_candidates;
mod record_check_in;
mod record_proposal_answer;
mod record_proposal_call;
mod renew_match;
mod resume_match;
mod set_up_match;
mod tell_support_request_profile;
mod withdraw_proposal;

use proto::matching::v1 as pb;
use rpc::matching::v1::matches_service_server::MatchesService;

use super::MatchesGrpc;

edge::service! {
    "rinnalla.matching.v1", MatchesService for MatchesGrpc;
    tell_support_request_profile: "TellSupportRequestProfile", pb::TellSupportRequestProfileRequest => pb::TellSupportRequestProfileResponse;
    close_support_request: "CloseSupportRequest", pb::CloseSupportRequestRequest => pb::CloseSupportRequestResponse;
    propose_match: "ProposeMatch", pb::ProposeMatchRequest => pb::ProposeMatchResponse;
    record_proposal_answer: "RecordProposalAnswer", pb::RecordProposalAnswerRequest => pb::RecordProposalAnswerResponse;
    record_proposal_call: "RecordProposalCall", pb::RecordProposalCallRequest => pb::RecordProposalCallResponse;
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
    plan_matches: "PlanMatches", pb::PlanMatchesRequest => pb::PlanMatchesResponse;
    list_proposals: "ListProposals", pb::ListProposalsRequest => pb::ListProposalsResponse;
    get_proposal: "GetProposal", pb::GetProposalRequest => pb::GetProposalResponse;
    list_matches: "ListMatches", pb::ListMatchesRequest => pb::ListMatchesResponse;
    get_match: "GetMatch", pb::GetMatchRequest => pb::GetMatchResponse;
    list_matches_due: "ListMatchesDue", pb::ListMatchesDueRequest => pb::ListMatchesDueResponse;
}
