//! The written agreement of a pair and its goals, where the programme has one.

use proto::{
    matching::v1::{
        ConcludeGoalRequest, GoalOutcome, MakeAgreementRequest, Match, MatchStatus, MatchSummary, SetGoalRequest,
    },
    referrals::v1::GivenBy,
};

use crate::{
    acts::Acts,
    app::App,
    clients::{Caller, asked},
    components::{Act, Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
};

/// What can be done about it while the pair is not over.
pub(super) fn of(acts: &Acts<'_>, found: &Match, t: Texts) -> Vec<Act> {
    let status = found.summary.as_ref().map_or(MatchStatus::Unspecified, MatchSummary::status);
    let goes_on = matches!(status, MatchStatus::SettingUp | MatchStatus::Active | MatchStatus::Paused);
    if !found.has_written_agreement || !goes_on {
        return Vec::new();
    }
    let is_made = !found.agreement_made_on.is_empty();
    let goals = Field::new("goals", t.say("agreement-goals"), FieldKind::Area(4)).optional();
    let fields = vec![Field::given_by(t), goals.hint(t.say("agreement-goals-hint")), Field::occurred_on(t)];
    let key = if is_made { Key("act-agreement-again") } else { Key("act-agreement") };
    let make = acts.offer("agreement", key, fields);
    if !is_made {
        return vec![make.first()];
    }
    let goal = Field::new("goal", t.say("goal-words"), FieldKind::Area(2));
    vec![acts.offer("goal", Key("act-goal"), vec![goal]), make]
}

pub(super) fn conclude(acts: &Acts<'_>, goal: &str, status: MatchStatus, t: Texts) -> Act {
    // Of several on the page, only the one that was refused shows why.
    let refused = acts.refused.filter(|refused| refused.form.value("goal_id") == goal);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused };
    let outcomes = GoalOutcome::all().filter(|outcome| {
        // That they go on by themselves is said once they do.
        *outcome != GoalOutcome::Continues || status == MatchStatus::Ended
    });
    let outcomes: Vec<Choice> = outcomes.map(|outcome| outcome.choice(t)).collect();
    let fields = vec![
        Field::hidden("goal_id"),
        Field::new("outcome", t.say("goal-outcome"), FieldKind::Radio(outcomes)),
        Field::occurred_on(t),
    ];
    let act = acts.prefilled("goal-outcome", Key("act-goal-outcome"), fields, &[("goal_id", goal)]).scoped(goal);
    if status == MatchStatus::Ended { act.first() } else { act }
}

/// None for an act that is none of these.
pub(super) async fn carry_out(
    app: &App,
    caller: &Caller,
    id: &str,
    act: &str,
    form: &Form,
) -> Result<Option<Key>, Failure> {
    let client = app.clients.matches();
    let (request_id, match_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    match act {
        "agreement" => {
            // One goal a line, as people write them.
            let goals = form.text("goals");
            let goals = goals.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            let given_by = form.number::<GivenBy>("given_by");
            let request = MakeAgreementRequest { request_id, match_id, given_by, goals, occurred_on };
            asked!(caller, client, Matching, make_agreement, request)?;
            Ok(Some(Key("done-agreement")))
        }
        "goal" => {
            let request = SetGoalRequest { request_id, match_id, goal: form.text("goal"), occurred_on };
            asked!(caller, client, Matching, set_goal, request)?;
            Ok(Some(Key("done-goal")))
        }
        "goal-outcome" => {
            let outcome = form.number::<GoalOutcome>("outcome");
            let goal_id = form.text("goal_id");
            let request = ConcludeGoalRequest { request_id, match_id, goal_id, outcome, occurred_on };
            asked!(caller, client, Matching, conclude_goal, request)?;
            Ok(Some(Key("done-goal-outcome")))
        }
        _ => Ok(None),
    }
}
