use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::matching::v1::{Introduction, NameGuardianRequest, NameGuardianResponse};

use crate::queries::family;

pub(super) async fn name_guardian(
    app: &App,
    call: Call,
    request: NameGuardianRequest,
) -> Result<Reply<NameGuardianResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("support_request_id", &request.support_request_id);
    let guardian = violations.id("guardian_person_id", &request.guardian_person_id);
    violations.settled()?;

    let folded = app.found::<SupportRequest>(&call, id).await?;
    family::needed(app, &folded.state.programme_id, when.1.unwrap_or_else(|| call.today()))?;
    // Whom the district does not know has no key to seal under, and is not found.
    app.keyring.seal(call.district(), guardian, &Introduction::default()).await?;
    let mut tx = app.database.district(call.district()).await?;
    if erasure::is_ordered(&mut tx, guardian).await? {
        return Err(Failure::NotFound);
    }
    tx.commit().await?;
    let name = SupportRequestCommand::NameGuardian { person_id: guardian.to_string() };
    let done = app.execute::<SupportRequest>(&call, when, &request, id, name).await?;
    Ok(Reply::done(&done, NameGuardianResponse {}))
}
