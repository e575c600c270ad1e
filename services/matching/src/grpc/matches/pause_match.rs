use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{MatchPause, PauseMatchRequest, PauseMatchResponse, PauseReason, Side};

use crate::grpc::person;

pub(super) async fn pause_match(
    app: &App,
    call: Call,
    request: PauseMatchRequest,
) -> Result<Reply<PauseMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let side = violations.choice::<Side>("side", request.side);
    violations.choice::<PauseReason>("reason", request.reason);
    let until = violations.optional_date("until", &request.until);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let whose = person(folded.state.person_of(side))?;
    let reason = app.keyring.seal(call.district(), whose, &MatchPause { reason: request.reason }).await?;
    let command = MatchCommand::Pause { side, until, reason };
    let done = app.execute::<Match>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, PauseMatchResponse {}))
}
