use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{MilestoneReached, ReachMilestoneRequest, ReachMilestoneResponse, Side};

use crate::{
    grpc::{read_code, read_given_to_staff},
    queries::way,
};

pub(super) async fn reach_milestone(
    app: &App,
    call: Call,
    request: ReachMilestoneRequest,
) -> Result<Reply<ReachMilestoneResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let milestone_code = read_code(&mut violations, "milestone_code", &request.milestone_code);
    violations.choice::<Side>("side", request.side);
    read_given_to_staff(&mut violations, request.given_by);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    way::has_milestone(app, &folded.state.pair.programme_id, &milestone_code, call.today())?;
    let reached = MilestoneReached { milestone_code, side: request.side, given_by: request.given_by };
    let done = app.execute::<Match>(&call, when, &request, id, MatchCommand::ReachMilestone(reached)).await?;
    Ok(Reply::done(&done, ReachMilestoneResponse {}))
}
