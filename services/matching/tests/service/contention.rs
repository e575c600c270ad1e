use access::Role;
use futures::future::join_all;
use proto::matching::v1::{
    GetVolunteerRequest, ListMatchesRequest, ListProposalsRequest, MatchStatus, ProposalStatus, SetUpMatchRequest,
};
use testing::{Cluster, eventually};

use super::district::{District, proposal, reason, request_id};

impl District {
    /// Many coordinators press the button at once, while the process does the same. Gives how many succeeded.
    async fn all_set_up(&self, proposals: &[String]) -> usize {
        let presses = proposals.iter().flat_map(|proposal_id| [proposal_id, proposal_id]).map(|proposal_id| {
            let mut coordinator = self.matches(Role::Coordinator);
            let set_up = SetUpMatchRequest {
                request_id: request_id(),
                proposal_id: proposal_id.clone(),
                ..SetUpMatchRequest::default()
            };
            async move { coordinator.set_up_match(set_up).await }
        });
        let answers = join_all(presses).await;
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            let expected = [
                "VOLUNTEER_CAPACITY_FULL",
                "SUPPORT_REQUEST_ALREADY_MATCHED",
                "PROPOSAL_NOT_ACCEPTED",
                "PROPOSAL_NOT_OPEN",
            ];
            assert!(expected.contains(&reason(refused).as_str()), "{refused:?}");
        }
        answers.iter().filter(|answer| answer.is_ok()).count()
    }

    async fn running(&self) -> u32 {
        self.matches(Role::Coordinator).list_matches(ListMatchesRequest::default()).await.unwrap().into_inner().total
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_act_at_once_a_volunteer_has_no_more_matches_than_slots() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let volunteer_id = district.approved("609", 2).await;
        let mut proposals = Vec::new();
        for _ in 0..4 {
            let request = district.waiting().await;
            proposals.push(district.propose(&request.support_request_id, &volunteer_id).await);
        }
        join_all(proposals.iter().map(|proposal_id| district.both_agree(proposal_id))).await;
        let pressed = district.all_set_up(&proposals).await;
        assert!(pressed <= 4, "{pressed}: each match is set up once, and all who asked for it are told so");
        eventually("two matches", async || (district.running().await == 2).then_some(())).await;
        let get = GetVolunteerRequest { volunteer_id };
        let volunteer = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
        let volunteer = volunteer.volunteer.unwrap();
        assert_eq!((volunteer.summary.unwrap().slots_taken, volunteer.match_ids.len()), (2, 2));
        district.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_act_at_once_a_request_is_matched_once_and_the_others_are_told() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        let request = district.waiting().await;
        let mut proposals = Vec::new();
        for _ in 0..3 {
            let volunteer_id = district.approved("684", 1).await;
            proposals.push(district.propose(&request.support_request_id, &volunteer_id).await);
        }
        join_all(proposals.iter().map(|proposal_id| district.both_agree(proposal_id))).await;
        district.all_set_up(&proposals).await;
        let withdrawn = || ListProposalsRequest {
            statuses: vec![ProposalStatus::Withdrawn.into()],
            ..ListProposalsRequest::default()
        };
        eventually("two proposals taken back", async || {
            let listed = district.matches(Role::Coordinator).list_proposals(withdrawn()).await.unwrap().into_inner();
            (listed.total == 2).then_some(())
        })
        .await;
        assert_eq!(district.running().await, 1);
        district.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_propose_the_same_pair_one_does() {
    let district = District::open().await;
    let request = district.waiting().await;
    let volunteer_id = district.approved("609", 1).await;
    let presses = (0..8).map(|_| {
        let mut coordinator = district.matches(Role::Coordinator);
        let propose = proposal(&request.support_request_id, &volunteer_id);
        async move { coordinator.propose_match(propose).await }
    });
    let answers = join_all(presses).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert_eq!(reason(refused), "PAIR_ALREADY_PROPOSED");
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sets_up_a_pair_that_the_second_yes_has_set_up_is_told_of_the_same_match() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    let press = |term_months| SetUpMatchRequest {
        request_id: request_id(),
        proposal_id: proposal_id.clone(),
        term_months,
        occurred_on: String::new(),
    };
    let mut coordinator = district.matches(Role::Coordinator);
    let answer = coordinator.set_up_match(press(0)).await.unwrap().into_inner();
    assert_eq!(answer.match_id, set_up.match_id);
    let refused = coordinator.set_up_match(press(6)).await.unwrap_err();
    assert_eq!(reason(&refused), "MATCH_ALREADY_SET_UP", "agreed for another time");
    district.stop().await;
}
