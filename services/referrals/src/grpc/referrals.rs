mod accept_referral;
mod acknowledge_referral;
mod check_target_group;
mod close_referral;
mod get_referral;
mod get_referral_status;
mod hold_referral;
mod list_referrals;
mod list_referrals_due;
mod mark_referral_entered_in_error;
mod place_on_waiting_list;
mod reject_referral;
mod reopen_referral;
mod submit_referral;

use edge::{App, Call, Failure};
use eventlog::Folded;
use proto::referrals::v1 as pb;
use referrals_domain::{Referral, referral::ReferralState};
use rpc::referrals::v1::referrals_service_server::ReferralsService;
use std::sync::Arc;
use uuid::Uuid;

use super::ReferralsGrpc;

edge::service! {
    "rinnalla.referrals.v1", ReferralsService for ReferralsGrpc;
    submit_referral: "SubmitReferral", pb::SubmitReferralRequest => pb::SubmitReferralResponse;
    get_referral_status: "GetReferralStatus", pb::GetReferralStatusRequest => pb::GetReferralStatusResponse;
    acknowledge_referral: "AcknowledgeReferral", pb::AcknowledgeReferralRequest => pb::AcknowledgeReferralResponse;
    check_target_group: "CheckTargetGroup", pb::CheckTargetGroupRequest => pb::CheckTargetGroupResponse;
    accept_referral: "AcceptReferral", pb::AcceptReferralRequest => pb::AcceptReferralResponse;
    reject_referral: "RejectReferral", pb::RejectReferralRequest => pb::RejectReferralResponse;
    hold_referral: "HoldReferral", pb::HoldReferralRequest => pb::HoldReferralResponse;
    place_on_waiting_list: "PlaceOnWaitingList", pb::PlaceOnWaitingListRequest => pb::PlaceOnWaitingListResponse;
    close_referral: "CloseReferral", pb::CloseReferralRequest => pb::CloseReferralResponse;
    reopen_referral: "ReopenReferral", pb::ReopenReferralRequest => pb::ReopenReferralResponse;
    mark_referral_entered_in_error: "MarkReferralEnteredInError",
        pb::MarkReferralEnteredInErrorRequest => pb::MarkReferralEnteredInErrorResponse;
    list_referrals: "ListReferrals", pb::ListReferralsRequest => pb::ListReferralsResponse;
    get_referral: "GetReferral", pb::GetReferralRequest => pb::GetReferralResponse;
    list_referrals_due: "ListReferralsDue", pb::ListReferralsDueRequest => pb::ListReferralsDueResponse;
}

/// The referral as the log has it, and whom it is about; not found when the district has none by that id.
pub(super) async fn load(
    app: &App,
    call: &Call,
    referral: Uuid,
) -> Result<(Arc<Folded<ReferralState>>, Uuid), Failure> {
    let found = app.found::<Referral>(call, referral).await?;
    let person = found.state.person_id.parse().map_err(Failure::internal)?;
    Ok((found, person))
}
