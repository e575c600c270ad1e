use access::Role;
use futures::join;
use proto::{
    matching::v1::{
        GetProposalRequest, GetSupportRequestRequest, GiveFamilyConsentRequest, MatchDueKind as Kind, MatchStatus,
        NameGuardianRequest, Proposal, ProposalStatus, RemoveGuardianRequest, Side, SupportRequest,
        SupportRequestSummary, WithdrawFamilyConsentRequest, WithdrawReason,
    },
    programmes::v1::Programme,
    referrals::v1::{ErasureGround, GivenBy, OrderErasureRequest},
};
use rpc::matching::v1::matches_service_client::MatchesServiceClient;
use testing::{As, Cluster, eventually, random_id};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{District, answer, programmes, reason, request_id};

/// As the district's, and asks for a young person's own yes.
fn of_young_persons() -> [Programme; 2] {
    let [friend, weekly] = programmes();
    [Programme { needs_young_persons_yes: true, wording_version: "7".to_owned(), ..friend }, weekly]
}

fn name(request: &str, guardian: &str) -> NameGuardianRequest {
    NameGuardianRequest {
        request_id: request_id(),
        support_request_id: request.to_owned(),
        guardian_person_id: guardian.to_owned(),
        occurred_on: String::new(),
    }
}

fn give(request: &str, person: &str) -> GiveFamilyConsentRequest {
    GiveFamilyConsentRequest {
        request_id: request_id(),
        support_request_id: request.to_owned(),
        person_id: person.to_owned(),
        given_by: GivenBy::Interpreter.into(),
        wording_language: "ar".to_owned(),
        ..GiveFamilyConsentRequest::default()
    }
}

fn withdraw(request: &str, person: &str) -> WithdrawFamilyConsentRequest {
    WithdrawFamilyConsentRequest {
        request_id: request_id(),
        support_request_id: request.to_owned(),
        person_id: person.to_owned(),
        given_by: GivenBy::Spoken.into(),
        occurred_on: String::new(),
    }
}

/// A young person with one guardian named, proposed to a volunteer.
struct Asked {
    request: SupportRequestSummary,
    guardian: String,
    proposal: String,
}

impl District {
    async fn of_young_persons() -> Self {
        Self::open_with(Cluster::R1, &of_young_persons()).await
    }

    async fn young_person(&self) -> Asked {
        let volunteer_id = self.approved("609", 1).await;
        let (request, guardian) = (self.waiting().await, self.person("609").await);
        let named = self.matches(Role::Coordinator).name_guardian(name(&request.support_request_id, &guardian)).await;
        self.caught_up(&named.unwrap()).await;
        let proposal = self.propose(&request.support_request_id, &volunteer_id).await;
        Asked { request, guardian, proposal }
    }

    async fn both_consent(&self, asked: &Asked) {
        for person in [&asked.request.person_id, &asked.guardian] {
            let give = give(&asked.request.support_request_id, person);
            let reply = self.matches(Role::Coordinator).give_family_consent(give).await.unwrap();
            self.caught_up(&reply).await;
        }
    }

    async fn request_page(&self, asked: &Asked) -> SupportRequest {
        let get = GetSupportRequestRequest { support_request_id: asked.request.support_request_id.clone() };
        let found = self.matches(Role::Coordinator).get_support_request(get).await.unwrap();
        found.into_inner().support_request.unwrap()
    }

    async fn proposal_page(&self, proposal_id: &str) -> Proposal {
        eventually("the row of the proposal", async || {
            let get = GetProposalRequest { proposal_id: proposal_id.to_owned() };
            self.matches(Role::Coordinator).get_proposal(get).await.ok()?.into_inner().proposal
        })
        .await
    }

