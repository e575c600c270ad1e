use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{RemoveGuardianRequest, RemoveGuardianResponse};

pub(super) async fn remove_guardian(
    app: &App,
    call: Call,
    request: RemoveGuardianRequest,
) -> Result<Reply<RemoveGuardianResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    let guardian = violations.id("guardian_person_id", &request.guardian_person_id);
    violations.settled()?;

    let remove = SupportRequestCommand::RemoveGuardian { person_id: guardian.to_string() };
    let done = app.execute::<SupportRequest>(&call, when, &request, id, remove).await?;
    Ok(Reply::done(&done, RemoveGuardianResponse {}))
}
