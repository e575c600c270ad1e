use access::Role;
use proto::{
    matching::v1::{
        EndReason, HandOverMatchRequest, ListMatchesDueRequest, MatchDueKind as Kind, Mood, PauseMatchRequest,
        PauseReason, RaiseConcernRequest, RecordCheckInRequest, ResumeMatchRequest, Side,
    },
    referrals::v1::{Answer, GivenBy},
};
use testing::eventually;

use super::{
    district::{District, request_id},
    journey::end,
};

const DAY: i64 = 24 * 60 * 60;
/// Another coordinator of the district.
const LIISA: &str = "5e2d7c10-9a43-4f0b-8a6e-0b7f3c1d2e4a";
/// Who acts in tests.
const SELF: &str = "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11";

fn check_in(match_id: &str) -> RecordCheckInRequest {
    RecordCheckInRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        side: Side::Participant.into(),
        mood: Mood::Good.into(),
        given_by: GivenBy::Spoken.into(),
        ..RecordCheckInRequest::default()
    }
}

impl District {
    async fn kinds(&self, of: &str, coordinator: &str) -> Vec<Kind> {
        let list = ListMatchesDueRequest { coordinator_actor_id: coordinator.to_owned() };
        let due = self.matches(Role::Coordinator).list_matches_due(list).await.unwrap().into_inner().due;
        let ours = due.iter().filter(|due| due.r#match.as_ref().is_some_and(|found| found.match_id == of));
        ours.map(proto::matching::v1::DueMatch::kind).collect()
    }

    async fn stands_on_today(&self, of: &str, kinds: &[Kind]) {
        eventually("Today to show it", async || (self.kinds(of, "").await == kinds).then_some(())).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overdue_check_in_stays_on_today_after_pausing_until_somebody_is_heard_of() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    district.ground.set_clock(20 * DAY).await;
    district.stands_on_today(&pair.match_id, &[Kind::Silent]).await;
    let mut coordinator = district.matches(Role::Coordinator);
    let pause = PauseMatchRequest {
        request_id: request_id(),
        match_id: pair.match_id.clone(),
        side: Side::Volunteer.into(),
        reason: PauseReason::Holiday.into(),
        ..PauseMatchRequest::default()
    };
    let paused = coordinator.pause_match(pause).await.unwrap();
    district.caught_up(&paused).await;
    district.stands_on_today(&pair.match_id, &[Kind::CheckInMissed]).await;
    let told = coordinator.record_check_in(check_in(&pair.match_id)).await.unwrap();
    district.caught_up(&told).await;
    district.stands_on_today(&pair.match_id, &[]).await;
    let resume =
        ResumeMatchRequest { request_id: request_id(), match_id: pair.match_id.clone(), occurred_on: String::new() };
    coordinator.resume_match(resume).await.unwrap();
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overdue_check_in_and_a_concern_stay_on_today_after_the_end() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let concern = RaiseConcernRequest {
        request_id: request_id(),
        match_id: pair.match_id.clone(),
        note: "Väsynyt".to_owned(),
        occurred_on: String::new(),
    };
    coordinator.raise_concern(concern).await.unwrap();
    district.ground.set_clock(20 * DAY).await;
    // Not before the service has heard of the clock: a pair that ends on its first day misses nothing.
    district.stands_on_today(&pair.match_id, &[Kind::ConcernOpen, Kind::Silent]).await;
    let ended = coordinator.end_match(end(&pair.match_id, EndReason::CompletedTerm, Answer::Unspecified)).await;
    district.caught_up(&ended.unwrap()).await;
    district.stands_on_today(&pair.match_id, &[Kind::ConcernOpen, Kind::CheckInMissed]).await;
    let told = coordinator.record_check_in(check_in(&pair.match_id)).await.unwrap();
    district.caught_up(&told).await;
    district.stands_on_today(&pair.match_id, &[Kind::ConcernOpen]).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_nobody_could_be_reached_is_the_answer_to_a_check_in_that_did_not_come() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    district.ground.set_clock(20 * DAY).await;
    district.stands_on_today(&pair.match_id, &[Kind::Silent]).await;
    let no_contact = end(&pair.match_id, EndReason::NoContact, Answer::No);
    let ended = district.matches(Role::Coordinator).end_match(no_contact).await.unwrap();
    district.caught_up(&ended).await;
    district.stands_on_today(&pair.match_id, &[]).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_handed_over_stands_on_todays_of_its_new_coordinator_alone() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    assert_eq!(pair.coordinator_actor_id, SELF, "whoever proposed the pair is responsible for it");
    district.ground.set_clock(20 * DAY).await;
    district.stands_on_today(&pair.match_id, &[Kind::Silent]).await;
    assert_eq!(district.kinds(&pair.match_id, SELF).await, [Kind::Silent]);
    assert_eq!(district.kinds(&pair.match_id, LIISA).await, []);
    let hand_over = HandOverMatchRequest {
        request_id: request_id(),
        match_id: pair.match_id.clone(),
        coordinator_actor_id: LIISA.to_owned(),
        occurred_on: String::new(),
    };
    let mut coordinator = district.matches(Role::Coordinator);
    let handed = coordinator.hand_over_match(hand_over).await.unwrap();
    district.caught_up(&handed).await;
    assert_eq!(district.kinds(&pair.match_id, LIISA).await, [Kind::Silent]);
    assert_eq!(district.kinds(&pair.match_id, SELF).await, []);
    assert_eq!(district.match_page(&pair.match_id).await.summary.unwrap().coordinator_actor_id, LIISA);
    district.stop().await;
}
