use decider::DistrictId;
use edge::{App, Failure};
use keyring::{KeyError, Keyring, Opened};
use proto::referrals::v1::{MessageChannel, MessageRecipient, PersonIdentity, ReferrerContact};
use referrals_domain::{
    Recipient,
    message::{Circumstances, consents_to_feedback},
    referral::ReferralState,
};
use uuid::Uuid;

use super::mobile::Mobile;
use crate::{queries::search_key, standing::standing, texts};

const NAMESPACE: Uuid = Uuid::from_u128(0x6d0b_71c4_93e5_5f28_b0a7_e81c_254d_9f36);

/// Where a referrer is written to: by e-mail if she gave an address, whatever it is, else by SMS. `None` when she gave
/// neither an address nor a number that takes SMS.
pub(crate) fn recipient(contact: &ReferrerContact) -> Option<MessageRecipient> {
    let language = texts::language(&contact.language).to_owned();
    let email = contact.email.trim().to_owned();
    if !email.is_empty() {
        return Some(MessageRecipient { email, language, phone: String::new() });
    }
    let phone = Mobile::parse(&contact.phone)?.e164().to_owned();
    Some(MessageRecipient { email, language, phone })
}

/// By which way a recipient is written to.
pub(crate) fn channel(recipient: &MessageRecipient) -> MessageChannel {
    if recipient.phone.is_empty() { MessageChannel::Email } else { MessageChannel::Sms }
}

/// The aggregate of whoever is written to at an address or number. A plain hash would confirm guesses.
pub(crate) async fn recipient_id(
    keyring: &Keyring,
    district: &DistrictId,
    recipient: &MessageRecipient,
) -> Result<Uuid, KeyError> {
    let (what, of) = match channel(recipient) {
        MessageChannel::Sms => ("message recipient by SMS", recipient.phone.clone()),
        MessageChannel::Email | MessageChannel::Unspecified => {
            ("message recipient", search_key::email(&recipient.email))
        }
    };
    let mac = keyring.mac(district, what, &[of.as_bytes()]).await?;
    Ok(Uuid::new_v5(&NAMESPACE, &mac))
}

/// Who referred; empty when she came herself.
pub(crate) async fn referrer(
    keyring: &Keyring,
    district: &DistrictId,
    referral: &ReferralState,
) -> Result<Opened<ReferrerContact>, KeyError> {
    keyring.open_some(district, referral.referrer.as_ref()).await
}

/// What stands now in the way of a message to a recipient, as the log itself knows it. `None` while the person of a new
/// referral is not known yet.
pub(crate) async fn circumstances(
    app: &App,
    district: &DistrictId,
    referral: &ReferralState,
    recipient: &MessageRecipient,
) -> Result<Option<Circumstances>, Failure> {
    let person = referral.person_id.parse().map_err(Failure::internal)?;
    let (_, person) = standing(&app.log, district, person).await?;
    if person.revision == 0 {
        return Ok(None);
    }
    let identity: Opened<PersonIdentity> = app.keyring.open_some(district, person.state.identity.as_ref()).await?;
    let recipient = recipient_id(&app.keyring, district, recipient).await?;
    let recipient = app.log.load_newest::<Recipient>(district, recipient).await?;
    let identity = identity.clear();
    Ok(Some(Circumstances {
        erased: person.state.erasure().is_some() || identity.is_none(),
        consented: consents_to_feedback(referral, &person.state),
        refused: recipient.state.refuses(),
        address_protected: identity.is_some_and(|identity| identity.address_protected),
    }))
}
