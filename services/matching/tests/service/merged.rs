use access::Role;
use matching::Matching;
use proto::{
    matching::v1::{
        GetGroupRequest, GetVolunteerRequest, GiveGroupPlaceRequest, GroupPlaceStatus, ListSupportRequestsRequest,
        NameGuardianRequest, ProposeMatchRequest, Side, StartGroupRequest,
    },
    programmes::v1::Programme,
    referrals::v1::{MergePersonsRequest, MergePersonsResponse},
};
use runtime::{OwnerSettings, rebuild_all};
use testing::Cluster;
use tonic::{Response, Status};

use super::{
    closing::close,
    district::{District, FRIEND, WEEKLY, answer, programmes, proposal, reason, refusal, request_id},
};

impl District {
    pub(crate) async fn merge(&self, kept: &str, other: &str) -> Result<Response<MergePersonsResponse>, Status> {
        let merge = MergePersonsRequest {
            request_id: request_id(),
            kept_person_id: kept.to_owned(),
            absorbed_person_id: other.to_owned(),
            ..MergePersonsRequest::default()
        };
        self.persons(Role::Coordinator).merge_persons(merge).await
    }

    async fn requests_of(&self, person_id: &str) -> usize {
        let list = ListSupportRequestsRequest {
            statuses: vec![1, 2, 3],
            person_id: person_id.to_owned(),
            ..ListSupportRequestsRequest::default()
        };
        self.matches(Role::Coordinator).list_support_requests(list).await.unwrap().into_inner().support_requests.len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_merged_is_asked_for_by_either_id_and_no_pair_is_made_that_either_declined() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let get = GetVolunteerRequest { volunteer_id: volunteer_id.clone() };
    let volunteer = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
    let volunteer_person = volunteer.volunteer.unwrap().summary.unwrap().person_id;

    let (first_referral, first) = district.taken_in(FRIEND).await;
    let first_request = district.request_of(&first).await.unwrap();
    let asked = district.propose(&first_request.support_request_id, &volunteer_id).await;
    let refused = district.merge(&first, &volunteer_person).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_PAIRED_WITH_EACH_OTHER");
    district.matches(Role::Coordinator).record_proposal_answer(answer(&asked, Side::Participant, false)).await.unwrap();

    let (_, second) = district.taken_in(FRIEND).await;
    let second_request = district.request_of(&second).await.unwrap();
    let refused = district.merge(&second, &first).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_BOTH_IN_PROGRAMME");
    let closed = district.referring(Role::Coordinator).close_referral(close(&first_referral)).await.unwrap();
    district.caught_up(&closed).await;
    let merged = district.merge(&second, &first).await.unwrap();
    district.caught_up(&merged).await;
    assert_eq!((district.requests_of(&first).await, district.requests_of(&second).await), (2, 2));

    let mut coordinator = district.matches(Role::Coordinator);
    let propose = proposal(&second_request.support_request_id, &volunteer_id);
    let refused = coordinator.propose_match(propose.clone()).await.unwrap_err();
    assert_eq!(refusal(&refused).0, "PAIR_EXCLUDED");
    let again = ProposeMatchRequest { request_id: request_id(), asked_again: true, ..propose };
    let reply = coordinator.propose_match(again).await.unwrap();
    district.caught_up(&reply).await;

    let owner = OwnerSettings { owner_url: district.matching.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Matching>(&district.matching.settings, &owner).await.unwrap();
    assert!(rebuilt.compared.contains(&"merged_person".to_owned()), "{rebuilt:?}");
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_place_by_another_record_gets_no_second_one() {
    let district = District::open().await;
    let group_id = district.group(5).await;
    let with_place = district.taken_in(WEEKLY).await;
    district.give_place(&group_id, &with_place).await;
    let (_, kept) = district.taken_in(FRIEND).await;
    let merged = district.merge(&kept, &with_place.1).await.unwrap();
    district.caught_up(&merged).await;

    let again_id = kept.clone();
    let again = GiveGroupPlaceRequest {
        request_id: request_id(),
        group_id: group_id.clone(),
        person_id: kept,
        referral_id: with_place.0.clone(),
        ..GiveGroupPlaceRequest::default()
    };
    let given = district.groups(Role::Coordinator).give_group_place(again).await.unwrap().into_inner();
    assert_eq!(given.status(), GroupPlaceStatus::Given);
    let get = GetGroupRequest { group_id };
    let group = district.groups(Role::Coordinator).get_group(get).await.unwrap().into_inner().group.unwrap();
    assert_eq!(group.places.len(), 1);
    assert_eq!(group.places[0].person_id, again_id, "shown by the id she is known by");
    let summary = group.summary.unwrap();
    assert_eq!((summary.members, summary.queued), (1, 0));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_a_group_by_another_record_is_shown_as_its_leader_and_gets_no_place_in_it() {
    let district = District::open().await;
    let [recorded, kept] = [district.person("609").await, district.person("609").await];
    let start = StartGroupRequest {
        request_id: request_id(),
        name: "Perjantain äidit".to_owned(),
        programme_id: WEEKLY.to_owned(),
        leader_person_ids: vec![recorded.clone()],
        capacity: 5,
        ..StartGroupRequest::default()
    };
    let group_id = district.groups(Role::Coordinator).start_group(start).await.unwrap().into_inner().group_id;
    let merged = district.merge(&kept, &recorded).await.unwrap();
    district.caught_up(&merged).await;

    let get = GetGroupRequest { group_id: group_id.clone() };
    let group = district.groups(Role::Coordinator).get_group(get).await.unwrap().into_inner().group.unwrap();
    assert_eq!(group.summary.unwrap().leader_person_ids, std::slice::from_ref(&kept));
    let place = GiveGroupPlaceRequest {
        request_id: request_id(),
        group_id,
        person_id: kept,
        referral_id: request_id(),
        ..GiveGroupPlaceRequest::default()
    };
    let refused = district.groups(Role::Coordinator).give_group_place(place).await.unwrap_err();
    assert_eq!(reason(&refused), "GROUP_LEADER_IS_NO_MEMBER");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_joined_badly_in_a_group_or_among_volunteers_is_refused() {
    let district = District::open().await;
    let (one, other) = (district.taken_in(WEEKLY).await, district.taken_in(FRIEND).await);
    let group_id = district.group(5).await;
    district.give_place(&group_id, &one).await;
    district.give_place(&group_id, &other).await;
    let refused = district.merge(&one.1, &other.1).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_BOTH_IN_GROUP");

    let mut volunteers = Vec::new();
    for _ in 0..2 {
        let get = GetVolunteerRequest { volunteer_id: district.applied("609").await };
        let found = district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner();
        volunteers.push(found.volunteer.unwrap().summary.unwrap().person_id);
    }
    let refused = district.merge(&volunteers[0], &volunteers[1]).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_BOTH_VOLUNTEER");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_is_nobody_she_is_guardian_of() {
    let [friend, weekly] = programmes();
    let friend = Programme { needs_young_persons_yes: true, wording_version: "7".to_owned(), ..friend };
    let district = District::open_with(Cluster::R1, &[friend, weekly]).await;
    let (request, guardian) = (district.waiting().await, district.person("609").await);
    let name = NameGuardianRequest {
        request_id: request_id(),
        support_request_id: request.support_request_id.clone(),
        guardian_person_id: guardian.clone(),
        occurred_on: String::new(),
    };
    district.matches(Role::Coordinator).name_guardian(name).await.unwrap();
    let refused = district.merge(&request.person_id, &guardian).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_GUARDIAN_OF_OTHER");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_proposed_to_somebody_the_other_declined_is_not_merged_with_her() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let (declining_referral, declining) = district.taken_in(FRIEND).await;
    let request = district.request_of(&declining).await.unwrap();
    let declined = district.propose(&request.support_request_id, &volunteer_id).await;
    let no = answer(&declined, Side::Participant, false);
    district.matches(Role::Coordinator).record_proposal_answer(no).await.unwrap();
    let closed = district.referring(Role::Coordinator).close_referral(close(&declining_referral)).await.unwrap();
    district.caught_up(&closed).await;

    let proposed = district.waiting().await;
    district.propose(&proposed.support_request_id, &volunteer_id).await;
    let refused = district.merge(&proposed.person_id, &declining).await.err().unwrap();
    assert_eq!(reason(&refused), "PERSONS_PAIRED_WITH_DECLINED");
    district.stop().await;
}
