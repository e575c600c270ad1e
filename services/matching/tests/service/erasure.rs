use access::Role;
use proto::{
    matching::v1::{GetMatchRequest, MatchStatus, Mood, RecordCheckInRequest, Side},
    referrals::v1::{ErasureGround, GivenBy, OrderErasureRequest},
};

use super::district::{District, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_while_she_is_erased_enters_no_row() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    district.have_met(&set_up).await;
    let active = district.match_of(&request.person_id, MatchStatus::Active).await;
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: request.person_id.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    district.caught_up(&reply).await;

    // The key of her answers falls last, so they can still be sealed.
    let tell = |side: Side| RecordCheckInRequest {
        request_id: request_id(),
        match_id: active.match_id.clone(),
        side: side.into(),
        mood: Mood::Good.into(),
        topics: vec!["parenting".to_owned()],
        given_by: GivenBy::Spoken.into(),
        ..RecordCheckInRequest::default()
    };
    let mut coordinator = district.matches(Role::Coordinator);
    coordinator.record_check_in(tell(Side::Participant)).await.unwrap();
    let reply = coordinator.record_check_in(tell(Side::Volunteer)).await.unwrap();
    district.caught_up(&reply).await;
    let get = GetMatchRequest { match_id: active.match_id };
    let found = coordinator.get_match(get).await.unwrap().into_inner().r#match.unwrap();
    let told: Vec<_> = found.check_ins.iter().map(|told| (told.side(), told.mood(), told.topics.len())).collect();
    assert_eq!(told, [(Side::Volunteer, Mood::Good, 1), (Side::Participant, Mood::Unspecified, 0)]);
    district.stop().await;
}
