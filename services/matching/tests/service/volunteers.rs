//! What a volunteer tells and hands in, from her own application to what an erasure leaves of it.

use access::Role;
use jiff::{ToSpan as _, civil::Date};
use proto::{
    matching::v1::{
        AnswerExpenseRequest, ApplyAsVolunteerRequest, ExpenseAnswer, GetVolunteerRequest, ListMatchesDueRequest,
        ListMatchesRequest, ListVolunteersRequest, MatchDueKind as Kind, MatchStatus, NoteExpenseRequest,
        RankCandidatesRequest, RecordVolunteerLeftRequest, TakeBackAbsenceRequest, TellAbsenceRequest, TermCode,
        Volunteer,
    },
    referrals::v1::{
        ContactChannel, ErasureGround, OrderErasureRequest, PersonIdentity, RecordContactRequest,
        RegisterApplicantRequest,
    },
};
use rpc::matching::v1::volunteers_service_client::VolunteersServiceClient;
use testing::{As, eventually};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{District, FRIEND, facts, programmes, reason, refusal, request_id};

const DAY: i64 = 24 * 60 * 60;

fn absence(volunteer_id: &str, first_day: Date, last_day: Date) -> TellAbsenceRequest {
    TellAbsenceRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        first_day: first_day.to_string(),
        last_day: last_day.to_string(),
        occurred_on: String::new(),
    }
}

fn expense(volunteer_id: &str, spent_on: Date, cents: u32) -> NoteExpenseRequest {
    NoteExpenseRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        spent_on: spent_on.to_string(),
        what: "Bussi Raumalle".to_owned(),
        cents,
        kilometres: 12,
        occurred_on: String::new(),
    }
}

fn answer(volunteer_id: &str, expense_id: &str, answer: ExpenseAnswer, reason: &str) -> AnswerExpenseRequest {
    AnswerExpenseRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        expense_id: expense_id.to_owned(),
        answer: answer.into(),
        reason: reason.to_owned(),
        occurred_on: String::new(),
    }
}

fn fields(refused: &Status) -> Vec<String> {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let violations = refused.get_details_bad_request().unwrap().field_violations;
    violations.into_iter().map(|violation| violation.field).collect()
}

async fn kinds(district: &District) -> Vec<Kind> {
    let request = ListMatchesDueRequest::default();
    let due = district.matches(Role::Coordinator).list_matches_due(request).await.unwrap().into_inner().due;
    due.iter().map(proto::matching::v1::DueMatch::kind).collect()
}

async fn today(district: &District) -> Date {
    let request = ListMatchesDueRequest::default();
    let due = district.matches(Role::Coordinator).list_matches_due(request).await.unwrap().into_inner();
    due.as_of.parse().unwrap()
}

