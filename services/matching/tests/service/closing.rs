use access::Role;
use proto::{
    matching::v1::{
        CancelMatchRequest, CancelReason, GetProposalRequest, MatchStatus, ProposalStatus, SupportRequestStatus,
        WithdrawProposalRequest, WithdrawReason,
    },
    referrals::v1::{CloseReason, CloseReferralRequest, OrderErasureRequest, ReferralStatus, ReopenReferralRequest},
};
use testing::eventually;

use super::district::{District, request_id};

pub(crate) fn close(referral_id: &str) -> CloseReferralRequest {
    CloseReferralRequest {
        request_id: request_id(),
        referral_id: referral_id.to_owned(),
        status: ReferralStatus::Cancelled.into(),
        reason: CloseReason::NoLongerNeeded.into(),
        ..CloseReferralRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_referral_closes_the_request_and_takes_its_proposals_back() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    let reply = district.referring(Role::Coordinator).close_referral(close(&request.referral_id)).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(district.request_of(&request.person_id).await.unwrap().status(), SupportRequestStatus::Closed);
    eventually("the proposal to be taken back", async || {
        let get = GetProposalRequest { proposal_id: proposal_id.clone() };
        let told = district.matches(Role::Coordinator).get_proposal(get).await.unwrap().into_inner();
        let summary = told.proposal.unwrap().summary.unwrap();
        (summary.status() == ProposalStatus::Withdrawn).then(|| {
            assert_eq!(summary.withdraw_reason(), WithdrawReason::RequestClosed);
        })
    })
    .await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_opened_again_seeks_a_friend_again() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.referring(Role::Coordinator).close_referral(close(&request.referral_id)).await.unwrap();
    let is = async |status: SupportRequestStatus| {
        eventually("the request to follow its referral", async || {
            district.request_of(&request.person_id).await.filter(|found| found.status() == status)
        })
        .await
    };
    is(SupportRequestStatus::Closed).await;
    let reopen = ReopenReferralRequest {
        request_id: request_id(),
        referral_id: request.referral_id.clone(),
        note: "Soitti ja toivoo taas".to_owned(),
        occurred_on: String::new(),
    };
    district.referring(Role::Coordinator).reopen_referral(reopen).await.unwrap();
    let again = is(SupportRequestStatus::Open).await;
    assert_eq!(again.support_request_id, request.support_request_id, "a referral has one request");
    eventually("the former proposal to be taken back, so that the pair may be proposed again", async || {
        let get = GetProposalRequest { proposal_id: proposal_id.clone() };
        let told = district.matches(Role::Coordinator).get_proposal(get).await.unwrap().into_inner();
        (told.proposal.unwrap().summary.unwrap().status() == ProposalStatus::Withdrawn).then_some(())
    })
    .await;
    district.propose(&again.support_request_id, &volunteer_id).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_cancelled_after_its_referral_closed_lets_nobody_wait() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    let reply = district.referring(Role::Coordinator).close_referral(close(&request.referral_id)).await.unwrap();
    district.caught_up(&reply).await;
    let cancel = CancelMatchRequest {
        request_id: request_id(),
        match_id: set_up.match_id,
        reason: CancelReason::Participant.into(),
        occurred_on: String::new(),
    };
    district.matches(Role::Coordinator).cancel_match(cancel).await.unwrap();
    eventually("the request to close", async || {
        let found = district.request_of(&request.person_id).await.unwrap();
        (found.status() == SupportRequestStatus::Closed).then_some(())
    })
    .await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_referral_leaves_a_running_match_to_its_own_end() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    let reply = district.referring(Role::Coordinator).close_referral(close(&request.referral_id)).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(district.request_of(&request.person_id).await.unwrap().status(), SupportRequestStatus::Matched);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_taken_back_may_be_made_again() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    let withdraw = WithdrawProposalRequest {
        request_id: request_id(),
        proposal_id,
        reason: proto::matching::v1::WithdrawReason::Other.into(),
        occurred_on: String::new(),
    };
    district.matches(Role::Coordinator).withdraw_proposal(withdraw).await.unwrap();
    district.propose(&request.support_request_id, &volunteer_id).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_seeks_a_friend_for_somebody_who_is_being_erased() {
    let district = District::open().await;
    let request = district.waiting().await;
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: request.person_id.clone(),
        ground: proto::referrals::v1::ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    district.caught_up(&reply).await;
    let closed = district.request_of(&request.person_id).await.unwrap();
    assert_eq!(closed.status(), SupportRequestStatus::Closed);
    assert_eq!((closed.municipality_code.as_str(), closed.languages.len()), ("", 0), "nothing of hers is left");
    district.stop().await;
}
