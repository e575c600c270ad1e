use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ProposeErasureRequest, ProposeErasureResponse};
use referrals_domain::{Person, PersonCommand};

use super::has_run_out;
use crate::grpc::known_as;

pub(super) async fn propose_erasure(
    app: &App,
    call: Call,
    request: ProposeErasureRequest,
) -> Result<Reply<ProposeErasureResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    app.found::<Person>(&call, person).await?;
    let has_run_out = has_run_out(app, &call, person).await?;
    let command = PersonCommand::ProposeErasure { by: call.caller.actor.as_str().to_owned(), has_run_out };
    let done = app.execute::<Person>(&call, when, &request, person, command).await?;
    Ok(Reply::done(&done, ProposeErasureResponse {}))
}
