//! What a consent is for: any purpose by its id. A few of them services act on, and those have a number too.

use proto::referrals::v1::ConsentPurpose;

/// Id of a purpose that services act on; empty for none.
pub fn purpose_id(purpose: ConsentPurpose) -> String {
    let name = purpose.as_str_name().strip_prefix("CONSENT_PURPOSE_").unwrap_or_default();
    if purpose == ConsentPurpose::Unspecified { String::new() } else { name.to_ascii_lowercase().replace('_', "-") }
}

/// The purpose that services act on by this id; unspecified for any other.
pub fn acted_on(id: &str) -> ConsentPurpose {
    let mut all = (1..).map_while(|number| ConsentPurpose::try_from(number).ok());
    all.find(|purpose| purpose_id(*purpose) == id).unwrap_or_default()
}

/// Id of the purpose that an event names: the oldest say it by number alone.
pub fn named_by(purpose: i32, id: &str) -> String {
    if id.is_empty() { purpose_id(ConsentPurpose::try_from(purpose).unwrap_or_default()) } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_one_by_number_and_by_id() {
        for purpose in (0..).map_while(|number| ConsentPurpose::try_from(number).ok()) {
            assert_eq!(acted_on(&purpose_id(purpose)), purpose);
        }
        assert_eq!(purpose_id(ConsentPurpose::FeedbackToReferrer), "feedback-to-referrer");
        assert_eq!(acted_on("photographs"), ConsentPurpose::Unspecified);
    }

    #[test]
    fn an_event_names_its_purpose_by_id_or_as_the_oldest_do() {
        assert_eq!(named_by(ConsentPurpose::Messages.into(), ""), "messages");
        assert_eq!(named_by(0, "photographs"), "photographs");
    }
}