    /// The family says yes to the proposal.
    async fn family_says_yes(&self, asked: &Asked) -> Result<(), Status> {
        let yes = answer(&asked.proposal, Side::Participant, true);
        self.matches(Role::Coordinator).record_proposal_answer(yes).await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_says_yes_once_the_young_person_and_every_guardian_agree_and_not_before() {
    let district = District::of_young_persons().await;
    let asked = district.young_person().await;
    let page = district.request_page(&asked).await;
    assert!(page.needs_family_consents && !page.family_consents_stand);
    let who: Vec<_> = page.family_consents.iter().map(|one| (one.person_id.as_str(), one.is_guardian)).collect();
    assert_eq!(who, [(asked.request.person_id.as_str(), false), (asked.guardian.as_str(), true)]);
    assert!(district.proposal_page(&asked.proposal).await.family_consents_missing);

    let mut coordinator = district.matches(Role::Coordinator);
    for person in [&asked.request.person_id, &asked.guardian] {
        assert_eq!(reason(&district.family_says_yes(&asked).await.unwrap_err()), "FAMILY_CONSENT_MISSING");
        let given = coordinator.give_family_consent(give(&asked.request.support_request_id, person)).await.unwrap();
        district.caught_up(&given).await;
    }
    let page = district.request_page(&asked).await;
    assert!(page.family_consents_stand);
    assert!(page.family_consents.iter().all(|one| one.stands && one.given_by() == GivenBy::Interpreter));
    assert!(!district.proposal_page(&asked.proposal).await.family_consents_missing);
    district.family_says_yes(&asked).await.unwrap();
    coordinator.record_proposal_answer(answer(&asked.proposal, Side::Volunteer, true)).await.unwrap();
    district.match_of(&asked.request.person_id, MatchStatus::SettingUp).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_needs_no_consent_and_a_volunteer_may_answer_first() {
    let district = District::of_young_persons().await;
    let asked = district.young_person().await;
    let mut coordinator = district.matches(Role::Coordinator);
    coordinator.record_proposal_answer(answer(&asked.proposal, Side::Volunteer, true)).await.unwrap();
    assert_eq!(reason(&district.family_says_yes(&asked).await.unwrap_err()), "FAMILY_CONSENT_MISSING");
    let no = answer(&asked.proposal, Side::Participant, false);
    let status = coordinator.record_proposal_answer(no).await.unwrap().into_inner().status();
    assert_eq!(status, ProposalStatus::Declined);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_taken_back_withdraws_the_open_proposal_at_once_and_its_links_die() {
    let district = District::of_young_persons().await;
    let asked = district.young_person().await;
    district.both_consent(&asked).await;
    district.family_says_yes(&asked).await.unwrap();
    district.agrees(&asked.request.person_id).await;
    let link = district.link(&asked.proposal, Side::Volunteer).await;
    let mut coordinator = district.matches(Role::Coordinator);
    let request = asked.request.support_request_id.as_str();
    coordinator.withdraw_family_consent(withdraw(request, &asked.request.person_id)).await.unwrap();
    let withdrawn = district.proposal(&asked.proposal, ProposalStatus::Withdrawn).await;
    assert_eq!(withdrawn.withdraw_reason(), WithdrawReason::ConsentWithdrawn);
    district.opens_nothing(&link.secret).await;
    let late = coordinator.record_proposal_answer(answer(&asked.proposal, Side::Volunteer, true)).await;
    assert_eq!(reason(&late.unwrap_err()), "PROPOSAL_SETTLED");
    assert_eq!(district.due(Kind::ProposalWithdrawn).await.proposal.unwrap().proposal_id, asked.proposal);
    let page = district.request_page(&asked).await;
    assert_eq!(page.proposals[0].withdraw_reason(), WithdrawReason::ConsentWithdrawn, "the request's page says why");
    assert!(!page.family_consents[0].stands && !page.family_consents[0].withdrawn_on.is_empty());

    // Given anew, the same two may be proposed again.
    coordinator.give_family_consent(give(request, &asked.request.person_id)).await.unwrap();
    let again = district.propose(request, &withdrawn.volunteer_id).await;
    district.both_agree(&again).await;
    district.match_of(&asked.request.person_id, MatchStatus::SettingUp).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_faster_no_match_is_set_up_after_a_consent_was_taken_back() {
    let district = District::of_young_persons().await;
    for _ in 0..4 {
        let asked = district.young_person().await;
        district.both_consent(&asked).await;
        district.family_says_yes(&asked).await.unwrap();
        let (mut one, mut other) = (district.matches(Role::Coordinator), district.matches(Role::Coordinator));
        let (yes, taken) = join!(
            one.record_proposal_answer(answer(&asked.proposal, Side::Volunteer, true)),
            other.withdraw_family_consent(withdraw(&asked.request.support_request_id, &asked.guardian)),
        );
        taken.unwrap();
        if let Err(late) = yes {
            assert_eq!(reason(&late), "PROPOSAL_SETTLED");
        }
        let set_up = eventually("one of the two to have happened", async || {
            let page = district.proposal_page(&asked.proposal).await;
            let status = page.summary.unwrap().status();
            (!page.match_id.is_empty() || status == ProposalStatus::Withdrawn).then_some(page.match_id)
        })
        .await;
        if !set_up.is_empty() {
            // Before it was taken back: the coordinator is told that the pair still stands.
            let due = district.due(Kind::FamilyConsentWithdrawn).await;
            assert!(!due.r#match.unwrap().match_id.is_empty());
        }
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_who_is_erased_consents_to_nothing() {
    let district = District::of_young_persons().await;
    let asked = district.young_person().await;
    district.both_consent(&asked).await;
    district.family_says_yes(&asked).await.unwrap();
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: asked.guardian.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    district.persons(Role::Manager).order_erasure(order).await.unwrap();
    let withdrawn = district.proposal(&asked.proposal, ProposalStatus::Withdrawn).await;
    assert_eq!(withdrawn.withdraw_reason(), WithdrawReason::ConsentWithdrawn);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_of_a_family_are_refused_with_a_reason_where_they_do_not_belong() {
    let district = District::of_young_persons().await;
    let asked = district.young_person().await;
    let (request, young_person) = (asked.request.support_request_id.as_str(), asked.request.person_id.as_str());
    let mut coordinator = district.matches(Role::Coordinator);
    let stranger = district.person("609").await;
    let refused = coordinator.give_family_consent(give(request, &stranger)).await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_OF_FAMILY");
    let refused = coordinator.name_guardian(name(request, young_person)).await.unwrap_err();
    assert_eq!(reason(&refused), "GUARDIAN_OF_HERSELF");
    let nobody = random_id().to_string();
    for unknown in [name(&nobody, &stranger), name(request, &nobody)] {
        assert_eq!(coordinator.name_guardian(unknown).await.unwrap_err().code(), Code::NotFound);
    }
    let remove = RemoveGuardianRequest {
        request_id: request_id(),
        support_request_id: request.to_owned(),
        guardian_person_id: stranger.clone(),
        occurred_on: String::new(),
    };
    assert_eq!(reason(&coordinator.remove_guardian(remove).await.unwrap_err()), "NOT_OF_FAMILY");
    let wrong = GiveFamilyConsentRequest {
        person_id: "*.>".to_owned(),
        given_by: GivenBy::Link.into(),
        wording_version: "x".repeat(10_000),
        wording_language: String::new(),
        occurred_on: "2999-01-01".to_owned(),
        ..give(request, young_person)
    };
    let refused = coordinator.give_family_consent(wrong).await.unwrap_err();
    let told = refused.get_details_bad_request().unwrap().field_violations;
    let told: Vec<_> = told.into_iter().map(|violation| violation.field).collect();
    assert_eq!(told, ["occurred_on", "person_id", "given_by", "wording_version", "wording_language"]);

    let other = district.another("varsinais-suomi", &of_young_persons()).await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut theirs = MatchesServiceClient::with_interceptor(district.matching.channel.clone(), token);
    let refused = [
        theirs.name_guardian(name(request, &stranger)).await.map(drop),
        theirs.give_family_consent(give(request, young_person)).await.map(drop),
        theirs.withdraw_family_consent(withdraw(request, young_person)).await.map(drop),
    ];
    for refused in refused.map(Result::unwrap_err) {
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_that_asks_for_no_consent_of_a_family_is_told_so() {
    let district = District::open().await;
    let (request, guardian) = (district.waiting().await, district.person("609").await);
    let refused = district.matches(Role::Coordinator).name_guardian(name(&request.support_request_id, &guardian)).await;
    assert_eq!(reason(&refused.unwrap_err()), "FAMILY_CONSENT_NOT_NEEDED");
    district.stop().await;
}
