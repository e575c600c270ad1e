use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ChangeMessageTextRequest, ChangeMessageTextResponse};
use referrals_domain::{DistrictText, DistrictTextCommand, wording::district_text_id};

pub(super) async fn change_message_text(
    app: &App,
    call: Call,
    request: ChangeMessageTextRequest,
) -> Result<Reply<ChangeMessageTextResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let (template, language) = super::read_place(&mut violations, request.template, &request.language);
    let is_reset = request.subject.trim().is_empty() && request.body.trim().is_empty();
    let wording = if is_reset { None } else { super::read_wording(&mut violations, &request.subject, &request.body) };
    violations.settled()?;

    let command = match wording {
        Some(wording) => DistrictTextCommand::Change { template, language, wording },
        None => DistrictTextCommand::Reset { template, language },
    };
    let id = district_text_id(template, language);
    let done = app.execute::<DistrictText>(&call, when, &request, id, command).await?;
    Ok(Reply::done(&done, ChangeMessageTextResponse {}))
}
