use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{StopIntakeRequest, StopIntakeResponse};
use referrals_domain::{Intake, IntakeCommand};

use crate::grpc::read_municipality;

pub(super) async fn stop_intake(
    app: &App,
    call: Call,
    request: StopIntakeRequest,
) -> Result<Reply<StopIntakeResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let stop = violations.message("stop", request.stop.clone());
    violations.slug("stop.programme_id", &stop.programme_id);
    let runs = app.installation.known();
    if !runs.programmes_of(call.district(), call.today()).iter().any(|run| run.programme_id == stop.programme_id) {
        violations.add("stop.programme_id", "is not a programme of this district");
    }
    read_municipality(&mut violations, "stop.municipality_code", &stop.municipality_code);
    violations.date("stop.from", &stop.from);
    violations.optional_date("stop.reopens_on", &stop.reopens_on);
    violations.settled()?;

    let id = super::intake_id(&stop.programme_id, &stop.municipality_code);
    let done = app.execute::<Intake>(&call, when, &request, id, IntakeCommand::Stop(stop)).await?;
    Ok(Reply::done(&done, StopIntakeResponse {}))
}
