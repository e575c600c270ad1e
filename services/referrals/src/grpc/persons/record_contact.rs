use edge::{App, Call, Failure, Limits, Reply, Violations, date};
use proto::referrals::v1::{ContactChannel, ContactNoted, Note, RecordContactRequest, RecordContactResponse};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::as_known;

pub(super) async fn record_contact(
    app: &App,
    call: Call,
    request: RecordContactRequest,
) -> Result<Reply<RecordContactResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.choice::<ContactChannel>("channel", request.channel);
    let text = violations.required_text("note", &request.note, Limits::NOTE).to_owned();
    let next_step_on = violations.optional_date("next_step_on", &request.next_step_on);
    let referral = violations.optional_id("referral_id", &request.referral_id);
    violations.settled()?;

    let (call, request, note) = (&call, &request, &Note { text });
    let done = as_known(app, call, person, |person| async move {
        let noted = ContactNoted {
            channel: request.channel,
            note: Some(app.keyring.seal(call.district(), person, note).await?),
            next_step_on: date(next_step_on),
            referral_id: referral.map(|id| id.to_string()).unwrap_or_default(),
            reached: request.reached,
        };
        app.execute::<Person>(call, when, request, person, PersonCommand::NoteContact(noted)).await
    })
    .await?;
    Ok(Reply::done(&done, RecordContactResponse {}))
}
