//! Values of the contracts' enums as pages name them. A value's name in the contract, in lower case, is the name of
//! its text and its value in a form: `CLOSE_REASON_NEED_MET` is `close-reason-need-met` in both.

use proto::{
    matching::v1 as matching, programmes::v1::LanguageLevel, referrals::v1 as referrals, reporting::v1::WaitBand,
    scheduling::v1 as scheduling,
};

use crate::{components::Choice, i18n::Texts};

pub trait Named: Copy + Default + PartialEq + TryFrom<i32> + Into<i32> {
    fn contract_name(self) -> &'static str;

    fn slug(self) -> String {
        self.contract_name().to_ascii_lowercase().replace('_', "-")
    }

    /// Every value that is set, in the contract's order.
    fn all() -> impl Iterator<Item = Self> {
        (1..64).map_while(|number| Self::try_from(number).ok())
    }

    /// Not set for anything but the slug of a value.
    fn of_slug(slug: &str) -> Self {
        Self::all().find(|value| value.slug() == slug).unwrap_or_default()
    }

    /// The number of the value that a slug names, as messages hold it.
    fn number_of(slug: &str) -> i32 {
        Self::of_slug(slug).into()
    }

    /// Not set for a number this version does not know.
    fn of_number(number: i32) -> Self {
        Self::try_from(number).unwrap_or_default()
    }

    fn choices(t: Texts) -> Vec<Choice> {
        Self::all().map(|value| value.choice(t)).collect()
    }

    fn choice(self, t: Texts) -> Choice {
        Choice::new(self.slug(), t.name(self))
    }

    fn is_set(self) -> bool {
        self.into() != 0
    }
}

impl Texts {
    /// Empty for a value that is not set.
    pub fn name(self, value: impl Named) -> String {
        if value.is_set() { self.say(value.slug()).to_string() } else { String::new() }
    }

    /// The name of the value with this number.
    pub fn name_of<N: Named>(self, number: i32) -> String {
        self.name(N::of_number(number))
    }
}

macro_rules! named {
    ($($name:ty),* $(,)?) => {
        $(impl Named for $name {
            fn contract_name(self) -> &'static str {
                self.as_str_name()
            }
        })*

        /// The text of every value that pages name.
        #[cfg(test)]
        pub fn texts() -> Vec<String> {
            let mut texts = Vec::new();
            $(texts.extend(<$name as Named>::all().map(Named::slug));)*
            texts
        }
    };
}

named!(
    referrals::Answer,
    referrals::CloseReason,
    referrals::CheckOutcome,
    referrals::ConsentPurpose,
    referrals::ContactChannel,
    referrals::ErasureGround,
    referrals::Feedback,
    referrals::Gender,
    referrals::GivenBy,
    referrals::HouseholdRelation,
    referrals::LegalBasis,
    referrals::MessageChannel,
    referrals::MessageFailure,
    referrals::MessageStatus,
    referrals::MessageTemplate,
    referrals::MessageWithdrawal,
    referrals::Likeness,
    referrals::MergeField,
    referrals::PersonRole,
    referrals::PublicReferralStatus,
    referrals::ReferralSource,
    referrals::RuleOutcome,
    LanguageLevel,
    matching::AgeBand,
    matching::ApprovalStep,
    matching::CancelReason,
    matching::ConcernOutcome,
    matching::DeclineReason,
    matching::EndReason,
    matching::EndedBy,
    matching::ExpenseAnswer,
    matching::GoalOutcome,
    matching::GroupOfferDeclineReason,
    matching::GroupOfferStatus,
    matching::GroupPlaceStatus,
    matching::HardRule,
    matching::LeaveReason,
    matching::LinkStatus,
    matching::Mood,
    matching::NotApprovedReason,
    matching::PauseReason,
    matching::Side,
    matching::SupportRequestCloseReason,
    matching::TermCode,
    matching::TimeOfWeek,
    matching::UnmatchedReason,
    matching::VolunteerStatus,
    matching::Wish,
    matching::WithdrawReason,
    scheduling::AttendanceStatus,
    scheduling::NotHeldReason,
    scheduling::SessionCancelReason,
    scheduling::SessionKind,
    scheduling::Weekday,
    WaitBand,
);

#[cfg(test)]
mod tests {
    use proto::referrals::v1::CloseReason;

    use super::Named as _;

    #[test]
    fn a_value_is_found_again_by_its_slug() {
        assert_eq!(CloseReason::NeedMet.slug(), "close-reason-need-met");
        assert_eq!(CloseReason::of_slug("close-reason-need-met"), CloseReason::NeedMet);
        assert_eq!(CloseReason::of_slug("close-reason-unspecified"), CloseReason::Unspecified);
    }
}
