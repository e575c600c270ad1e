use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{WelcomeMessagesRequest, WelcomeMessagesResponse};
use referrals_domain::{Recipient, RecipientCommand};

pub(super) async fn welcome_messages(
    app: &App,
    call: Call,
    request: WelcomeMessagesRequest,
) -> Result<Reply<WelcomeMessagesResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let referral = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let recipient = super::recipient_of(app, &call, referral).await?;
    let done = app.execute::<Recipient>(&call, when, &request, recipient, RecipientCommand::Welcome).await?;
    Ok(Reply::done(&done, WelcomeMessagesResponse {}))
}
