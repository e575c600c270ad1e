use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::Match;
use proto::{
    matching::v1::{EndMatchRequest, EndMatchResponse, EndReason, EndedBy},
    referrals::v1::Answer,
};

use super::record_outcome;
use crate::{
    commands::{Ending, end},
    grpc::{note, person, sealed},
};

pub(super) async fn end_match(
    app: &App,
    call: Call,
    request: EndMatchRequest,
) -> Result<Reply<EndMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let reason = violations.choice::<EndReason>("reason", request.reason);
    let ended_by = violations.optional_choice::<EndedBy>("ended_by", request.ended_by);
    let new_friend_wanted = violations.optional_choice::<Answer>("new_friend_wanted", request.new_friend_wanted);
    violations.text("note", &request.note, Limits::NOTE);
    if let Some(told) = &request.outcome {
        record_outcome::read(&mut violations, told);
    }
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let her = person(&folded.state.pair.person_id)?;
    let note = sealed(app, call.district(), her, note(&request.note).as_ref()).await?;
    let outcome = match &request.outcome {
        Some(told) => Some(record_outcome::sealed(app, &call, &folded.state, told).await?),
        None => None,
    };
    let by = app.context(&call, when, &request).await?;
    let ending = Ending { reason, ended_by, new_friend_wanted, note, outcome };
    let done = end(app, &by, id, &folded.state, ending).await?;
    Ok(Reply::done(&done, EndMatchResponse {}))
}
