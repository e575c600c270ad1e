use access::Role;
use futures::future::{join, join_all};
use proto::matching::v1::{GetProposalRequest, GetVolunteerRequest, ListMatchesRequest, ProposalStatus, Side};
use testing::{Cluster, eventually};
use tonic::Code;

use super::{
    district::{District, answer, reason},
    links::{about_proposal, says},
};

/// The coordinator records what she heard by telephone in the moment in which it is answered by link.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_coordinator_and_a_link_that_answer_at_once_exactly_one_is_counted() {
    for cluster in Cluster::BOTH {
        let district = District::open_on(cluster).await;
        for (spoken, linked) in [(true, false), (false, true), (true, true)] {
            let asked = district.asked().await;
            let link = district.link(&asked.proposal, Side::Participant).await;
            let redeemed = district.redeem(&link.secret).await.unwrap();
            let mut coordinator = district.matches(Role::Coordinator);
            let mut holder = district.holder(&redeemed.token_object);
            let (by_phone, by_link) = join(
                coordinator.record_proposal_answer(answer(&asked.proposal, Side::Participant, spoken)),
                holder.answer_linked_proposal(says(linked)),
            )
            .await;
            assert!(by_phone.is_ok() != by_link.is_ok(), "{by_phone:?} {by_link:?}");
            if let Err(refused) = &by_phone {
                assert_eq!(reason(refused), "PROPOSAL_ALREADY_ANSWERED");
            }
            if let Err(refused) = &by_link {
                // Refused by the proposal, or dead already when it was asked.
                let late = refused.code() == Code::NotFound || reason(refused) == "PROPOSAL_ALREADY_ANSWERED";
                assert!(late, "{refused:?}");
            }
            let counted = if by_phone.is_ok() { spoken } else { linked };
            let get = GetProposalRequest { proposal_id: asked.proposal };
            let told = eventually("the answer", async || {
                let told = district.matches(Role::Coordinator).get_proposal(get.clone()).await.unwrap().into_inner();
                // Its row may be older than its answers.
                told.proposal.filter(|told| told.summary.as_ref().unwrap().status() != ProposalStatus::Proposed)
            })
            .await;
            let expected = if counted { ProposalStatus::AcceptedByOne } else { ProposalStatus::Declined };
            assert_eq!((told.answers.len(), told.summary.unwrap().status()), (1, expected));
        }
        district.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_say_yes_by_link_at_once_a_volunteer_has_no_more_matches_than_slots() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        let request = district.waiting().await;
        district.agrees(&request.person_id).await;
        let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
        for side in [Side::Participant, Side::Volunteer] {
            let link = district.link(&proposal_id, side).await;
            tokens.push(district.redeem(&link.secret).await.unwrap().token_object);
        }
    }
    let answers = tokens.iter().map(|token| {
        let mut holder = district.holder(token);
        async move { holder.answer_linked_proposal(says(true)).await }
    });
    for answered in join_all(answers).await {
        if let Err(refused) = answered {
            // Its request or its volunteer was settled in the same moment.
            assert!(refused.code() == Code::NotFound || reason(&refused) == "PROPOSAL_SETTLED", "{refused:?}");
        }
    }
    let running = async || {
        let list = ListMatchesRequest::default();
        district.matches(Role::Coordinator).list_matches(list).await.unwrap().into_inner().total
    };
    eventually("one match", async || (running().await == 1).then_some(())).await;
    let get = GetVolunteerRequest { volunteer_id };
    let volunteer = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
    let volunteer = volunteer.volunteer.unwrap();
    assert_eq!((volunteer.summary.unwrap().slots_taken, volunteer.match_ids.len()), (1, 1));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_links_made_at_once_one_works() {
    let district = District::open().await;
    let asked = district.asked().await;
    let make = || {
        let mut coordinator = district.links(Role::Coordinator);
        let request = about_proposal(&asked.proposal, Side::Participant);
        async move { coordinator.issue_link(request).await.unwrap() }
    };
    let (one, other) = join(make(), make()).await;
    district.caught_up(&one).await;
    district.caught_up(&other).await;
    let mut works = 0;
    for link in [one.into_inner(), other.into_inner()] {
        works += usize::from(district.redeem(&link.secret).await.is_ok());
    }
    assert_eq!(works, 1);
    district.stop().await;
}
