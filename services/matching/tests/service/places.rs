use access::Role;
use proto::{
    matching::v1::{
        CloseGroupRequest, EndReason, GetGroupRequest, GiveGroupPlaceRequest, GiveUpGroupPlaceRequest,
        GroupCloseReason, GroupPlaceStatus as Place, OfferGroupPlaceRequest, StartGroupRequest,
    },
    referrals::v1::{
        Answer, CloseReason, CloseReferralRequest, ErasureGround, GivenBy, MarkReferralEnteredInErrorRequest,
        OrderErasureRequest, Referral, ReferralStatus as Status, RejectReferralRequest,
    },
};
use testing::{eventually, random_id};
use tonic_types::StatusExt as _;

use super::district::{District, WEEKLY, request_id, submission};

fn place_for(group_id: &str, (referral_id, person_id): &(String, String)) -> GiveGroupPlaceRequest {
    GiveGroupPlaceRequest {
        request_id: request_id(),
        group_id: group_id.to_owned(),
        person_id: person_id.clone(),
        referral_id: referral_id.clone(),
        ..GiveGroupPlaceRequest::default()
    }
}

impl District {
    pub(crate) async fn group(&self, capacity: u32) -> String {
        let start = StartGroupRequest {
            request_id: request_id(),
            name: "Tiistain äidit".to_owned(),
            programme_id: WEEKLY.to_owned(),
            municipality_code: "609".to_owned(),
            leader_person_ids: vec![random_id().to_string()],
            capacity,
            ..StartGroupRequest::default()
        };
        self.groups(Role::Coordinator).start_group(start).await.unwrap().into_inner().group_id
    }

    pub(crate) async fn give_place(&self, group_id: &str, mother: &(String, String)) {
        self.groups(Role::Coordinator).give_group_place(place_for(group_id, mother)).await.unwrap();
    }

    pub(crate) async fn leave(&self, group_id: &str, person_id: &str, reason: EndReason, new_place_wanted: Answer) {
        let leave = GiveUpGroupPlaceRequest {
            request_id: request_id(),
            group_id: group_id.to_owned(),
            person_id: person_id.to_owned(),
            reason: reason.into(),
            new_place_wanted: new_place_wanted.into(),
            occurred_on: String::new(),
        };
        self.groups(Role::Coordinator).give_up_group_place(leave).await.unwrap();
    }

    async fn close(&self, group_id: &str, reason: GroupCloseReason) {
        let close = CloseGroupRequest {
            request_id: request_id(),
            group_id: group_id.to_owned(),
            reason: reason.into(),
            occurred_on: String::new(),
        };
        self.groups(Role::Coordinator).close_group(close).await.unwrap();
    }

    /// What is free is offered to her, and she says yes at once.
    pub(crate) async fn takes_free_place(&self, group_id: &str, (_, person_id): &(String, String)) {
        let offer = OfferGroupPlaceRequest {
            request_id: request_id(),
            group_id: group_id.to_owned(),
            person_id: person_id.clone(),
            given_by: GivenBy::Spoken.into(),
            yes_at_once: true,
            ..OfferGroupPlaceRequest::default()
        };
        self.groups(Role::Coordinator).offer_group_place(offer).await.unwrap();
    }

    pub(crate) async fn close_referral(&self, mother: &(String, String)) {
        self.close_referral_as(mother, Status::Cancelled).await;
    }

