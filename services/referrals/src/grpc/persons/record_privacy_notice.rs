use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{
    ContactChannel, PrivacyNoticeGiven, RecordPrivacyNoticeRequest, RecordPrivacyNoticeResponse,
};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::known_as;

pub(super) async fn record_privacy_notice(
    app: &App,
    call: Call,
    request: RecordPrivacyNoticeRequest,
) -> Result<Reply<RecordPrivacyNoticeResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    violations.choice::<ContactChannel>("channel", request.channel);
    violations.required_text("language", &request.language, Limits::SLUG);
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let given = PrivacyNoticeGiven { language: request.language.clone(), channel: request.channel };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::GiveNotice(given)).await?;
    Ok(Reply::done(&done, RecordPrivacyNoticeResponse {}))
}
