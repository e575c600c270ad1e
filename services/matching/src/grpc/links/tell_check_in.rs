use edge::{App, Call, Failure, Reply, Violations};
use proto::{
    matching::v1::{CheckInAnswers, CheckInRecorded, LinkAction, Mood, TellCheckInRequest, TellCheckInResponse},
    referrals::v1::GivenBy,
};

use super::held::Held;
use crate::{
    commands::check_in_by_link,
    grpc::{read_codes, sealed},
};

pub(super) async fn tell_check_in(
    app: &App,
    call: Call,
    request: TellCheckInRequest,
) -> Result<Reply<TellCheckInResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, "");
    violations.choice::<Mood>("mood", request.mood);
    read_codes(&mut violations, "topics", &request.topics);
    violations.settled()?;

    let held = Held::by_token(app, &call, LinkAction::TellCheckIn).await?;
    // One that was used gets its first answer, or is told that it was used.
    let held = if held.is_used() { held } else { held.lives(app, &call).await? };
    let answers = CheckInAnswers { mood: request.mood, topics: request.topics.clone() };
    let check_in = CheckInRecorded {
        side: held.side().into(),
        given_by: GivenBy::Link.into(),
        answers: sealed(app, call.district(), held.person()?, Some(&answers)).await?,
        note: None,
    };
    let by = app.context(&call, when, &request).await?;
    let done = check_in_by_link(app, &by, held.object, check_in, held.using).await?;
    Ok(Reply::done(&done, TellCheckInResponse {}))
}
