use access::Role;
use proto::{
    matching::v1::{
        EndMatchRequest, EndReason, ListMatchesDueRequest, MatchDueKind as Kind, OutcomeTold, ReachMilestoneRequest,
        RecordOutcomeRequest, Side, TakeBackMilestoneRequest,
    },
    programmes::v1::{Milestone, Outcome, Programme},
    referrals::v1::{Answer, ErasureGround, GivenBy, OrderErasureRequest},
};
use testing::{Cluster, eventually, random_id};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{
    district::{District, programmes, reason, request_id},
    held::says,
    journey::end,
};

fn reach(match_id: &str, code: &str, on: &str) -> ReachMilestoneRequest {
    ReachMilestoneRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        milestone_code: code.to_owned(),
        side: Side::Volunteer.into(),
        given_by: GivenBy::Interpreter.into(),
        occurred_on: on.to_owned(),
    }
}

fn take_back(match_id: &str, code: &str) -> TakeBackMilestoneRequest {
    TakeBackMilestoneRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        milestone_code: code.to_owned(),
        occurred_on: String::new(),
    }
}

fn told(code: &str, follow_up_on: &str) -> OutcomeTold {
    OutcomeTold {
        outcome_code: code.to_owned(),
        given_by: GivenBy::Spoken.into(),
        follow_up_on: follow_up_on.to_owned(),
    }
}

fn outcome(match_id: &str, told: OutcomeTold) -> RecordOutcomeRequest {
    RecordOutcomeRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        outcome: Some(told),
        occurred_on: String::new(),
    }
}

impl District {
    /// Whose programme names milestones and outcomes.
    async fn with_milestones() -> Self {
        let [friend, weekly] = programmes();
        let milestone = |code: &str| Milestone { code: code.to_owned(), ..Milestone::default() };
        let outcome = |code: &str| Outcome { code: code.to_owned(), ..Outcome::default() };
        let friend = Programme {
            milestones: vec![milestone("cv"), milestone("contacts")],
            outcomes: vec![outcome("own-field"), outcome("study")],
            ..friend
        };
        Self::open_with(Cluster::R1, &[friend, weekly]).await
    }

