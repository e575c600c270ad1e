use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{Feedback, ListMessagesRequest, ListMessagesResponse, MessageChannel, MessageWithdrawal};
use referrals_domain::referral::ReferralState;

use crate::{
    messages::{channel, circumstances, recipient, referrer},
    queries::{self, message},
};

pub(super) async fn list_messages(
    app: &App,
    call: Call,
    request: ListMessagesRequest,
) -> Result<Reply<ListMessagesResponse>, Failure> {
    let mut violations = Violations::default();
    let referral = violations.id("referral_id", &request.referral_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    // A district that does not exist has no log to ask.
    if !queries::referral::exists(&mut tx, referral).await? {
        return Err(Failure::NotFound);
    }
    let (found, person) = crate::grpc::referrals::load(app, &call, referral).await?;
    let (feedback, channel) = feedback(app, &call, &found.state).await?;
    let messages = message::of_referral(&mut tx, referral).await?;
    let shown = call.shows(tx, &[person]).await?;
    let message = ListMessagesResponse { messages, feedback: feedback.into(), channel: channel.into() };
    Ok(Reply::showing(message, shown))
}

/// Whether a message would go out as things stand, and by which way. Not set while nobody can say yet.
async fn feedback(app: &App, call: &Call, referral: &ReferralState) -> Result<(Feedback, MessageChannel), Failure> {
    let nowhere = |feedback| Ok((feedback, MessageChannel::Unspecified));
    if referral.referrer.is_none() {
        return nowhere(Feedback::NoReferrer);
    }
    let Some(contact) = referrer(&app.keyring, call.district(), referral).await?.clear() else {
        return nowhere(Feedback::Erased);
    };
    let Some(recipient) = recipient(&contact) else { return nowhere(Feedback::NoEmail) };
    let by = channel(&recipient);
    let Some(circumstances) = circumstances(app, call.district(), referral, &recipient).await? else {
        return Ok((Feedback::Unspecified, by));
    };
    let feedback = match circumstances.hindrance() {
        None => Feedback::Allowed,
        Some(MessageWithdrawal::Erased) => Feedback::Erased,
        Some(MessageWithdrawal::AddressProtected) => Feedback::AddressProtected,
        Some(MessageWithdrawal::RefusedByRecipient) => Feedback::RefusedByRecipient,
        Some(MessageWithdrawal::Consent | MessageWithdrawal::Undone | MessageWithdrawal::Unspecified) => {
            Feedback::NotConsented
        }
    };
    Ok((feedback, by))
}