    async fn close_referral_as(&self, (referral_id, _): &(String, String), status: Status) {
        let close = CloseReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            status: status.into(),
            reason: CloseReason::NoLongerNeeded.into(),
            ..CloseReferralRequest::default()
        };
        let reply = self.referring(Role::Coordinator).close_referral(close).await.unwrap();
        self.caught_up(&reply).await;
    }

    /// A mother handed in, and not yet decided on.
    async fn handed_in(&self) -> (String, String) {
        let submitted = self.referring(Role::Coordinator).submit_referral(submission(WEEKLY)).await.unwrap();
        let submitted = submitted.into_inner();
        (submitted.referral_id, submitted.person_id)
    }

    async fn reject(&self, (referral_id, _): &(String, String)) {
        let reject = RejectReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            reason: CloseReason::NotInTargetGroup.into(),
            ..RejectReferralRequest::default()
        };
        let reply = self.referring(Role::Coordinator).reject_referral(reject).await.unwrap();
        self.caught_up(&reply).await;
    }

    async fn mark_entered_in_error(&self, (referral_id, _): &(String, String)) {
        let mark = MarkReferralEnteredInErrorRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            note: "Väärä henkilö".to_owned(),
            occurred_on: String::new(),
        };
        let reply = self.referring(Role::Coordinator).mark_referral_entered_in_error(mark).await.unwrap();
        self.caught_up(&reply).await;
    }

    pub(crate) async fn order_erasure(&self, (_, person_id): &(String, String)) {
        let order = OrderErasureRequest {
            request_id: request_id(),
            person_id: person_id.clone(),
            ground: ErasureGround::Requested.into(),
            ..OrderErasureRequest::default()
        };
        let reply = self.persons(Role::Manager).order_erasure(order).await.unwrap();
        self.caught_up(&reply).await;
    }

    pub(crate) async fn places(&self, group_id: &str) -> Vec<(Place, String)> {
        let get = GetGroupRequest { group_id: group_id.to_owned() };
        let told = self.groups(Role::Coordinator).get_group(get).await.unwrap().into_inner();
        told.group.unwrap().places.into_iter().map(|place| (place.status(), place.person_id)).collect()
    }

    /// Waits for the status of a referral, and whether it waits for a place.
    pub(crate) async fn stands(&self, (referral_id, _): &(String, String), status: Status, waiting: bool) -> Referral {
        eventually("the referral to follow its places", async || {
            let referral = self.referral(referral_id).await;
            let summary = referral.summary.as_ref().unwrap();
            ((summary.status(), summary.waiting) == (status, waiting)).then_some(referral)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_runs_from_its_place_in_a_group_and_waits_or_closes_with_the_end_of_it() {
    let district = District::open().await;
    let (first, second) = (district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await);
    let group = district.group(1).await;
    district.give_place(&group, &first).await;
    district.stands(&first, Status::InProgress, false).await;
    district.give_place(&group, &second).await;
    district.stands(&second, Status::Accepted, true).await;

    district.leave(&group, &first.1, EndReason::Time, Answer::Yes).await;
    district.stands(&first, Status::Accepted, true).await;
    district.stands(&second, Status::Accepted, true).await;
    district.takes_free_place(&group, &second).await;
    district.stands(&second, Status::InProgress, false).await;

    district.give_place(&group, &first).await;
    district.leave(&group, &first.1, EndReason::Moved, Answer::No).await;
    let gone = district.stands(&first, Status::Completed, false).await;
    assert_eq!(gone.close_reason(), CloseReason::NoLongerNeeded);

    district.close(&group, GroupCloseReason::TermFull).await;
    let closed = district.stands(&second, Status::Completed, false).await;
    assert_eq!(closed.close_reason(), CloseReason::NeedMet);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_goes_on_while_she_has_a_place_in_another_group() {
    let district = District::open().await;
    let (mother, other) = (district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await);
    let (spring, autumn) = (district.group(8).await, district.group(8).await);
    district.give_place(&spring, &mother).await;
    district.give_place(&spring, &other).await;
    district.give_place(&autumn, &mother).await;
    district.close(&spring, GroupCloseReason::TermFull).await;
    district.stands(&other, Status::Completed, false).await;
    district.leave(&autumn, &mother.1, EndReason::Time, Answer::Unspecified).await;
    let waits = district.stands(&mother, Status::Accepted, true).await;
    let steps: Vec<&str> = waits.history.iter().map(|step| step.r#type.as_str()).skip(4).collect();
    assert_eq!(steps, ["ReferralStarted", "ReferralPlacedOnWaitingList"], "the first group ended without a word");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_a_group_that_loses_its_funding_wait_again() {
    let district = District::open().await;
    let mother = district.taken_in(WEEKLY).await;
    let group = district.group(8).await;
    district.give_place(&group, &mother).await;
    district.stands(&mother, Status::InProgress, false).await;
    district.close(&group, GroupCloseReason::Funding).await;
    district.stands(&mother, Status::Accepted, true).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_closed_by_hand_gives_up_its_place_and_its_turn() {
    let district = District::open().await;
    let [first, second, third] =
        [district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await];
    let group = district.group(1).await;
    for mother in [&first, &second, &third] {
        district.give_place(&group, mother).await;
    }
    district.stands(&first, Status::InProgress, false).await;
    district.stands(&second, Status::Accepted, true).await;

    district.close_referral(&second).await;
    district.close_referral(&first).await;
    let places = district.places(&group).await;
    let [waits, given_up @ ..] = places.as_slice() else { panic!("nobody waits") };
    assert_eq!(*waits, (Place::Queued, third.1.clone()), "nobody moves up unasked");
    let gone = [(Place::GivenUp, first.1.clone()), (Place::GivenUp, second.1.clone())];
    assert!(gone.iter().all(|gone| given_up.contains(gone)) && given_up.len() == 2, "{given_up:?}");
    for closed in [&first, &second] {
        let stays = district.stands(closed, Status::Cancelled, false).await;
        assert_eq!(stays.close_reason(), CloseReason::NoLongerNeeded);
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_a_referral_ends_it_gives_up_its_place() {
    let district = District::open().await;
    let group = district.group(8).await;
    for end in [Status::Completed, Status::Failed, Status::Cancelled, Status::Rejected, Status::EnteredInError] {
        let mother = if end == Status::Rejected { district.handed_in().await } else { district.taken_in(WEEKLY).await };
        district.give_place(&group, &mother).await;
        match end {
            Status::Rejected => district.reject(&mother).await,
            Status::EnteredInError => district.mark_entered_in_error(&mother).await,
            closed => district.close_referral_as(&mother, closed).await,
        }
        let places = district.places(&group).await;
        assert!(places.contains(&(Place::GivenUp, mother.1.clone())), "{end:?}: {places:?}");
        district.stands(&mother, end, false).await;
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_being_erased_gives_up_her_place_and_her_turn_and_waits_for_no_other() {
    let district = District::open().await;
    let [erased, next, other] =
        [district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await, district.taken_in(WEEKLY).await];
    let (group, full) = (district.group(1).await, district.group(1).await);
    for (group, mother) in [(&group, &erased), (&group, &next), (&full, &other), (&full, &erased)] {
        district.give_place(group, mother).await;
    }
    district.stands(&erased, Status::InProgress, false).await;
    district.stands(&next, Status::Accepted, true).await;

    district.order_erasure(&erased).await;
    let gone = (Place::GivenUp, erased.1.clone());
    assert_eq!(district.places(&group).await, [(Place::Queued, next.1.clone()), gone.clone()]);
    assert_eq!(district.places(&full).await, [(Place::Given, other.1.clone()), gone]);
    let closed = district.stands(&erased, Status::Completed, false).await;
    assert_eq!(closed.close_reason(), CloseReason::NoLongerNeeded);
    let again = district.groups(Role::Coordinator).give_group_place(place_for(&group, &erased)).await.unwrap_err();
    assert_eq!(again.get_details_error_info().unwrap().reason, "PERSON_ERASURE_ORDERED");
    district.stop().await;
}
