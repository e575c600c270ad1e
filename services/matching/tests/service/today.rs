use access::Role;
use jiff::{ToSpan as _, civil::Date};
use proto::{
    matching::v1::{
        ConcernOutcome, ConcludeConcernRequest, DueMatch, GetProposalRequest, ListMatchesDueRequest,
        ListMatchesDueResponse, MatchDueKind as Kind, MatchStatus, ProposalStatus, RaiseConcernRequest,
        RenewMatchRequest,
    },
    referrals::v1::{CorrectPersonRequest, PersonIdentity},
};
use testing::eventually;

use super::district::{District, facts, reason, request_id};

const DAY: i64 = 24 * 60 * 60;

async fn listed(district: &District) -> ListMatchesDueResponse {
    let due = district.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest::default()).await.unwrap();
    due.into_inner()
}

async fn due(district: &District) -> Vec<DueMatch> {
    listed(district).await.due
}

fn kinds(due: &[DueMatch]) -> Vec<Kind> {
    due.iter().map(DueMatch::kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_nobody_answers_expires_and_may_be_made_again() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    eventually("the proposal on Today", async || (kinds(&due(&district).await) == [Kind::ProposalWaits]).then_some(()))
        .await;
    district.ground.set_clock(12 * DAY).await;
    eventually("the warning on Today", async || {
        (kinds(&due(&district).await) == [Kind::ProposalExpires]).then_some(())
    })
    .await;
    district.ground.set_clock(15 * DAY).await;
    eventually("the proposal to expire", async || {
        let get = GetProposalRequest { proposal_id: proposal_id.clone() };
        let told = district.matches(Role::Coordinator).get_proposal(get).await.unwrap().into_inner();
        (told.proposal.unwrap().summary.unwrap().status() == ProposalStatus::Expired).then_some(())
    })
    .await;
    district.propose(&request.support_request_id, &volunteer_id).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_is_silent_stands_on_today_behind_an_open_concern() {
    let district = District::open().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    assert_eq!(kinds(&due(&district).await), [Kind::FirstMeeting]);
    district.have_met(&set_up).await;
    district.match_of(&request.person_id, MatchStatus::Active).await;
    let concern = RaiseConcernRequest {
        request_id: request_id(),
        match_id: set_up.match_id.clone(),
        note: "Väsynyt".to_owned(),
        occurred_on: String::new(),
    };
    let reply = coordinator.raise_concern(concern).await.unwrap();
    district.caught_up(&reply).await;
    let concern_id = reply.into_inner().concern_id;
    district.ground.set_clock(20 * DAY).await;
    let standing = eventually("the silent pair", async || {
        Some(due(&district).await).filter(|due| kinds(due) == [Kind::ConcernOpen, Kind::Silent])
    })
    .await;
    assert_eq!(standing[1].r#match.as_ref().unwrap().silent_days, 20);
    let as_of: Date = listed(&district).await.as_of.parse().unwrap();
    let due_on: Date = standing[1].due_on.parse().unwrap();
    assert_eq!(due_on.until(as_of).unwrap().get_days(), 6, "the check-in was due after two weeks");

    let mut conclude = ConcludeConcernRequest {
        request_id: request_id(),
        match_id: set_up.match_id,
        concern_id,
        outcome: ConcernOutcome::ChildWelfareNotification.into(),
        ..ConcludeConcernRequest::default()
    };
    let refused = coordinator.conclude_concern(conclude.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), "NOTIFICATION_INCOMPLETE");
    conclude.outcome = ConcernOutcome::Discussed.into();
    let reply = coordinator.conclude_concern(conclude).await.unwrap();
    district.caught_up(&reply).await;
    assert_eq!(kinds(&due(&district).await), [Kind::Silent]);
    district.agree("2020-01-01", "2020-12-31").await;
    let standing = due(&district).await;
    assert_eq!(kinds(&standing), [Kind::AgreementEnded, Kind::Silent]);
    assert_eq!(standing[0].due_on, "2020-12-31");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_ended_stands_on_today_with_its_pair_until_they_agree_how_long_to_go_on() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    assert_eq!(kinds(&due(&district).await), []);
    district.agree("2020-01-01", "2020-12-31").await;
    let standing = due(&district).await;
    assert_eq!(kinds(&standing), [Kind::AgreementEnded]);
    assert_eq!((standing[0].agreement_id.as_str(), standing[0].due_on.as_str()), ("pori", "2020-12-31"));
    assert_eq!(standing[0].r#match.as_ref().unwrap().match_id, pair.match_id);

    let later = |of: &str| of.parse::<Date>().unwrap().saturating_add(30.days()).to_string();
    let renew = RenewMatchRequest {
        request_id: request_id(),
        match_id: pair.match_id.clone(),
        agreed_until: later(&pair.agreed_until),
        occurred_on: String::new(),
    };
    let renewed = district.matches(Role::Coordinator).renew_match(renew).await.unwrap();
    district.caught_up(&renewed).await;
    assert_eq!(kinds(&due(&district).await), []);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_not_named_where_the_address_is_protected() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    let correct = CorrectPersonRequest {
        request_id: request_id(),
        person_id: pair.person_id.clone(),
        identity: Some(PersonIdentity {
            given_name: "Nadia".to_owned(),
            address_protected: true,
            ..PersonIdentity::default()
        }),
        facts: Some(facts("609", "ar")),
        occurred_on: String::new(),
    };
    let corrected = district.persons(Role::Coordinator).correct_person(correct).await.unwrap();
    district.caught_up(&corrected).await;
    district.agree("2020-01-01", "2020-12-31").await;
    let standing = due(&district).await;
    assert_eq!(kinds(&standing), [Kind::AgreementEnded]);
    assert_eq!(standing[0].agreement_id, "");
    district.stop().await;
}
