use decider::DistrictId;
use edge::{App, Failure};
use keyring::{KeyError, Keyring, Opened};
use proto::referrals::v1::{PersonIdentity, ReferrerContact};
use referrals_domain::{
    Recipient,
    message::{Circumstances, consents_to_feedback},
    referral::ReferralState,
};
use uuid::Uuid;

use crate::{queries::search_key, standing::standing};

const NAMESPACE: Uuid = Uuid::from_u128(0x6d0b_71c4_93e5_5f28_b0a7_e81c_254d_9f36);

/// The aggregate of whoever is written to at an address. A plain hash would confirm guesses.
pub(crate) async fn recipient_id(keyring: &Keyring, district: &DistrictId, email: &str) -> Result<Uuid, KeyError> {
    let mac = keyring.mac(district, "message recipient", &[search_key::email(email).as_bytes()]).await?;
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

/// What stands now in the way of a message to an address, as the log itself knows it. `None` while the person of a new
/// referral is not known yet.
pub(crate) async fn circumstances(
    app: &App,
    district: &DistrictId,
    referral: &ReferralState,
    email: &str,
) -> Result<Option<Circumstances>, Failure> {
    let person = referral.person_id.parse().map_err(Failure::internal)?;
    let (_, person) = standing(&app.log, district, person).await?;
    if person.revision == 0 {
        return Ok(None);
    }
    let identity: Opened<PersonIdentity> = app.keyring.open_some(district, person.state.identity.as_ref()).await?;
    let recipient = recipient_id(&app.keyring, district, email).await?;
    let recipient = app.log.load_newest::<Recipient>(district, recipient).await?;
    let identity = identity.clear();
    Ok(Some(Circumstances {
        erased: person.state.erasure().is_some() || identity.is_none(),
        consented: consents_to_feedback(referral, &person.state),
        refused: recipient.state.refuses(),
        address_protected: identity.is_some_and(|identity| identity.address_protected),
    }))
}
