use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Proposal, matches::match_of_proposal};
use proto::matching::v1::{SetUpMatchRequest, SetUpMatchResponse};

use crate::commands::set_up;

pub(super) async fn set_up_match(
    app: &App,
    call: Call,
    request: SetUpMatchRequest,
) -> Result<Reply<SetUpMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("proposal_id", &request.proposal_id);
    violations.settled()?;

    let folded = app.found::<Proposal>(&call, id).await?;
    let by = app.context(&call, when, &request).await?;
    let done = set_up(app, &by, id, &folded.state, request.term_months).await?;
    Ok(Reply::done(&done, SetUpMatchResponse { match_id: match_of_proposal(id).to_string() }))
}
