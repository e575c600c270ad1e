use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{OrganisationTrained, RecordTrainedOrganisationRequest, RecordTrainedOrganisationResponse};
use referrals_domain::{TrainedOrganisation, TrainedOrganisationCommand, trained_organisation};

pub(super) async fn record_trained_organisation(
    app: &App,
    call: Call,
    request: RecordTrainedOrganisationRequest,
) -> Result<Reply<RecordTrainedOrganisationResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    // Trained perhaps before the district ran it in its present form: the programme is one of today's.
    let programme = call.programme(&app.installation, &mut violations, &request.programme_id, None);
    let name = violations.required_text("name", &request.name, Limits::NAME);
    violations.settled()?;

    let id = super::organisation_id(&programme.programme_id, name);
    let trained =
        OrganisationTrained { name: trained_organisation::written(name), programme_id: programme.programme_id };
    let record = TrainedOrganisationCommand::Record(trained);
    let done = app.execute::<TrainedOrganisation>(&call, when, &request, id, record).await?;
    Ok(Reply::done(&done, RecordTrainedOrganisationResponse { organisation_id: id.to_string() }))
}
