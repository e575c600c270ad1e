use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{TakeBackTrainedOrganisationRequest, TakeBackTrainedOrganisationResponse};
use referrals_domain::{TrainedOrganisation, TrainedOrganisationCommand};

pub(super) async fn take_back_trained_organisation(
    app: &App,
    call: Call,
    request: TakeBackTrainedOrganisationRequest,
) -> Result<Reply<TakeBackTrainedOrganisationResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("organisation_id", &request.organisation_id);
    violations.settled()?;

    app.found::<TrainedOrganisation>(&call, id).await?;
    let take_back = TrainedOrganisationCommand::TakeBack;
    let done = app.execute::<TrainedOrganisation>(&call, when, &request, id, take_back).await?;
    Ok(Reply::done(&done, TakeBackTrainedOrganisationResponse {}))
}
