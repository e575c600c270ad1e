mod correct_person;
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
mod withdraw_consent;

use edge::{App, Call, Failure};
use eventlog::Done;
use jiff::civil::Date;
use prost::Message;
use proto::referrals::v1::*;
use referrals_domain::{Person, PersonCommand};
use rpc::referrals::v1::persons_service_server::PersonsService;
use uuid::Uuid;

use super::PersonsGrpc;

edge::service! {
    "rinnalla.referrals.v1", PersonsService for PersonsGrpc;
    register_person: "RegisterPerson", RegisterPersonRequest => RegisterPersonResponse;
    correct_person: "CorrectPerson", CorrectPersonRequest => CorrectPersonResponse;
    record_household: "RecordHousehold", RecordHouseholdRequest => RecordHouseholdResponse;
    record_contact: "RecordContact", RecordContactRequest => RecordContactResponse;
    grant_consent: "GrantConsent", GrantConsentRequest => GrantConsentResponse;
    withdraw_consent: "WithdrawConsent", WithdrawConsentRequest => WithdrawConsentResponse;
    record_privacy_notice: "RecordPrivacyNotice", RecordPrivacyNoticeRequest => RecordPrivacyNoticeResponse;
    get_person: "GetPerson", GetPersonRequest => GetPersonResponse;
    search_persons: "SearchPersons", SearchPersonsRequest => SearchPersonsResponse;
    name_persons: "NamePersons", NamePersonsRequest => NamePersonsResponse;
    list_views: "ListViews", ListViewsRequest => ListViewsResponse;
    order_erasure: "OrderErasure", OrderErasureRequest => OrderErasureResponse;
    get_erasure: "GetErasure", GetErasureRequest => GetErasureResponse;
}

/// Carries out a command on a person the district knows.
async fn execute<M: Message>(
    app: &App,
    call: &Call,
    (request_id, occurred_on): (Uuid, Option<Date>),
    request: &M,
    person: Uuid,
    command: PersonCommand,
) -> Result<Done<Person>, Failure> {
    let by = call.command(&app.keyring, request_id, occurred_on, request).await?;
    Ok(app.log.execute::<Person>(&by, person, &command).await?)
}
