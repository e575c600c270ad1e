use access::Role;
use proto::{
    matching::v1::{
        ConcludeGoalRequest, EndReason, GetMatchRequest, GoalOutcome, ListMatchesDueRequest, MakeAgreementRequest,
        Match, MatchDueKind as Kind, MatchStatus, MatchSummary, SetGoalRequest,
    },
    programmes::v1::Programme,
    referrals::v1::{Answer, ErasureGround, GivenBy, OrderErasureRequest},
};
use testing::{Cluster, eventually, random_id};
use tonic::Code;
use tonic_types::StatusExt as _;

use super::{
    district::{District, programmes, reason, request_id},
    journey::end,
};

fn agreement(match_id: &str, goals: &[&str]) -> MakeAgreementRequest {
    MakeAgreementRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        given_by: GivenBy::Paper.into(),
        goals: goals.iter().map(|goal| (*goal).to_owned()).collect(),
        occurred_on: String::new(),
    }
}

fn conclude(match_id: &str, goal_id: &str, outcome: GoalOutcome) -> ConcludeGoalRequest {
    ConcludeGoalRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        goal_id: goal_id.to_owned(),
        outcome: outcome.into(),
        occurred_on: String::new(),
    }
}

fn goal(match_id: &str, goal: &str) -> SetGoalRequest {
    SetGoalRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        goal: goal.to_owned(),
        occurred_on: String::new(),
    }
}

impl District {
    /// Whose programme has a written agreement.
    async fn with_agreements() -> Self {
        let [friend, weekly] = programmes();
        Self::open_with(Cluster::R1, &[Programme { has_written_agreement: true, ..friend }, weekly]).await
    }

    /// A pair that has met.
    pub(crate) async fn active_pair(&self) -> MatchSummary {
        let volunteer_id = self.approved("609", 1).await;
        let request = self.waiting().await;
        let proposal_id = self.propose(&request.support_request_id, &volunteer_id).await;
        self.both_agree(&proposal_id).await;
        let set_up = self.match_of(&request.person_id, MatchStatus::SettingUp).await;
        self.have_met(&set_up).await;
        self.match_of(&request.person_id, MatchStatus::Active).await
    }

    pub(crate) async fn match_page(&self, match_id: &str) -> Match {
        let get = GetMatchRequest { match_id: match_id.to_owned() };
        self.matches(Role::Coordinator).get_match(get).await.unwrap().into_inner().r#match.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_made_with_goals_and_each_goal_finds_its_end() {
    let district = District::with_agreements().await;
    let pair = district.active_pair().await;
    let missing = district.due(Kind::AgreementMissing).await;
    assert_eq!(missing.r#match.unwrap().match_id, pair.match_id);
    let mut coordinator = district.matches(Role::Coordinator);
    let early = coordinator.set_goal(goal(&pair.match_id, "Ulkoilua")).await.unwrap_err();
    assert_eq!(reason(&early), "AGREEMENT_NOT_MADE");
    let made = coordinator.make_agreement(agreement(&pair.match_id, &["Aikaa itselle", "Suomea"])).await.unwrap();
    district.caught_up(&made).await;
    let goals = made.into_inner().goal_ids;
    let set = coordinator.set_goal(goal(&pair.match_id, "Ulkoilua")).await.unwrap();
    district.caught_up(&set).await;
    let page = district.match_page(&pair.match_id).await;
    assert!(page.has_written_agreement && !page.agreement_made_on.is_empty());
    assert_eq!(page.agreement_given_by(), GivenBy::Paper);
    let told: Vec<_> = page.goals.iter().map(|goal| goal.goal.as_str()).collect();
    assert_eq!(told, ["Aikaa itselle", "Suomea", "Ulkoilua"]);

    coordinator.conclude_goal(conclude(&pair.match_id, &goals[0], GoalOutcome::Reached)).await.unwrap();
    let continues = conclude(&pair.match_id, &goals[1], GoalOutcome::Continues);
    let refused = coordinator.conclude_goal(continues.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), "MATCH_NOT_ENDED");
    coordinator.end_match(end(&pair.match_id, EndReason::GoalsMet, Answer::Unspecified)).await.unwrap();
    // What is open is not done with because the pair is.
    let open = district.due(Kind::GoalOpen).await.r#match.unwrap();
    assert_eq!(open.match_id, pair.match_id);
    coordinator.conclude_goal(ConcludeGoalRequest { request_id: request_id(), ..continues }).await.unwrap();
    let third = conclude(&pair.match_id, &set.into_inner().goal_id, GoalOutcome::GivenUp);
    let done = coordinator.conclude_goal(third).await.unwrap();
    district.caught_up(&done).await;
    let page = district.match_page(&pair.match_id).await;
    let outcomes: Vec<_> = page.goals.iter().map(proto::matching::v1::Goal::outcome).collect();
    assert_eq!(outcomes, [GoalOutcome::Reached, GoalOutcome::Continues, GoalOutcome::GivenUp]);
    assert_eq!(page.end_note, "Kiitos molemmille");
    let due = coordinator.list_matches_due(ListMatchesDueRequest::default()).await.unwrap().into_inner().due;
    assert!(due.iter().all(|due| due.kind() != Kind::GoalOpen), "{due:?}");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_are_refused_where_they_do_not_belong_and_told_what_is_wrong_with_them() {
    let district = District::open().await;
    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let refused = coordinator.make_agreement(agreement(&pair.match_id, &[])).await.unwrap_err();
    assert_eq!(reason(&refused), "AGREEMENT_NOT_NEEDED");
    let unknown = coordinator.make_agreement(agreement(&random_id().to_string(), &[])).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let nothing = conclude(&pair.match_id, &random_id().to_string(), GoalOutcome::Reached);
    assert_eq!(reason(&coordinator.conclude_goal(nothing).await.unwrap_err()), "GOAL_NOT_FOUND");
    let long = "x".repeat(1_001);
    let wrong = MakeAgreementRequest {
        given_by: GivenBy::Referrer.into(),
        occurred_on: "2999-01-01".to_owned(),
        ..agreement("*.>", &[long.as_str(), " "])
    };
    let refused = coordinator.make_agreement(wrong).await.unwrap_err();
    let told = refused.get_details_bad_request().unwrap().field_violations;
    let told: Vec<_> = told.into_iter().map(|violation| violation.field).collect();
    assert_eq!(told, ["occurred_on", "match_id", "given_by", "goals", "goals"]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_of_somebody_who_is_erased_leave_the_rows() {
    let district = District::with_agreements().await;
    let pair = district.active_pair().await;
    let made = district.matches(Role::Coordinator).make_agreement(agreement(&pair.match_id, &["Aikaa itselle"])).await;
    district.caught_up(&made.unwrap()).await;
    let order = OrderErasureRequest {
        request_id: request_id(),
        person_id: pair.person_id.clone(),
        ground: ErasureGround::Requested.into(),
        ..OrderErasureRequest::default()
    };
    district.persons(Role::Manager).order_erasure(order).await.unwrap();
    eventually("the goal to be blank", async || {
        let page = district.match_page(&pair.match_id).await;
        page.goals.iter().all(|goal| goal.goal.is_empty()).then_some(())
    })
    .await;
    district.stop().await;
}
