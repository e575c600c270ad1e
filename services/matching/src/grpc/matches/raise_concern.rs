use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::{
    matching::v1::{RaiseConcernRequest, RaiseConcernResponse},
    referrals::v1::Note,
};

use crate::grpc::person;

pub(super) async fn raise_concern(
    app: &App,
    call: Call,
    request: RaiseConcernRequest,
) -> Result<Reply<RaiseConcernResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let text = violations.required_text("note", &request.note, Limits::NOTE).to_owned();
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let her = person(&folded.state.pair.person_id)?;
    let by = app.context(&call, when, &request).await?;
    let concern_id = by.creates("concern", 0).to_string();
    let note = app.keyring.seal(call.district(), her, &Note { text }).await?;
    let raise = MatchCommand::RaiseConcern { concern_id: concern_id.clone(), note };
    let done = app.log.execute::<Match>(&by, id, &raise).await?;
    Ok(Reply::done(&done, RaiseConcernResponse { concern_id }))
}
