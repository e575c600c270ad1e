use access::Role;
use proto::matching::v1::{
    ChangeGroupCapacityRequest, CloseGroupRequest, EndReason, GetGroupRequest, GiveGroupPlaceRequest,
    GiveUpGroupPlaceRequest, Group, GroupCloseReason, GroupPlaceStatus as Place, GroupStatus, ListGroupsRequest,
    StartGroupRequest,
};
use testing::random_id;

use super::district::{District, WEEKLY, reason, request_id};

fn start(leader: &str, capacity: u32) -> StartGroupRequest {
    StartGroupRequest {
        request_id: request_id(),
        name: "Tiistain äidit".to_owned(),
        programme_id: WEEKLY.to_owned(),
        municipality_code: "609".to_owned(),
        leader_person_ids: vec![leader.to_owned()],
        capacity,
        ..StartGroupRequest::default()
    }
}

fn give(group_id: &str, person_id: &str) -> GiveGroupPlaceRequest {
    GiveGroupPlaceRequest {
        request_id: request_id(),
        group_id: group_id.to_owned(),
        person_id: person_id.to_owned(),
        referral_id: random_id().to_string(),
        ..GiveGroupPlaceRequest::default()
    }
}

async fn group(district: &District, group_id: &str) -> Group {
    let get = GetGroupRequest { group_id: group_id.to_owned() };
    district.groups(Role::Coordinator).get_group(get).await.unwrap().into_inner().group.unwrap()
}

fn places(group: &Group) -> Vec<(Place, &str)> {
    group.places.iter().map(|place| (place.status(), place.person_id.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_group_has_a_queue_from_which_nobody_moves_up_unasked() {
    let district = District::open().await;
    let mut coordinator = district.groups(Role::Coordinator);
    let leader = random_id().to_string();
    let group_id = coordinator.start_group(start(&leader, 2)).await.unwrap().into_inner().group_id;
    let people: Vec<String> = (0..4).map(|_| random_id().to_string()).collect();
    let mut last = None;
    for (person, expected) in people.iter().zip([Place::Given, Place::Given, Place::Queued, Place::Queued]) {
        let request = give(&group_id, person);
        let reply = coordinator.give_group_place(request.clone()).await.unwrap();
        assert_eq!(reply.get_ref().status(), expected);
        last = Some((request, reply));
    }
    let (request, reply) = last.unwrap();
    district.caught_up(&reply).await;
    let again = coordinator.give_group_place(request).await.unwrap().into_inner();
    assert_eq!(again.status(), Place::Queued, "a repeat gets its first answer");

    let refused = coordinator.give_group_place(give(&group_id, &leader)).await.unwrap_err();
    assert_eq!(reason(&refused), "GROUP_LEADER_IS_NO_MEMBER");
    let give_up = GiveUpGroupPlaceRequest {
        request_id: request_id(),
        group_id: group_id.clone(),
        person_id: people[0].clone(),
        reason: EndReason::Time.into(),
        ..GiveUpGroupPlaceRequest::default()
    };
    let reply = coordinator.give_up_group_place(give_up).await.unwrap();
    district.caught_up(&reply).await;
    let stands = group(&district, &group_id).await;
    let [first, second, third, fourth] = [&people[0], &people[1], &people[2], &people[3]].map(String::as_str);
    assert_eq!(
        places(&stands),
        [(Place::Given, second), (Place::Queued, third), (Place::Queued, fourth), (Place::GivenUp, first)]
    );

    let larger = ChangeGroupCapacityRequest {
        request_id: request_id(),
        group_id: group_id.clone(),
        capacity: 3,
        occurred_on: String::new(),
    };
    let reply = coordinator.change_group_capacity(larger).await.unwrap();
    district.caught_up(&reply).await;
    let summary = group(&district, &group_id).await.summary.unwrap();
    assert_eq!((summary.members, summary.queued, summary.capacity), (1, 2, 3));
    let listed = ListGroupsRequest { leader_person_id: leader, ..ListGroupsRequest::default() };
    assert_eq!(coordinator.list_groups(listed).await.unwrap().into_inner().total, 1);

    let close = CloseGroupRequest {
        request_id: request_id(),
        group_id: group_id.clone(),
        reason: GroupCloseReason::TermFull.into(),
        occurred_on: String::new(),
    };
    let reply = coordinator.close_group(close).await.unwrap();
    district.caught_up(&reply).await;
    let closed = group(&district, &group_id).await;
    assert_eq!(closed.summary.as_ref().unwrap().status(), GroupStatus::Closed);
    assert!(closed.places.iter().all(|place| place.status() == Place::GivenUp));
    district.stop().await;
}
