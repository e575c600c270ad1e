use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::{
    matching::v1::{MakeAgreementRequest, MakeAgreementResponse},
    referrals::v1::Note,
};

use crate::{
    grpc::{GOAL, person, read_given_to_staff},
    queries::matches,
};

/// Most goals of one request: the rule of the match itself counts those that are open.
const MOST: usize = 10;

pub(super) async fn make_agreement(
    app: &App,
    call: Call,
    request: MakeAgreementRequest,
) -> Result<Reply<MakeAgreementResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let given_by = read_given_to_staff(&mut violations, request.given_by);
    if request.goals.len() > MOST {
        violations.add("goals", "has too many entries");
    }
    for goal in request.goals.iter().take(MOST) {
        violations.required_text("goals", goal, GOAL);
    }
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    matches::with_agreement(app, &folded.state.pair.programme_id, when.1.unwrap_or_else(|| call.today()))?;
    let her = person(&folded.state.pair.person_id)?;
    let by = app.context(&call, when, &request).await?;
    let mut goals = Vec::with_capacity(request.goals.len());
    for (n, goal) in (0..).zip(&request.goals) {
        let goal = app.keyring.seal(call.district(), her, &Note { text: goal.trim().to_owned() }).await?;
        goals.push((by.creates("goal", n).to_string(), goal));
    }
    let goal_ids = goals.iter().map(|(id, _)| id.clone()).collect();
    let done = app.log.execute::<Match>(&by, id, &MatchCommand::MakeAgreement { given_by, goals }).await?;
    Ok(Reply::done(&done, MakeAgreementResponse { goal_ids }))
}
