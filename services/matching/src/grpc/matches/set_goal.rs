use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::{
    matching::v1::{SetGoalRequest, SetGoalResponse},
    referrals::v1::Note,
};

use crate::grpc::{GOAL, person};

pub(super) async fn set_goal(
    app: &App,
    call: Call,
    request: SetGoalRequest,
) -> Result<Reply<SetGoalResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let text = violations.required_text("goal", &request.goal, GOAL).to_owned();
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let her = person(&folded.state.pair.person_id)?;
    let by = app.context(&call, when, &request).await?;
    let goal_id = by.creates("goal", 0).to_string();
    let goal = app.keyring.seal(call.district(), her, &Note { text }).await?;
    let set = MatchCommand::SetGoal { goal_id: goal_id.clone(), goal };
    let done = app.log.execute::<Match>(&by, id, &set).await?;
    Ok(Reply::done(&done, SetGoalResponse { goal_id }))
}
