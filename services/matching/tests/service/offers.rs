use access::Role;
use futures::future::join_all;
use proto::{
    matching::v1::{
        ChangeGroupCapacityRequest, EndReason, GetGroupRequest, GiveGroupPlaceRequest, Group, GroupOfferDeclineReason,
        GroupOfferStatus as Offer, GroupPlace, GroupPlaceStatus as Place, ListMatchesDueRequest, MatchDueKind as Kind,
        OfferGroupPlaceRequest, RecordGroupOfferAnswerRequest, StartGroupRequest, TellGroupChildcareNeedRequest,
        WithdrawGroupOfferRequest,
    },
    referrals::v1::{
        AcceptReferralRequest, Answer, CheckTargetGroupRequest, ConsentPurpose, DeclarePriorityRequest,
        GetOfferingRequest, GivenBy, PriorityReason, ReferralStatus as Status, WithdrawConsentRequest,
    },
};
use testing::{eventually, random_id};

use super::{
    district::{District, FRIEND, WEEKLY, reason, request_id, submission},
    held::says,
};

fn offer(group_id: &str, person_id: &str) -> OfferGroupPlaceRequest {
    OfferGroupPlaceRequest {
        request_id: request_id(),
        group_id: group_id.to_owned(),
        person_id: person_id.to_owned(),
        given_by: GivenBy::Spoken.into(),
        ..OfferGroupPlaceRequest::default()
    }
}

fn says_no(group_id: &str, person_id: &str) -> RecordGroupOfferAnswerRequest {
    RecordGroupOfferAnswerRequest {
        request_id: request_id(),
        group_id: group_id.to_owned(),
        person_id: person_id.to_owned(),
        given_by: GivenBy::Interpreter.into(),
        decline_reason: GroupOfferDeclineReason::Time.into(),
        note: "Työvuoro samaan aikaan".to_owned(),
        ..RecordGroupOfferAnswerRequest::default()
    }
}

type Mother = (String, String);

impl District {
    async fn group_in_full(&self, group_id: &str) -> Group {
        let get = GetGroupRequest { group_id: group_id.to_owned() };
        self.groups(Role::Coordinator).get_group(get).await.unwrap().into_inner().group.unwrap()
    }

