mod correct_person;
mod find_duplicates;
mod get_erasure;
mod get_person;
mod grant_consent;
mod list_views;
mod merge_persons;
mod name_persons;
mod order_erasure;
mod record_contact;
mod record_household;
mod record_privacy_notice;
mod register_applicant;
mod register_person;
mod search_persons;
mod tell_persons_apart;
mod withdraw_consent;

use edge::Violations;
use proto::referrals::v1::{self as pb, ConsentPurpose, LegalBasis, Purpose};
use referrals_domain::purpose::{acted_on, purpose_id};
use rpc::referrals::v1::persons_service_server::PersonsService;

use super::PersonsGrpc;

edge::service! {
    "rinnalla.referrals.v1", PersonsService for PersonsGrpc;
    register_person: "RegisterPerson", pb::RegisterPersonRequest => pb::RegisterPersonResponse;
    register_applicant: "RegisterApplicant", pb::RegisterApplicantRequest => pb::RegisterApplicantResponse;
    correct_person: "CorrectPerson", pb::CorrectPersonRequest => pb::CorrectPersonResponse;
    record_household: "RecordHousehold", pb::RecordHouseholdRequest => pb::RecordHouseholdResponse;
    record_contact: "RecordContact", pb::RecordContactRequest => pb::RecordContactResponse;
    grant_consent: "GrantConsent", pb::GrantConsentRequest => pb::GrantConsentResponse;
    withdraw_consent: "WithdrawConsent", pb::WithdrawConsentRequest => pb::WithdrawConsentResponse;
    record_privacy_notice: "RecordPrivacyNotice", pb::RecordPrivacyNoticeRequest => pb::RecordPrivacyNoticeResponse;
    get_person: "GetPerson", pb::GetPersonRequest => pb::GetPersonResponse;
    search_persons: "SearchPersons", pb::SearchPersonsRequest => pb::SearchPersonsResponse;
    find_duplicates: "FindDuplicates", pb::FindDuplicatesRequest => pb::FindDuplicatesResponse;
    tell_persons_apart: "TellPersonsApart", pb::TellPersonsApartRequest => pb::TellPersonsApartResponse;
    merge_persons: "MergePersons", pb::MergePersonsRequest => pb::MergePersonsResponse;
    name_persons: "NamePersons", pb::NamePersonsRequest => pb::NamePersonsResponse;
    list_views: "ListViews", pb::ListViewsRequest => pb::ListViewsResponse;
    order_erasure: "OrderErasure", pb::OrderErasureRequest => pb::OrderErasureResponse;
    get_erasure: "GetErasure", pb::GetErasureRequest => pb::GetErasureResponse;
}

/// What a consent is for, by number, by id or by both, as event fields: the number only of what services act on.
fn read_purpose(violations: &mut Violations, number: i32, id: &str) -> (i32, String) {
    let numbered: ConsentPurpose = violations.optional_choice("purpose", number);
    if id.is_empty() {
        if number == 0 {
            violations.add("purpose", "is required");
        }
        return (number, purpose_id(numbered));
    }
    violations.slug("purpose_id", id);
    let named = acted_on(id);
    if numbered != ConsentPurpose::Unspecified && numbered != named {
        violations.add("purpose_id", "is another purpose");
    }
    (named.into(), id.to_owned())
}

/// Only what rests on consent is consented to. What services act on is such a purpose unless it was shared as another.
fn rests_on_consent(shared: Option<&Purpose>, purpose_id: &str) -> bool {
    match shared {
        Some(purpose) => purpose.basis() == LegalBasis::Consent,
        None => acted_on(purpose_id) != ConsentPurpose::Unspecified,
    }
}
