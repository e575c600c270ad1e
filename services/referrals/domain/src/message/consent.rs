use proto::referrals::v1::{ConsentPurpose, MessageWithdrawal};

use crate::{person::PersonState, referral::ReferralState};

/// Whether her consent covers telling the referrer of this referral. What she said last about telling referrers counts:
/// later than the referral it is about this one, before it about others.
pub fn consents_to_feedback(referral: &ReferralState, person: &PersonState) -> bool {
    let Some((given, since)) = person.said_of(ConsentPurpose::FeedbackToReferrer) else {
        return referral.may_be_told;
    };
    let said_since = referral.handed_in_on.is_none_or(|handed_in_on| since >= handed_in_on);
    if given { referral.may_be_told || said_since } else { referral.may_be_told && !said_since }
}

/// What stands in the way of a message at the moment of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked of somebody else, and any of them may hold")]
pub struct Circumstances {
    /// Her erasure was ordered, or her keys are gone.
    pub erased: bool,
    pub consented: bool,
    /// The recipient wants no messages.
    pub refused: bool,
    /// Turvakielto.
    pub address_protected: bool,
}

impl Circumstances {
    /// Why it is not sent; the weightiest reason of several.
    pub fn hindrance(self) -> Option<MessageWithdrawal> {
        if self.erased {
            Some(MessageWithdrawal::Erased)
        } else if self.address_protected {
            Some(MessageWithdrawal::AddressProtected)
        } else if !self.consented {
            Some(MessageWithdrawal::Consent)
        } else if self.refused {
            Some(MessageWithdrawal::RefusedByRecipient)
        } else {
            None
        }
    }
}