    /// Taken in on this day.
    async fn taken_in_on(&self, on: &str) -> Mother {
        let mut coordinator = self.referring(Role::Coordinator);
        let handed_in = coordinator.submit_referral(submission(WEEKLY)).await.unwrap().into_inner();
        let referral_id = handed_in.referral_id;
        let check = CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            ..Default::default()
        };
        coordinator.check_target_group(check).await.unwrap();
        let accept = AcceptReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: on.to_owned(),
            ..AcceptReferralRequest::default()
        };
        let reply = coordinator.accept_referral(accept).await.unwrap();
        self.caught_up(&reply).await;
        (referral_id, handed_in.person_id)
    }

    /// Who waits, in order, once so many do.
    async fn queue(&self, group_id: &str, length: usize) -> Vec<String> {
        eventually("the queue", async || {
            let places = self.group_in_full(group_id).await.places;
            let queued = places.into_iter().filter(|place| place.status() == Place::Queued);
            let queue: Vec<String> = queued.map(|place| place.person_id).collect();
            (queue.len() == length).then_some(queue)
        })
        .await
    }

    async fn place_of(&self, group_id: &str, person_id: &str) -> GroupPlace {
        let group = self.group_in_full(group_id).await;
        group.places.into_iter().find(|place| place.person_id == person_id).unwrap()
    }

    /// A group of one that others wait for, whose member has left.
    async fn free_and_waited_for<const N: usize>(&self) -> (String, [Mother; N]) {
        let member = self.taken_in(WEEKLY).await;
        let group = self.group(1).await;
        self.give_place(&group, &member).await;
        let mut waiting = Vec::new();
        for _ in 0..N {
            let mother = self.taken_in(WEEKLY).await;
            self.give_place(&group, &mother).await;
            waiting.push(mother);
        }
        self.leave(&group, &member.1, EndReason::Time, Answer::No).await;
        (group, waiting.try_into().unwrap())
    }

    async fn asks(&self, kind: Kind) -> bool {
        let due = self.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest::default()).await.unwrap();
        due.into_inner().due.iter().any(|due| due.kind() == kind)
    }

    /// Waits until nothing is offered to her any more, however that came.
    async fn loses_offer(&self, group_id: &str, person_id: &str) -> GroupPlace {
        eventually("the offer to be taken back", async || {
            let place = self.place_of(group_id, person_id).await;
            let is_open = place.offer.as_ref().is_some_and(|offer| offer.status() == Offer::Open);
            (!is_open).then_some(place)
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freed_place_stands_on_today_until_it_is_offered_and_her_yes_gives_it() {
    let district = District::open().await;
    let mut coordinator = district.groups(Role::Coordinator);
    let (group, [first, second]) = district.free_and_waited_for::<2>().await;
    let free = district.due(Kind::GroupPlaceFree).await.group.unwrap();
    assert_eq!((free.group_id.as_str(), free.person_id.as_str(), free.free), (group.as_str(), first.1.as_str(), 1));

    let request = offer(&group, &first.1);
    let reply = coordinator.offer_group_place(request.clone()).await.unwrap();
    coordinator.offer_group_place(request).await.expect("a repeat gets the first answer");
    district.caught_up(&reply).await;
    let open = district.due(Kind::GroupOfferOpen).await.group.unwrap();
    assert_eq!(open.person_id, first.1);
    assert!(!district.asks(Kind::GroupPlaceFree).await, "the offer keeps the place");
    let refused = coordinator.offer_group_place(offer(&group, &second.1)).await.unwrap_err();
    assert_eq!(reason(&refused), "GROUP_FULL");

    let no = coordinator.record_group_offer_answer(says_no(&group, &first.1)).await.unwrap();
    district.caught_up(&no).await;
    let said_no = district.place_of(&group, &first.1).await;
    assert_eq!(said_no.status(), Place::Queued, "she stays in the queue");
    let told = said_no.offer.unwrap();
    assert_eq!((told.status(), told.decline_reason()), (Offer::Declined, GroupOfferDeclineReason::Time));
    let next = district.due(Kind::GroupPlaceFree).await.group.unwrap();
    assert_eq!(next.person_id, second.1, "who has just said no is not asked again before the others");

    coordinator.offer_group_place(offer(&group, &second.1)).await.unwrap();
    let yes = RecordGroupOfferAnswerRequest {
        yes: true,
        decline_reason: 0,
        note: String::new(),
        ..says_no(&group, &second.1)
    };
    let reply = coordinator.record_group_offer_answer(yes).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(district.place_of(&group, &second.1).await.status(), Place::Given);
    district.stands(&second, Status::InProgress, false).await;
    district.stands(&first, Status::Accepted, true).await;
    assert!(!district.asks(Kind::GroupOfferOpen).await);

    let hers = district.held(district.as_role(Role::Coordinator), &first.1).await.unwrap();
    assert_eq!(says(&hers, "group-offer", "note"), ["Työvuoro samaan aikaan"]);
    assert_eq!(says(&hers, "group-offer", "decline-reason"), ["GROUP_OFFER_DECLINE_REASON_TIME"]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_offer_at_once_one_place_is_offered_once() {
    let district = District::open().await;
    let (group, waiting) = district.free_and_waited_for::<4>().await;
    let offers = waiting.iter().map(|(_, person_id)| {
        let (mut coordinator, request) = (district.groups(Role::Coordinator), offer(&group, person_id));
        async move { coordinator.offer_group_place(request).await }
    });
    let answers = join_all(offers).await;
    let refused: Vec<String> = answers.iter().filter_map(|answer| answer.as_ref().err()).map(reason).collect();
    assert_eq!(refused, ["GROUP_FULL"; 3]);
    let made = answers.iter().find_map(|answer| answer.as_ref().ok()).unwrap();
    district.caught_up(made).await;
    let summary = district.group_in_full(&group).await.summary.unwrap();
    assert_eq!((summary.members, summary.offered, summary.queued, summary.capacity), (0, 1, 4, 1));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_nobody_answers_expires_and_the_next_is_asked_when_the_coordinator_says_so() {
    let district = District::open().await;
    let (group, [first, second]) = district.free_and_waited_for::<2>().await;
    let made = OfferGroupPlaceRequest {
        answer_by: "2025-01-10".to_owned(),
        occurred_on: "2025-01-03".to_owned(),
        ..offer(&group, &first.1)
    };
    district.groups(Role::Coordinator).offer_group_place(made).await.unwrap();
    let expired = district.due(Kind::GroupOfferExpired).await;
    assert_eq!(expired.due_on, "2025-01-10");
    let of = expired.group.unwrap();
    assert_eq!((of.person_id.as_str(), of.next_person_id.as_str()), (first.1.as_str(), second.1.as_str()));
    assert!(!district.asks(Kind::GroupPlaceFree).await, "one line for one group");
    assert_eq!(district.place_of(&group, &first.1).await.status(), Place::Queued);
    assert!(district.place_of(&group, &second.1).await.is_next);

    let reply = district.groups(Role::Coordinator).offer_group_place(offer(&group, &second.1)).await.unwrap();
    district.caught_up(&reply).await;
    assert!(!district.asks(Kind::GroupOfferExpired).await, "dealt with");
    let back = WithdrawGroupOfferRequest {
        request_id: request_id(),
        group_id: group.clone(),
        person_id: second.1.clone(),
        occurred_on: String::new(),
    };
    let reply = district.groups(Role::Coordinator).withdraw_group_offer(back).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(district.place_of(&group, &second.1).await.offer.unwrap().status(), Offer::Withdrawn);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_be_asked_no_more_or_was_merged_loses_an_open_offer_and_is_offered_none() {
    let district = District::open().await;
    let (group, [unconsented, merged, closed, erased]) = district.free_and_waited_for::<4>().await;
    let mut coordinator = district.groups(Role::Coordinator);
    let larger = ChangeGroupCapacityRequest {
        request_id: request_id(),
        group_id: group.clone(),
        capacity: 4,
        occurred_on: String::new(),
    };
    coordinator.change_group_capacity(larger).await.unwrap();
    for (_, person_id) in [&unconsented, &merged, &closed, &erased] {
        coordinator.offer_group_place(offer(&group, person_id)).await.unwrap();
    }

    let withdraw = WithdrawConsentRequest {
        request_id: request_id(),
        person_id: unconsented.1.clone(),
        purpose: ConsentPurpose::Referral.into(),
        given_by: GivenBy::Spoken.into(),
        ..WithdrawConsentRequest::default()
    };
    district.persons(Role::Coordinator).withdraw_consent(withdraw).await.unwrap();
    let refused = coordinator.offer_group_place(offer(&group, &unconsented.1)).await.unwrap_err();
    assert_eq!(reason(&refused), "PERSON_MAY_NOT_BE_ASKED", "at once, before any process");
    let lost = district.loses_offer(&group, &unconsented.1).await;
    assert_eq!((lost.status(), lost.may_be_asked), (Place::Queued, false));

    let (_, other) = district.taken_in(FRIEND).await;
    let reply = district.merge(&other, &merged.1).await.unwrap();
    district.caught_up(&reply).await;
    let kept = district.loses_offer(&group, &other).await;
    assert_eq!(kept.status(), Place::Queued, "her turn is hers by the record that stays");
    let shown = district.group_in_full(&group).await;
    assert!(shown.places.iter().all(|place| place.person_id != merged.1), "and shown once");
    coordinator.offer_group_place(offer(&group, &other)).await.expect("she is asked anew");

    district.close_referral(&closed).await;
    let gone = district.loses_offer(&group, &closed.1).await;
    assert_eq!((gone.status(), gone.offer.unwrap().status()), (Place::GivenUp, Offer::Withdrawn));
    district.order_erasure(&erased).await;
    let gone = district.loses_offer(&group, &erased.1).await;
    assert_eq!(gone.status(), Place::GivenUp);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_in_the_order_of_the_waiting_list_whenever_somebody_joined_it() {
    let district = District::open().await;
    let mut mothers = Vec::new();
    for on in ["2025-03-03", "2025-02-03", "2025-01-13"] {
        mothers.push(district.taken_in_on(on).await);
    }
    let group = district.group(1).await;
    let member = district.taken_in(WEEKLY).await;
    district.give_place(&group, &member).await;
    for mother in &mothers {
        district.give_place(&group, mother).await;
    }
    let [late, earlier, earliest] = [0, 1, 2].map(|n| mothers[n].1.as_str());
    let queue = district.queue(&group, 3).await;
    assert_eq!(queue, [earliest, earlier, late], "by the time she was taken in, whenever she came to the queue");

    let newborn = PriorityReason { reason_id: "newborn".to_owned(), version: 1, ..PriorityReason::default() };
    district.ground.share_reason(&newborn).await;
    eventually("the reason", async || {
        let told = district.offering(Role::Coordinator).get_offering(GetOfferingRequest {}).await.ok()?.into_inner();
        told.priority_reasons.contains(&newborn).then_some(())
    })
    .await;
    let declare = DeclarePriorityRequest {
        request_id: request_id(),
        referral_id: mothers[0].0.clone(),
        reason_id: "newborn".to_owned(),
        note: "Kuopus syntyi tammikuussa".to_owned(),
        ..DeclarePriorityRequest::default()
    };
    let reply = district.referring(Role::Coordinator).declare_priority(declare).await.unwrap();
    district.caught_up(&reply).await;
    let queue = district.queue(&group, 3).await;
    assert_eq!(queue, [late, earliest, earlier], "a declared reason goes first");
    let first = district.place_of(&group, late).await;
    assert!(first.goes_first && first.is_next);
    assert!(!district.place_of(&group, earliest).await.goes_first);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn childcare_is_kept_with_an_offer_or_she_waits_for_it() {
    let district = District::open().await;
    let mut coordinator = district.groups(Role::Coordinator);
    let start = StartGroupRequest {
        request_id: request_id(),
        name: "Torstain äidit".to_owned(),
        programme_id: WEEKLY.to_owned(),
        leader_person_ids: vec![random_id().to_string()],
        capacity: 2,
        childcare_capacity: 3,
        ..StartGroupRequest::default()
    };
    let group = coordinator.start_group(start).await.unwrap().into_inner().group_id;
    let [first, second, third] = [(); 3].map(|()| random_id().to_string());
    let place = |person_id: &str, children| GiveGroupPlaceRequest {
        request_id: request_id(),
        group_id: group.clone(),
        person_id: person_id.to_owned(),
        referral_id: random_id().to_string(),
        children,
        ..GiveGroupPlaceRequest::default()
    };
    let given = coordinator.give_group_place(place(&first, 2)).await.unwrap().into_inner();
    assert!(!given.waits_for_childcare);
    let given = coordinator.give_group_place(place(&second, 2)).await.unwrap().into_inner();
    assert_eq!((given.status(), given.waits_for_childcare), (Place::Given, true));
    let queued = coordinator.give_group_place(place(&third, 1)).await.unwrap().into_inner();
    assert_eq!((queued.status(), queued.waits_for_childcare), (Place::Queued, true));

    district.leave(&group, &first, EndReason::Time, Answer::Unspecified).await;
    let waits = district.due(Kind::GroupChildcareFree).await.group.unwrap();
    assert_eq!((waits.person_id.as_str(), waits.free), (second.as_str(), 3));
    let tell = TellGroupChildcareNeedRequest {
        request_id: request_id(),
        group_id: group.clone(),
        person_id: second.clone(),
        children: 2,
        occurred_on: String::new(),
    };
    let told = coordinator.tell_group_childcare_need(tell).await.unwrap().into_inner();
    assert!(!told.waits_for_childcare, "what is free is hers now");
    let offered = coordinator.offer_group_place(offer(&group, &third)).await.unwrap();
    assert!(!offered.get_ref().waits_for_childcare);
    district.caught_up(&offered).await;
    let summary = district.group_in_full(&group).await.summary.unwrap();
    assert_eq!((summary.childcare_taken, summary.childcare_capacity), (3, 3), "what is kept is taken");
    district.stop().await;
}