    async fn kinds_due(&self) -> Vec<Kind> {
        let due = self.matches(Role::Coordinator).list_matches_due(ListMatchesDueRequest::default()).await;
        due.unwrap().into_inner().due.iter().map(proto::matching::v1::DueMatch::kind).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_reaches_milestones_of_its_programme_and_takes_one_back() {
    let district = District::with_milestones().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let cv = reach(&pair.match_id, "cv", "");
    coordinator.reach_milestone(cv.clone()).await.unwrap();
    coordinator.reach_milestone(cv).await.unwrap();
    let done = coordinator.reach_milestone(reach(&pair.match_id, "contacts", "")).await.unwrap();
    district.caught_up(&done).await;
    let page = district.match_page(&pair.match_id).await;
    let reached: Vec<_> = page.milestones.iter().map(|one| one.milestone_code.as_str()).collect();
    assert_eq!(reached, ["cv", "contacts"]);
    assert_eq!((page.milestones[0].side(), page.milestones[0].given_by()), (Side::Volunteer, GivenBy::Interpreter));
    assert_eq!(page.history.iter().filter(|step| step.r#type == "MilestoneReached").count(), 2);

    let done = coordinator.take_back_milestone(take_back(&pair.match_id, "cv")).await.unwrap();
    district.caught_up(&done).await;
    assert_eq!(district.match_page(&pair.match_id).await.milestones.len(), 1);
    let again = coordinator.take_back_milestone(take_back(&pair.match_id, "cv")).await.unwrap_err();
    assert_eq!(reason(&again), "MILESTONE_NOT_REACHED");
    let unknown = coordinator.reach_milestone(reach(&pair.match_id, "driving-licence", "")).await.unwrap_err();
    assert_eq!(reason(&unknown), "MILESTONE_UNKNOWN");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_her_is_asked_after_a_good_end_corrected_and_asked_again_on_the_day_agreed() {
    let district = District::with_milestones().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let early = coordinator.record_outcome(outcome(&pair.match_id, told("study", ""))).await.unwrap_err();
    assert_eq!(reason(&early), "MATCH_NOT_ENDED");
    let done = coordinator.end_match(end(&pair.match_id, EndReason::CompletedTerm, Answer::Unspecified)).await.unwrap();
    district.caught_up(&done).await;
    assert_eq!(district.due(Kind::OutcomeMissing).await.r#match.unwrap().match_id, pair.match_id);

    // It was told a while ago that she studies, and that she be asked again; that day has come.
    let studies = outcome(&pair.match_id, told("study", "2025-09-01"));
    let studies = RecordOutcomeRequest { occurred_on: "2025-06-01".to_owned(), ..studies };
    let done = coordinator.record_outcome(studies).await.unwrap();
    district.caught_up(&done).await;
    assert_eq!(district.due(Kind::OutcomeFollowUp).await.due_on, "2025-09-01");
    let done = coordinator.record_outcome(outcome(&pair.match_id, told("own-field", ""))).await.unwrap();
    district.caught_up(&done).await;
    let page = district.match_page(&pair.match_id).await;
    let codes: Vec<_> = page.outcomes.iter().map(|one| one.outcome_code.as_str()).collect();
    assert_eq!(codes, ["own-field", "study"], "the newest stands, what was told before stays");
    let due = district.kinds_due().await;
    assert!(!due.contains(&Kind::OutcomeMissing) && !due.contains(&Kind::OutcomeFollowUp), "{due:?}");
    let unknown = coordinator.record_outcome(outcome(&pair.match_id, told("lottery", ""))).await.unwrap_err();
    assert_eq!(reason(&unknown), "OUTCOME_UNKNOWN");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_tells_what_became_of_her_in_one_and_a_bad_one_asks_nothing() {
    let district = District::with_milestones().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let good = end(&pair.match_id, EndReason::GoalsMet, Answer::Unspecified);
    let nameless = EndMatchRequest { outcome: Some(told("lottery", "")), ..good.clone() };
    let refused = coordinator.end_match(nameless).await.unwrap_err();
    assert_eq!(reason(&refused), "OUTCOME_UNKNOWN");
    let with_outcome = EndMatchRequest { outcome: Some(told("own-field", "")), request_id: request_id(), ..good };
    let done = coordinator.end_match(with_outcome).await.unwrap();
    district.caught_up(&done).await;
    let page = district.match_page(&pair.match_id).await;
    assert_eq!((page.end_reason(), page.outcomes[0].outcome_code.as_str()), (EndReason::GoalsMet, "own-field"));

    let other = district.active_pair().await;
    let done = coordinator.end_match(end(&other.match_id, EndReason::Moved, Answer::No)).await.unwrap();
    district.caught_up(&done).await;
    assert!(!district.kinds_due().await.contains(&Kind::OutcomeMissing));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_milestone_or_outcome_is_told_at_once_and_unknown_matches_are_not_found() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let none = coordinator.reach_milestone(reach(&pair.match_id, "cv", "")).await.unwrap_err();
    assert_eq!(reason(&none), "MILESTONE_UNKNOWN", "a programme without milestones");
    let nowhere = random_id().to_string();
    let unknown = coordinator.reach_milestone(reach(&nowhere, "cv", "")).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let unknown = coordinator.record_outcome(outcome(&nowhere, told("study", ""))).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let fields = |refused: tonic::Status| -> Vec<String> {
        let told = refused.get_details_bad_request().unwrap().field_violations;
        told.into_iter().map(|violation| violation.field).collect()
    };
    let wrong = ReachMilestoneRequest { side: 0, given_by: GivenBy::Link.into(), ..reach("*.>", "C V", "2999-01-01") };
    let refused = coordinator.reach_milestone(wrong).await.unwrap_err();
    assert_eq!(fields(refused), ["occurred_on", "match_id", "milestone_code", "side", "given_by"]);
    let wrong = OutcomeTold { given_by: GivenBy::Referrer.into(), ..told("", "tomorrow") };
    let refused = coordinator.record_outcome(outcome(&pair.match_id, wrong)).await.unwrap_err();
    assert!(fields(refused).iter().all(|field| field.starts_with("outcome.")));
    let refused = coordinator.record_outcome(RecordOutcomeRequest::default()).await.unwrap_err();
    assert!(fields(refused).contains(&"outcome".to_owned()));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_her_is_told_to_her_alone_and_leaves_the_rows_when_she_is_erased() {
    let district = District::with_milestones().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    coordinator.reach_milestone(reach(&pair.match_id, "cv", "")).await.unwrap();
    let ending = end(&pair.match_id, EndReason::CompletedTerm, Answer::Unspecified);
    let ending = EndMatchRequest { outcome: Some(told("own-field", "")), ..ending };
    let done = coordinator.end_match(ending).await.unwrap();
    district.caught_up(&done).await;
    let hers = district.held(district.as_role(Role::Coordinator), &pair.person_id).await.unwrap();
    assert_eq!(
        (says(&hers, "outcome", "code"), says(&hers, "milestone", "code")),
        (vec!["own-field".to_owned()], vec!["cv".to_owned()])
    );
    let theirs = district.held(district.as_role(Role::Coordinator), &pair.volunteer_person_id).await.unwrap();
    assert!(says(&theirs, "outcome", "code").is_empty(), "what became of her is not the volunteer's");
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: pair.person_id.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    district.persons(Role::Manager).order_erasure(order).await.unwrap();
    eventually("the outcome to be blank", async || {
        let page = district.match_page(&pair.match_id).await;
        (page.outcomes[0].outcome_code.is_empty() && page.milestones.len() == 1).then_some(())
    })
    .await;
    assert!(!district.kinds_due().await.contains(&Kind::OutcomeMissing));
    district.stop().await;
}
