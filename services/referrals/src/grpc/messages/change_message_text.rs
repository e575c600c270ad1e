use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ChangeMessageTextRequest, ChangeMessageTextResponse};
use referrals_domain::{DistrictText, DistrictTextCommand};

use super::example;

pub(super) async fn change_message_text(
    app: &App,
    call: Call,
    request: ChangeMessageTextRequest,
) -> Result<Reply<ChangeMessageTextResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let key = super::read_key(&mut violations, request.template, request.channel, &request.language);
    let is_reset = request.subject.trim().is_empty() && request.body.trim().is_empty();
    let wording = if is_reset {
        None
    } else {
        super::read_wording(&mut violations, key.channel, &example(app, &call), &request.subject, &request.body)
    };
    violations.settled()?;

    let command = match wording {
        Some(wording) => DistrictTextCommand::Change { key, wording },
        None => DistrictTextCommand::Reset { key },
    };
    let id = key.id();
    let done = app.execute::<DistrictText>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, ChangeMessageTextResponse {}))
}
