use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{CheckInAnswers, CheckInRecorded, Mood, RecordCheckInRequest, RecordCheckInResponse, Side};
use proto::referrals::v1::GivenBy;

use crate::grpc::{note, person, read_codes, sealed};

pub(super) async fn record_check_in(
    app: &App,
    call: Call,
    request: RecordCheckInRequest,
) -> Result<Reply<RecordCheckInResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let side = violations.choice::<Side>("side", request.side);
    violations.choice::<Mood>("mood", request.mood);
    read_codes(&mut violations, "topics", &request.topics);
    violations.choice::<GivenBy>("given_by", request.given_by);
    violations.text("note", &request.note, Limits::NOTE);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let whose = person(folded.state.person_of(side))?;
    let answers = CheckInAnswers { mood: request.mood, topics: request.topics.clone() };
    let check_in = CheckInRecorded {
        side: request.side,
        given_by: request.given_by,
        answers: Some(app.keyring.seal(call.district(), whose, &answers).await?),
        note: sealed(app, call.district(), whose, note(&request.note).as_ref()).await?,
    };
    let command = MatchCommand::RecordCheckIn(check_in);
    let done = app.execute::<Match>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, RecordCheckInResponse {}))
}
