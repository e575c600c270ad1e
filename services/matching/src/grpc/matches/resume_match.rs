use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{ResumeMatchRequest, ResumeMatchResponse};

pub(super) async fn resume_match(
    app: &App,
    call: Call,
    request: ResumeMatchRequest,
) -> Result<Reply<ResumeMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    violations.settled()?;

    let command = MatchCommand::Resume;
    let done = app.execute::<Match>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, ResumeMatchResponse {}))
}
