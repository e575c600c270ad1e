mod correct_person;
mod find_duplicates;
mod get_erasure;
mod get_person;
mod grant_consent;
mod list_views;
mod name_persons;
mod order_erasure;
mod record_contact;
mod record_household;
mod record_privacy_notice;
mod register_person;
mod search_persons;
mod tell_persons_apart;
mod withdraw_consent;

use proto::referrals::v1 as pb;
use rpc::referrals::v1::persons_service_server::PersonsService;

use super::PersonsGrpc;

edge::service! {
    "rinnalla.referrals.v1", PersonsService for PersonsGrpc;
    register_person: "RegisterPerson", pb::RegisterPersonRequest => pb::RegisterPersonResponse;
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
    name_persons: "NamePersons", pb::NamePersonsRequest => pb::NamePersonsResponse;
    list_views: "ListViews", pb::ListViewsRequest => pb::ListViewsResponse;
    order_erasure: "OrderErasure", pb::OrderErasureRequest => pb::OrderErasureResponse;
    get_erasure: "GetErasure", pb::GetErasureRequest => pb::GetErasureResponse;
}
