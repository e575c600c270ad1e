use access::Role;
use proto::{
    matching::v1::{
        DueMatch, GetProposalRequest, GetVolunteerRequest, ListMatchesDueRequest, MatchDueKind as Kind, MatchStatus,
        PauseReason, PauseVolunteerRequest, ProposalStatus, ProposalSummary, RecordVolunteerLeftRequest,
        VolunteerStatus, WithdrawReason,
    },
    referrals::v1::{ErasureGround, OrderErasureRequest},
};
use testing::eventually;

use super::district::{District, proposal, refusal, request_id};

impl District {
    /// Waits until the proposal has come to a status.
    pub(crate) async fn proposal(&self, proposal_id: &str, status: ProposalStatus) -> ProposalSummary {
        eventually("the proposal to come to its status", async || {
            let get = GetProposalRequest { proposal_id: proposal_id.to_owned() };
            let told = self.matches(Role::Coordinator).get_proposal(get).await.ok()?.into_inner();
            told.proposal?.summary.filter(|found| found.status() == status)
        })
        .await
    }

    /// Waits until the proposal is taken back because its volunteer is away.
    async fn taken_back(&self, proposal_id: &str) {
        let withdrawn = self.proposal(proposal_id, ProposalStatus::Withdrawn).await;
        assert_eq!(withdrawn.withdraw_reason(), WithdrawReason::VolunteerAway);
    }

    /// Waits for something of a kind on Today.
    pub(crate) async fn due(&self, kind: Kind) -> DueMatch {
        eventually("it to stand on Today", async || {
            let due = self.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest::default()).await.unwrap();
            due.into_inner().due.into_iter().find(|due| due.kind() == kind)
        })
        .await
    }

    async fn erase_volunteer(&self, volunteer_id: &str) {
        let get = GetVolunteerRequest { volunteer_id: volunteer_id.to_owned() };
        let found = self.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
        let order = OrderErasureRequest {
            request_id: request_id(),
            person_id: found.volunteer.unwrap().summary.unwrap().person_id,
            ground: ErasureGround::Requested.into(),
            ..OrderErasureRequest::default()
        };
        self.persons(Role::Manager).order_erasure(order).await.unwrap();
    }
}

fn pause(volunteer_id: &str) -> PauseVolunteerRequest {
    PauseVolunteerRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        reason: PauseReason::Birth.into(),
        ..PauseVolunteerRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volunteer_who_pauses_or_leaves_is_asked_nothing_any_more() {
    let district = District::open().await;
    let (pausing, leaving) = (district.approved("609", 1).await, district.approved("684", 1).await);
    let request = district.waiting().await;
    let first = district.propose(&request.support_request_id, &pausing).await;
    district.volunteers(Role::Coordinator).pause_volunteer(pause(&pausing)).await.unwrap();
    district.taken_back(&first).await;
    let due = district.due(Kind::ProposalWithdrawn).await;
    assert_eq!(due.proposal.unwrap().proposal_id, first, "the coordinator sees whom to find another friend");
    let mut coordinator = district.matches(Role::Coordinator);
    let again = coordinator.propose_match(proposal(&request.support_request_id, &pausing)).await;
    let (reason, facts) = refusal(&again.unwrap_err());
    assert_eq!((reason.as_str(), facts["rules"].as_str()), ("PAIR_EXCLUDED", "HARD_RULE_NOT_PAUSED"));

    let second = district.propose(&request.support_request_id, &leaving).await;
    let leave = RecordVolunteerLeftRequest {
        request_id: request_id(),
        volunteer_id: leaving.clone(),
        reason: 1,
        thanked: true,
        occurred_on: String::new(),
    };
    district.volunteers(Role::Coordinator).record_volunteer_left(leave).await.unwrap();
    district.taken_back(&second).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_volunteer_leaves_and_her_match_stands_on_today() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 2).await;
    let (paired, waits) = (district.waiting().await, district.waiting().await);
    let proposal_id = district.propose(&paired.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&paired.person_id, MatchStatus::SettingUp).await;
    let open = district.propose(&waits.support_request_id, &volunteer_id).await;
    district.proposal(&open, ProposalStatus::Proposed).await;
    district.erase_volunteer(&volunteer_id).await;
    district.taken_back(&open).await;
    let due = district.due(Kind::VolunteerAway).await;
    assert_eq!(due.r#match.unwrap().match_id, set_up.match_id);
    assert_ne!(due.due_on, "");
    let get = GetVolunteerRequest { volunteer_id };
    let found = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
    assert_eq!(found.volunteer.unwrap().summary.unwrap().status(), VolunteerStatus::Left);
    // What led to a match is not taken back.
    district.proposal(&proposal_id, ProposalStatus::Accepted).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_whose_volunteer_pauses_stands_on_today() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    district.volunteers(Role::Coordinator).pause_volunteer(pause(&volunteer_id)).await.unwrap();
    let due = district.due(Kind::VolunteerAway).await;
    assert_eq!(due.r#match.unwrap().match_id, set_up.match_id);
    district.stop().await;
}
