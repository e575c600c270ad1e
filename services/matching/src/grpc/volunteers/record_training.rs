use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{RecordTrainingRequest, RecordTrainingResponse, TrainingCompleted};

use crate::grpc::read_code;

pub(super) async fn record_training(
    app: &App,
    call: Call,
    request: RecordTrainingRequest,
) -> Result<Reply<RecordTrainingResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let topic = read_code(&mut violations, "topic", &request.topic);
    if !(1..=6_000).contains(&request.minutes) {
        violations.add("minutes", "must be between 1 and 6000");
    }
    violations.settled()?;

    let command = VolunteerCommand::RecordTraining(TrainingCompleted { minutes: request.minutes, topic });
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, RecordTrainingResponse {}))
}
