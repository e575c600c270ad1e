mod answer_linked_proposal;
mod get_linked_match;
mod get_linked_proposal;
mod held;
mod issue_link;
mod redeem_link;
mod revoke_link;
mod tell_check_in;
mod wish_call;

use proto::matching::v1 as pb;
use rpc::matching::v1::links_service_server::LinksService;

use super::LinksGrpc;

edge::service! {
    "rinnalla.matching.v1", LinksService for LinksGrpc;
    issue_link: "IssueLink", pb::IssueLinkRequest => pb::IssueLinkResponse;
    revoke_link: "RevokeLink", pb::RevokeLinkRequest => pb::RevokeLinkResponse;
    redeem_link: "RedeemLink", pb::RedeemLinkRequest => pb::RedeemLinkResponse;
    get_linked_proposal: "GetLinkedProposal", pb::GetLinkedProposalRequest => pb::GetLinkedProposalResponse;
    answer_linked_proposal: "AnswerLinkedProposal", pb::AnswerLinkedProposalRequest => pb::AnswerLinkedProposalResponse;
    wish_call: "WishCall", pb::WishCallRequest => pb::WishCallResponse;
    get_linked_match: "GetLinkedMatch", pb::GetLinkedMatchRequest => pb::GetLinkedMatchResponse;
    tell_check_in: "TellCheckIn", pb::TellCheckInRequest => pb::TellCheckInResponse;
}
