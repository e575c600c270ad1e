//! Two records of one person are made one on a page of their own.

use std::collections::HashMap;

use axum::http::StatusCode;
use prost::Message as _;
use proto::referrals::v1::{
    Contact, FindDuplicatesResponse, GetOfferingResponse, GetPersonRequest, GetPersonResponse, Likeness, MergeField,
    MergePersonsRequest, MergePersonsResponse, MergedRecord, Person, PersonFacts, PersonHit, PersonIdentity,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const OKSANA: &str = "27c8ae8b-472c-54aa-a714-255ecced1c1c";
const OXANA: &str = "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d";
const MERGED: &str = "91e40d57-83bc-4a1d-92f6-4c705ad8e93b";

fn record(id: &str, given_name: &str, phone: &str, is_protected: bool) -> Person {
    Person {
        person_id: id.to_owned(),
        identity: Some(PersonIdentity {
            given_name: given_name.to_owned(),
            family_name: "Tkachenko".to_owned(),
            phone: phone.to_owned(),
            address_protected: is_protected,
            ..PersonIdentity::default()
        }),
        facts: Some(PersonFacts { birth_month: "1994-05".to_owned(), ..PersonFacts::default() }),
        contacts: vec![Contact { occurred_on: "2026-03-02".to_owned(), ..Contact::default() }],
        ..Person::default()
    }
}

fn person_of(id: &str, is_protected: bool) -> Person {
    match id {
        OKSANA | MERGED => {
            let record_of_hers = MergedRecord { person_id: MERGED.to_owned(), ..MergedRecord::default() };
            Person { merged: vec![record_of_hers], ..record(OKSANA, "Oksana", "040 555 0101", false) }
        }
        _ => record(OXANA, "Oxana", "050 555 0202", is_protected),
    }
}

async fn at_work(is_protected: bool, answer: &'static str) -> (Stub, Console, Browser) {
    let (stub, url) = Stub::start(move |method, asked| match method {
        "GetPerson" => {
            let id = GetPersonRequest::decode(asked).unwrap().person_id;
            Ok(message(&GetPersonResponse { person: Some(person_of(&id, is_protected)) }))
        }
        "FindDuplicates" => {
            let hit = PersonHit {
                person_id: OXANA.to_owned(),
                name: "Oxana Tkachenko".to_owned(),
                likenesses: vec![Likeness::NameSounds.into()],
                ..PersonHit::default()
            };
            Ok(message(&FindDuplicatesResponse { hits: vec![hit] }))
        }
        "MergePersons" if answer.is_empty() => Ok(message(&MergePersonsResponse {})),
        "MergePersons" => {
            let details = ErrorDetails::with_error_info(answer, "rinnalla", HashMap::new());
            Err(Status::with_error_details(Code::FailedPrecondition, "a rule does not allow this now", details))
        }
        "GetOffering" => Ok(message(&GetOfferingResponse::default())),
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, console, browser)
}

#[tokio::test]
async fn a_coordinator_chooses_what_is_right_and_makes_two_records_one() {
    let (stub, _console, mut browser) = at_work(false, "").await;
    let path = format!("/people/{OKSANA}/merge/{OXANA}");
    assert!(browser.open(&format!("/people/{OKSANA}")).await.says(&format!("href=\"{path}\"")));
    let page = browser.open(&path).await;
    for words in ["Oksana Tkachenko", "Oxana Tkachenko", "040 555 0101", "050 555 0202", "lopullista"] {
        assert!(page.says(words), "{words}: {}", page.html);
    }
    assert!(!page.says("take.merge-field-birth-month"), "both say the same");

    let unsure = browser.send(&page, &path, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.says("Rastita, että tiedät tämän olevan lopullista"), "{}", unsure.html);
    assert!(stub.asked("MergePersons").is_empty());

    let chosen = [("take.merge-field-phone", "other"), ("take.merge-field-name", "kept"), ("understood", "yes")];
    assert_eq!(browser.send(&page, &path, &chosen).await.location(), format!("/people/{OKSANA}"));
    let asked = MergePersonsRequest::decode(stub.asked("MergePersons")[0].message.as_slice()).unwrap();
    assert_eq!((asked.kept_person_id.as_str(), asked.absorbed_person_id.as_str()), (OKSANA, OXANA));
    assert_eq!(asked.taken_from_absorbed().collect::<Vec<_>>(), [MergeField::Phone]);
}

#[tokio::test]
async fn why_two_records_cannot_be_one_is_said_beside_them() {
    let (_stub, _console, mut browser) = at_work(false, "PERSONS_BOTH_IN_PROGRAMME").await;
    let path = format!("/people/{OKSANA}/merge/{OXANA}");
    let page = browser.open(&path).await;
    let told = browser.send(&page, &path, &[("understood", "yes")]).await;
    assert!(told.says("Päätä toinen ohjautumisista ensin"), "{}", told.html);
}

#[tokio::test]
async fn a_protected_address_is_shown_only_to_somebody_who_opens_it() {
    let (_stub, _console, mut browser) = at_work(true, "").await;
    let path = format!("/people/{OKSANA}/merge/{OXANA}");
    let page = browser.open(&path).await;
    assert!(!page.says("050 555 0202") && !page.says("040 555 0101") && page.says("Turvakielto"), "{}", page.html);
    assert!(browser.open(&format!("{path}?opened=yes")).await.says("050 555 0202"));
}

#[tokio::test]
async fn the_page_of_a_record_that_was_merged_leads_to_the_person() {
    let (_stub, _console, mut browser) = at_work(false, "").await;
    assert_eq!(browser.open(&format!("/people/{MERGED}")).await.location(), format!("/people/{OKSANA}"));
    let page = browser.open(&format!("/people/{OKSANA}")).await;
    assert!(page.says("Kahdet tiedot yhdistettiin"), "{}", page.html);
    let done = browser.open(&format!("/people/{OKSANA}/merge/{MERGED}")).await;
    assert_eq!(done.location(), format!("/people/{OKSANA}"));
}
