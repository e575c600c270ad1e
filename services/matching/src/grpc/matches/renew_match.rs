use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{RenewMatchRequest, RenewMatchResponse};

pub(super) async fn renew_match(
    app: &App,
    call: Call,
    request: RenewMatchRequest,
) -> Result<Reply<RenewMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let agreed_until = violations.date("agreed_until", &request.agreed_until);
    violations.settled()?;

    let command = MatchCommand::Renew { agreed_until };
    let done = app.execute::<Match>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, RenewMatchResponse {}))
}
