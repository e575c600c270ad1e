mod accept_referral;
mod acknowledge_referral;
mod check_target_group;
mod close_referral;
mod declare_priority;
mod get_referral;
mod get_referral_status;
mod hold_referral;
mod list_referrals;
mod list_referrals_due;
mod list_waiting;
mod mark_referral_entered_in_error;
mod place_on_waiting_list;
mod reject_referral;
mod reopen_referral;
mod submit_referral;
mod take_back_priority;

use edge::{App, Call, Failure};
use eventlog::Folded;
use proto::referrals::v1 as pb;
use referrals_domain::{Referral, referral::ReferralState};
use rpc::referrals::v1::referrals_service_server::ReferralsService;
use std::sync::Arc;
use uuid::Uuid;

use super::ReferralsGrpc;
use crate::queries::merging;

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
    list_waiting: "ListWaiting", pb::ListWaitingRequest => pb::ListWaitingResponse;
    declare_priority: "DeclarePriority", pb::DeclarePriorityRequest => pb::DeclarePriorityResponse;
    take_back_priority: "TakeBackPriority", pb::TakeBackPriorityRequest => pb::TakeBackPriorityResponse;
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

/// Of somebody of whom there were several records one referral to a programme runs at a time: she would wait, and be
/// matched, twice.
pub(super) async fn not_taken_in_elsewhere(app: &App, call: &Call, referral: Uuid) -> Result<(), Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let is_taken_in = merging::is_taken_in_elsewhere(&mut tx, referral).await?;
    tx.commit().await?;
    if is_taken_in {
        return Err(Failure::Rejected { reason: "REFERRAL_PERSON_IN_PROGRAMME", facts: Vec::new() });
    }
    Ok(())
}
