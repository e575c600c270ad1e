use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ReopenIntakeRequest, ReopenIntakeResponse};
use referrals_domain::{Intake, IntakeCommand};

use crate::grpc::read_municipality;

pub(super) async fn reopen_intake(
    app: &App,
    call: Call,
    request: ReopenIntakeRequest,
) -> Result<Reply<ReopenIntakeResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let programme = violations.slug("programme_id", &request.programme_id);
    read_municipality(&mut violations, "municipality_code", &request.municipality_code);
    violations.settled()?;

    let id = super::intake_id(programme, &request.municipality_code);
    let done = app.execute::<Intake>(&call, when, &request, id, IntakeCommand::Reopen).await?;
    Ok(Reply::done(&done, ReopenIntakeResponse {}))
}
