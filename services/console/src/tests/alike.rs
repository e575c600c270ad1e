//! Before somebody is made known it is asked whether she is one of those who are.

use axum::http::StatusCode;
use prost::Message as _;
use proto::referrals::v1::{
    FindDuplicatesRequest, FindDuplicatesResponse, GetCoverageResponse, GetOfferingResponse, Likeness, PersonHit,
    RegisterPersonResponse, SubmitReferralRequest, SubmitReferralResponse, TellPersonsApartRequest,
    TellPersonsApartResponse,
};

use super::{
    browser::{Browser, Console, PASSWORD, Shown},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const KNOWN: &str = "27c8ae8b-472c-54aa-a714-255ecced1c1c";
const NEW: &str = "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d";
const LEADER: &[(&str, &str)] = &[
    ("request_id", "6b2043f3-eab5-426d-a815-1c4c10c1edc9"),
    ("person_id", ""),
    ("told_apart", ""),
    ("role", "person-role-leader"),
    ("identity.given_name", "Oxana"),
    ("identity.family_name", "Tkachenko"),
    ("identity.phone", "040 555 0101"),
    ("facts.birth_month", "5/1994"),
];
const REFERRED: &[(&str, &str)] = &[
    ("request_id", "6b2043f3-eab5-426d-a815-1c4c10c1edc9"),
    ("she_knows_and_agrees", "yes"),
    ("source", "referral-source-clinic"),
    ("identity.given_name", "Oxana"),
    ("wish", "Puistoon \"lasten\" kanssa"),
];

fn oksana() -> PersonHit {
    PersonHit {
        person_id: KNOWN.to_owned(),
        name: "Oksana Tkachenko".to_owned(),
        likenesses: vec![Likeness::Phone.into(), Likeness::NameSounds.into()],
        ..PersonHit::default()
    }
}

async fn at_work(found: Vec<PersonHit>) -> (Stub, Console, Browser) {
    let (stub, url) = Stub::start(move |method, _| match method {
        "FindDuplicates" => Ok(message(&FindDuplicatesResponse { hits: found.clone() })),
        "RegisterPerson" => Ok(message(&RegisterPersonResponse { person_id: NEW.to_owned() })),
        "SubmitReferral" => {
            let person_id = NEW.to_owned();
            Ok(message(&SubmitReferralResponse { referral_id: "r1".to_owned(), person_id, ..Default::default() }))
        }
        "TellPersonsApart" => Ok(message(&TellPersonsApartResponse {})),
        "GetOffering" => Ok(message(&GetOfferingResponse::default())),
        "GetCoverage" => Ok(message(&GetCoverageResponse::default())),
        _ => nothing(),
    })
    .await;
    let console = Console::start_with("http://127.0.0.1:8080", &url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, console, browser)
}

/// Sends a form with some of its fields said otherwise.
async fn send(browser: &mut Browser, path: &str, form: &[(&str, &str)], said: &[(&str, &str)]) -> Shown {
    let token = browser.form_token();
    let kept = form.iter().filter(|(name, _)| said.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = [("form_token", token.as_str())].iter().chain(kept).chain(said).copied().collect();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn nobody_is_made_known_before_it_is_said_whether_she_is_known_already() {
    let (stub, _console, mut browser) = at_work(vec![oksana()]).await;
    let shown = send(&mut browser, "/people/new", LEADER, &[]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("Oksana Tkachenko") && shown.says("sama puhelinnumero, samalta kuulostava nimi"));
    assert!(stub.asked("RegisterPerson").is_empty());
    let asked = stub.asked("FindDuplicates").remove(0);
    let asked = FindDuplicatesRequest::decode(asked.message.as_slice()).unwrap();
    assert_eq!((asked.identity.unwrap().given_name.as_str(), asked.birth_month.as_str()), ("Oxana", "1994-05"));
    for (name, value) in LEADER.iter().filter(|(_, value)| !value.is_empty()) {
        assert_eq!(shown.value("/people/new", name).as_deref(), Some(*value), "{name} is lost");
    }
    assert_eq!(shown.value("/people/new", "person_id").as_deref(), Some(KNOWN));
}

#[tokio::test]
async fn somebody_who_is_known_already_is_not_made_known_again() {
    let (stub, _console, mut browser) = at_work(vec![oksana()]).await;
    let done = send(&mut browser, "/people/new", LEADER, &[("person_id", KNOWN)]).await;
    assert_eq!(done.location(), format!("/people/{KNOWN}"));
    assert!(stub.asked("RegisterPerson").is_empty());
}

#[tokio::test]
async fn somebody_else_is_made_known_and_told_apart_from_who_looked_like_her() {
    let (stub, _console, mut browser) = at_work(vec![oksana()]).await;
    let shown = send(&mut browser, "/people/new", LEADER, &[]).await;
    let apart = format!("name=\"told_apart\" value=\"{KNOWN}\"");
    assert!(shown.says(&apart), "{}", shown.html);
    let done = send(&mut browser, "/people/new", LEADER, &[("told_apart", KNOWN)]).await;
    assert_eq!(done.location(), format!("/people/{NEW}"));
    let told: Vec<_> = stub.asked("TellPersonsApart").into_iter().map(|asked| asked.message).collect();
    let [told] = told.try_into().unwrap();
    let told = TellPersonsApartRequest::decode(told.as_slice()).unwrap();
    assert_eq!((told.person_id.as_str(), told.other_person_id.as_str()), (KNOWN, NEW));
    assert_eq!(stub.asked("FindDuplicates").len(), 1, "it was said already");
}

#[tokio::test]
async fn who_is_like_nobody_is_made_known_at_once() {
    let (stub, _console, mut browser) = at_work(Vec::new()).await;
    let done = send(&mut browser, "/people/new", LEADER, &[]).await;
    assert_eq!(done.location(), format!("/people/{NEW}"));
    assert!(stub.asked("TellPersonsApart").is_empty());
}

#[tokio::test]
async fn a_volunteer_whose_application_failed_is_not_taken_for_her_own_double() {
    let (stub, _console, mut browser) = at_work(Vec::new()).await;
    let volunteer = [("role", "person-role-volunteer"), ("programme_id", "friend")];
    // Matching is away.
    let shown = send(&mut browser, "/people/new", LEADER, &volunteer).await;
    assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(shown.says(&format!("name=\"person_id\" value=\"{NEW}\"")), "{}", shown.html);
    assert_eq!(stub.asked("FindDuplicates").len(), 1);
}

#[tokio::test]
async fn a_referral_by_phone_is_recorded_for_whoever_she_is() {
    let (stub, _console, mut browser) = at_work(vec![oksana()]).await;
    let shown = send(&mut browser, "/referrals/new", REFERRED, &[]).await;
    assert!(shown.says("Oksana Tkachenko") && stub.asked("SubmitReferral").is_empty(), "{}", shown.html);
    assert_eq!(shown.value("/referrals/new", "wish").as_deref(), Some("Puistoon \"lasten\" kanssa"));

    send(&mut browser, "/referrals/new", REFERRED, &[("person_id", KNOWN)]).await;
    send(&mut browser, "/referrals/new", REFERRED, &[("told_apart", KNOWN)]).await;
    let submitted: Vec<SubmitReferralRequest> = stub
        .asked("SubmitReferral")
        .iter()
        .map(|asked| SubmitReferralRequest::decode(asked.message.as_slice()).unwrap())
        .collect();
    assert_eq!((submitted[0].person_id.as_str(), submitted[0].identity.is_none()), (KNOWN, true));
    assert_eq!((submitted[1].person_id.as_str(), submitted[1].identity.is_some()), ("", true));
    assert_eq!(stub.asked("TellPersonsApart").len(), 1);
}

#[tokio::test]
async fn going_back_to_the_form_searches_again_when_it_is_sent() {
    let (_stub, _console, mut browser) = at_work(vec![oksana()]).await;
    let back = send(&mut browser, "/people/new", LEADER, &[("told_apart", KNOWN), ("draft", "yes")]).await;
    assert!(back.says("value=\"Oxana\""));
    assert!(back.says("name=\"told_apart\" value=\"\""), "{}", back.html);
}
