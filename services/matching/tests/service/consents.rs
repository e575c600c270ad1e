use access::Role;
use proto::{
    matching::v1::{GetSupportRequestRequest, MatchDueKind as Kind, ProposalStatus, Side, WithdrawReason},
    referrals::v1::{ConsentPurpose, GivenBy, WithdrawConsentRequest},
};

use super::district::{District, answer, reason, request_id};

fn withdraw(person_id: &str, purpose: ConsentPurpose) -> WithdrawConsentRequest {
    WithdrawConsentRequest {
        request_id: request_id(),
        person_id: person_id.to_owned(),
        purpose: purpose.into(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_of_hers_taken_back_between_proposal_and_yes_withdraws_the_proposal_and_kills_its_links() {
    let district = District::open().await;
    for purpose in [ConsentPurpose::SharingWithVolunteer, ConsentPurpose::Referral] {
        let asked = district.asked().await;
        let links = [
            district.link(&asked.proposal, Side::Participant).await,
            district.link(&asked.proposal, Side::Volunteer).await,
        ];
        let mut coordinator = district.matches(Role::Coordinator);
        coordinator.record_proposal_answer(answer(&asked.proposal, Side::Volunteer, true)).await.unwrap();
        district.persons(Role::Coordinator).withdraw_consent(withdraw(&asked.person, purpose)).await.unwrap();
        let withdrawn = district.proposal(&asked.proposal, ProposalStatus::Withdrawn).await;
        assert_eq!(withdrawn.withdraw_reason(), WithdrawReason::ConsentWithdrawn, "{purpose:?}");
        for link in links {
            district.opens_nothing(&link.secret).await;
        }
        let late = coordinator.record_proposal_answer(answer(&asked.proposal, Side::Participant, true)).await;
        assert_eq!(reason(&late.unwrap_err()), "PROPOSAL_SETTLED");
        let get = GetSupportRequestRequest { support_request_id: asked.support_request.clone() };
        let page = coordinator.get_support_request(get).await.unwrap().into_inner().support_request.unwrap();
        assert_eq!(page.proposals[0].withdraw_reason(), WithdrawReason::ConsentWithdrawn);
        district.due(Kind::ProposalWithdrawn).await;
        // The volunteer is free for somebody else.
        let next = district.waiting().await;
        let proposal = district.propose(&next.support_request_id, &asked.volunteer).await;
        district.both_agree(&proposal).await;
        district.match_of(&next.person_id, proto::matching::v1::MatchStatus::SettingUp).await;
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_consent_taken_back_leaves_the_proposal_to_its_answers() {
    let district = District::open().await;
    let asked = district.asked().await;
    let other = district.asked().await;
    let mut persons = district.persons(Role::Coordinator);
    let grant = proto::referrals::v1::GrantConsentRequest {
        request_id: request_id(),
        person_id: asked.person.clone(),
        purpose: ConsentPurpose::Messages.into(),
        wording_version: "1".to_owned(),
        wording_language: "fi".to_owned(),
        given_by: GivenBy::Spoken.into(),
        ..Default::default()
    };
    persons.grant_consent(grant).await.unwrap();
    persons.withdraw_consent(withdraw(&asked.person, ConsentPurpose::Messages)).await.unwrap();
    persons.withdraw_consent(withdraw(&other.person, ConsentPurpose::SharingWithVolunteer)).await.unwrap();
    // The process works in the order of the log: by now it has passed the first.
    district.proposal(&other.proposal, ProposalStatus::Withdrawn).await;
    district.proposal(&asked.proposal, ProposalStatus::Proposed).await;
    district.stop().await;
}
