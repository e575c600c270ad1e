use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{ActivateMatchRequest, ActivateMatchResponse};

pub(super) async fn activate_match(
    app: &App,
    call: Call,
    request: ActivateMatchRequest,
) -> Result<Reply<ActivateMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    violations.settled()?;

    let command = MatchCommand::Activate;
    let done = app.execute::<Match>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, ActivateMatchResponse { agreed_until: edge::date(done.folded.state.agreed_until()) }))
}