async fn found(district: &District, volunteer_id: &str) -> Volunteer {
    let get = GetVolunteerRequest { volunteer_id: volunteer_id.to_owned() };
    district.volunteers(Role::Coordinator).get_volunteer(get).await.unwrap().into_inner().volunteer.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_applies_without_an_account_and_stands_on_today_until_she_is_reached() {
    let district = District::open().await;
    let register = RegisterApplicantRequest {
        request_id: request_id(),
        identity: Some(PersonIdentity {
            given_name: "Aino".to_owned(),
            phone: "040 1234567".to_owned(),
            ..PersonIdentity::default()
        }),
        facts: Some(facts("609", "fi")),
        occurred_on: String::new(),
    };
    let mut anybody = district.persons(Role::Anonymous);
    let person_id = anybody.register_applicant(register.clone()).await.unwrap().into_inner().person_id;
    let again = anybody.register_applicant(register).await.unwrap().into_inner().person_id;
    assert_eq!(again, person_id, "sent twice, she is registered once");
    let apply = ApplyAsVolunteerRequest {
        request_id: request_id(),
        person_id: person_id.clone(),
        programme_id: FRIEND.to_owned(),
        motivation: "Haluan auttaa".to_owned(),
        ..ApplyAsVolunteerRequest::default()
    };
    let reply = district.volunteers(Role::Anonymous).apply_as_volunteer(apply).await.unwrap();
    district.caught_up(&reply).await;
    let volunteer_id = reply.into_inner().volunteer_id;
    assert_eq!(kinds(&district).await, [Kind::NewApplication]);
    let all = ListVolunteersRequest::default();
    let listed = district.volunteers(Role::Coordinator).list_volunteers(all).await.unwrap().into_inner().volunteers;
    assert!(listed.iter().any(|row| row.volunteer_id == volunteer_id && row.applied_by_herself));
    assert_eq!(found(&district, &volunteer_id).await.motivation, "Haluan auttaa");
    let refused = district.volunteers(Role::Anonymous).list_volunteers(ListVolunteersRequest::default()).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);

    let contact = RecordContactRequest {
        request_id: request_id(),
        person_id,
        channel: ContactChannel::Phone.into(),
        reached: true,
        note: "Soitettu".to_owned(),
        ..RecordContactRequest::default()
    };
    let reply = district.persons(Role::Coordinator).record_contact(contact).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(kinds(&district).await, []);
    let by_a_coordinator = district.applied("609").await;
    eventually("her row", async || {
        let of_hers = ListVolunteersRequest::default();
        let listed = district.volunteers(Role::Coordinator).list_volunteers(of_hers).await.unwrap().into_inner();
        listed.volunteers.iter().any(|row| row.volunteer_id == by_a_coordinator).then_some(())
    })
    .await;
    assert_eq!(kinds(&district).await, [], "who was entered by a coordinator is no news");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_silent_while_her_friend_is_known_to_be_away() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    district.have_met(&set_up).await;
    let due_on = district.match_of(&request.person_id, MatchStatus::Active).await.check_in_due_on;
    let today = today(&district).await;
    assert_eq!(due_on, today.saturating_add(14.days()).to_string());

    let away = absence(&volunteer_id, today.saturating_add(10.days()), today.saturating_add(25.days()));
    let reply = district.volunteers(Role::Coordinator).tell_absence(away).await.unwrap();
    district.caught_up(&reply).await;
    let absence_id = reply.into_inner().absence_id;
    let list = ListMatchesRequest::default();
    let listed = district.matches(Role::Coordinator).list_matches(list).await.unwrap().into_inner().matches;
    assert_eq!(listed[0].check_in_due_on, today.saturating_add(26.days()).to_string(), "the day after she is back");
    district.ground.set_clock(20 * DAY).await;
    let until = today.saturating_add(25.days()).to_string();
    eventually("the clock to reach the service", async || {
        (found(&district, &volunteer_id).await.summary.unwrap().away_until == until).then_some(())
    })
    .await;
    assert_eq!(kinds(&district).await, []);
    let back = TakeBackAbsenceRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.clone(),
        absence_id,
        occurred_on: String::new(),
    };
    let reply = district.volunteers(Role::Coordinator).take_back_absence(back).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(kinds(&district).await, [Kind::Silent], "she was not away");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_candidate_who_is_away_is_offered_with_the_day_as_a_reason_against() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let today = today(&district).await;
    let last = today.saturating_add(9.days());
    let mut coordinator = district.volunteers(Role::Coordinator);
    let reply = coordinator.tell_absence(absence(&volunteer_id, today, last)).await.unwrap();
    district.caught_up(&reply).await;
    let rank = RankCandidatesRequest {
        support_request_id: request.support_request_id.clone(),
        ..RankCandidatesRequest::default()
    };
    let ranked = district.matches(Role::Coordinator).rank_candidates(rank).await.unwrap().into_inner().candidates;
    let term = ranked[0].terms.iter().find(|term| term.code() == TermCode::VolunteerAway).unwrap();
    assert_eq!(term.facts, [last.to_string()]);
    district.propose(&request.support_request_id, &volunteer_id).await;

    let overlapping = coordinator.tell_absence(absence(&volunteer_id, last, last)).await.unwrap_err();
    let (reason_of, told) = refusal(&overlapping);
    assert_eq!((reason_of.as_str(), &told["first"]), ("ABSENCE_OVERLAPS", &today.to_string()));
    let reversed = absence(&volunteer_id, last.saturating_add(9.days()), last.saturating_add(8.days()));
    assert_eq!(reason(&coordinator.tell_absence(reversed).await.unwrap_err()), "ABSENCE_REVERSED");
    let unread = TellAbsenceRequest { first_day: "1.7.".to_owned(), ..absence(&volunteer_id, today, last) };
    assert_eq!(fields(&coordinator.tell_absence(unread).await.unwrap_err()), ["first_day"]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expense_is_asked_for_on_today_until_it_is_answered() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let today = today(&district).await;
    let mut coordinator = district.volunteers(Role::Coordinator);
    let wrong =
        NoteExpenseRequest { what: "x".repeat(900_000), kilometres: 2_001, ..expense(&volunteer_id, today, 200_001) };
    assert_eq!(fields(&coordinator.note_expense(wrong).await.unwrap_err()), ["what", "cents", "kilometres"]);
    let nothing = expense(&volunteer_id, today, 0);
    assert_eq!(fields(&coordinator.note_expense(nothing).await.unwrap_err()), ["cents"]);
    let ahead = expense(&volunteer_id, today.saturating_add(2.days()), 1_250);
    assert_eq!(reason(&coordinator.note_expense(ahead).await.unwrap_err()), "EXPENSE_IN_FUTURE");

    let reply = coordinator.note_expense(expense(&volunteer_id, today, 1_250)).await.unwrap();
    district.caught_up(&reply).await;
    let expense_id = reply.into_inner().expense_id;
    assert_eq!(kinds(&district).await, []);
    let leave = RecordVolunteerLeftRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.clone(),
        reason: 1,
        thanked: true,
        occurred_on: String::new(),
    };
    let reply = coordinator.record_volunteer_left(leave).await.unwrap();
    district.caught_up(&reply).await;
    district.ground.set_clock(8 * DAY).await;
    eventually("the expense on Today", async || (kinds(&district).await == [Kind::ExpenseUnanswered]).then_some(()))
        .await;
    let unreasoned = answer(&volunteer_id, &expense_id, ExpenseAnswer::Declined, " ");
    assert_eq!(fields(&coordinator.answer_expense(unreasoned).await.unwrap_err()), ["reason"]);
    let declined = answer(&volunteer_id, &expense_id, ExpenseAnswer::Declined, "Matka ei kuulunut tehtävään");
    let reply = coordinator.answer_expense(declined).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(kinds(&district).await, []);
    let left = found(&district, &volunteer_id).await;
    let shown = &left.expenses[0];
    assert_eq!((shown.cents, shown.kilometres, shown.what.as_str()), (1_250, 12, "Bussi Raumalle"));
    assert_eq!((shown.answer(), shown.reason.as_str()), (ExpenseAnswer::Declined, "Matka ei kuulunut tehtävään"));
    assert_eq!((left.left_on, left.thanked), (today.to_string(), true));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_blanks_what_she_told_and_handed_in() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let today = today(&district).await;
    let mut coordinator = district.volunteers(Role::Coordinator);
    coordinator.tell_absence(absence(&volunteer_id, today, today)).await.unwrap();
    let reply = coordinator.note_expense(expense(&volunteer_id, today, 1_250)).await.unwrap();
    district.caught_up(&reply).await;
    let before = found(&district, &volunteer_id).await;
    assert_eq!((before.absences.len(), before.expenses[0].cents), (1, 1_250));
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: before.summary.unwrap().person_id,
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    let reply = district.persons(Role::Manager).order_erasure(order).await.unwrap();
    district.caught_up(&reply).await;
    let after = found(&district, &volunteer_id).await;
    let blank = &after.expenses[0];
    assert_eq!((after.absences.len(), blank.cents, blank.kilometres, blank.what.as_str()), (0, 0, 0, ""));
    district.ground.set_clock(8 * DAY).await;
    eventually("the clock to reach the service", async || {
        (self::today(&district).await > today.saturating_add(6.days())).then_some(())
    })
    .await;
    assert_eq!(kinds(&district).await, [], "nobody is left to be answered");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_volunteer_of_another_district_tells_is_told_of_nobody() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let today = today(&district).await;
    let other = district.another("varsinais-suomi", &programmes()).await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut volunteers = VolunteersServiceClient::with_interceptor(district.matching.channel.clone(), token);
    let back = TakeBackAbsenceRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.clone(),
        absence_id: request_id(),
        occurred_on: String::new(),
    };
    let paid = answer(&volunteer_id, &request_id(), ExpenseAnswer::Paid, "");
    for refused in [
        volunteers.tell_absence(absence(&volunteer_id, today, today)).await.unwrap_err(),
        volunteers.take_back_absence(back).await.unwrap_err(),
        volunteers.note_expense(expense(&volunteer_id, today, 100)).await.unwrap_err(),
        volunteers.answer_expense(paid).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), refused.message()), (Code::NotFound, "there is nothing by that id"));
    }
    district.stop().await;
}
