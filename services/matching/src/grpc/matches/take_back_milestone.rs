use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{TakeBackMilestoneRequest, TakeBackMilestoneResponse};

use crate::grpc::read_code;

pub(super) async fn take_back_milestone(
    app: &App,
    call: Call,
    request: TakeBackMilestoneRequest,
) -> Result<Reply<TakeBackMilestoneResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let milestone_code = read_code(&mut violations, "milestone_code", &request.milestone_code);
    violations.settled()?;

    app.found::<Match>(&call, id).await?;
    let take_back = MatchCommand::TakeBackMilestone { milestone_code };
    let done = app.execute::<Match>(&call, when, &request, id, take_back).await?;
    Ok(Reply::done(&done, TakeBackMilestoneResponse {}))
}
