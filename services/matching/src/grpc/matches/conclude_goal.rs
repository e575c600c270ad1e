use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{ConcludeGoalRequest, ConcludeGoalResponse, GoalConclusion, GoalOutcome};

use crate::grpc::person;

pub(super) async fn conclude_goal(
    app: &App,
    call: Call,
    request: ConcludeGoalRequest,
) -> Result<Reply<ConcludeGoalResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let goal = violations.id("goal_id", &request.goal_id);
    let outcome = violations.choice::<GoalOutcome>("outcome", request.outcome);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let her = person(&folded.state.pair.person_id)?;
    let conclusion = app.keyring.seal(call.district(), her, &GoalConclusion { outcome: request.outcome }).await?;
    let conclude = MatchCommand::ConcludeGoal { goal_id: goal.to_string(), outcome, conclusion };
    let done = app.execute::<Match>(&call, when, &request, id, conclude).await?;
    Ok(Reply::done(&done, ConcludeGoalResponse {}))
}
