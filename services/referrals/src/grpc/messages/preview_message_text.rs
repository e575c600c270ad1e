use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::referrals::v1::{MessageChannel, PreviewMessageTextRequest, PreviewMessageTextResponse};
use referrals_domain::sms;

use super::example;

#[expect(clippy::unused_async, reason = "every method is answered alike")]
pub(super) async fn preview_message_text(
    app: &App,
    call: Call,
    request: PreviewMessageTextRequest,
) -> Result<Reply<PreviewMessageTextResponse>, Failure> {
    let mut violations = Violations::default();
    let key = super::read_key(&mut violations, request.template, request.channel, &request.language);
    let example = example(app, &call);
    let wording = super::read_wording(&mut violations, key.channel, &example, &request.subject, &request.body);
    violations.settled()?;

    let (subject, body) = wording.map(|wording| example.fill(&wording)).unwrap_or_default();
    let parts = if key.channel == MessageChannel::Sms { edge::total(sms::parts(&body)) } else { 0 };
    Ok(Reply::showing(PreviewMessageTextResponse { subject, body, parts }, Shown::NOBODY))
}
