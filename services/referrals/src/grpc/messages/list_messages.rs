use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{Feedback, ListMessagesRequest, ListMessagesResponse, MessageWithdrawal};
use referrals_domain::referral::ReferralState;

use crate::{
    messages::{circumstances, referrer},
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
    let feedback = feedback(app, &call, &found.state).await?;
    let messages = message::of_referral(&mut tx, referral).await?;
    let shown = call.shows(tx, &[person]).await?;
    Ok(Reply::showing(ListMessagesResponse { messages, feedback: feedback.into() }, shown))
}

/// Whether a message would go out as things stand. Not set while nobody can say yet.
async fn feedback(app: &App, call: &Call, referral: &ReferralState) -> Result<Feedback, Failure> {
    if referral.referrer.is_none() {
        return Ok(Feedback::NoReferrer);
    }
    let Some(contact) = referrer(&app.keyring, call.district(), referral).await?.clear() else {
        return Ok(Feedback::Erased);
    };
    if contact.email.trim().is_empty() {
        return Ok(Feedback::NoEmail);
    }
    let Some(circumstances) = circumstances(app, call.district(), referral, &contact.email).await? else {
        return Ok(Feedback::Unspecified);
    };
    Ok(match circumstances.hindrance() {
        None => Feedback::Allowed,
        Some(MessageWithdrawal::Erased) => Feedback::Erased,
        Some(MessageWithdrawal::AddressProtected) => Feedback::AddressProtected,
        Some(MessageWithdrawal::RefusedByRecipient) => Feedback::RefusedByRecipient,
        Some(MessageWithdrawal::Consent | MessageWithdrawal::Undone | MessageWithdrawal::Unspecified) => {
            Feedback::NotConsented
        }
    })
}
