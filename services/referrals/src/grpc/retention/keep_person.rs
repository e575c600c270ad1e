use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{KeepPersonRequest, KeepPersonResponse, PersonKept};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::{known_as, sealed_note};

pub(super) async fn keep_person(
    app: &App,
    call: Call,
    request: KeepPersonRequest,
) -> Result<Reply<KeepPersonResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.required_text("reason", &request.reason, Limits::NOTE);
    let look_again_on = violations.date("look_again_on", &request.look_again_on).to_string();
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    app.found::<Person>(&call, person).await?;
    let reason = sealed_note(app, call.district(), person, &request.reason).await?;
    let command = PersonCommand::Keep(PersonKept { reason, look_again_on });
    let done = app.execute::<Person>(&call, when, &request, person, command).await?;
    Ok(Reply::done(&done, KeepPersonResponse {}))
}
