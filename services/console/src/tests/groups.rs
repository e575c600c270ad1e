//! A group's page and Today: who is next, what is offered to whom, and what the coordinator may do about it.

use axum::http::StatusCode;
use prost::Message as _;
use proto::{
    matching::v1::{
        DueGroup, DueMatch, GetGroupResponse, Group, GroupOffer, GroupOfferStatus, GroupPlace, GroupPlaceStatus,
        GroupStatus, GroupSummary, ListMatchesDueResponse, MatchDueKind, OfferGroupPlaceRequest,
        OfferGroupPlaceResponse, RecordGroupOfferAnswerRequest, RecordGroupOfferAnswerResponse,
    },
    referrals::v1::{GivenBy, ListReferralsDueResponse, NamePersonsResponse, PersonName},
    scheduling::v1::ListMeetingsDueResponse,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const PAGE: &str = "/groups/g1";

fn place(person_id: &str, status: GroupPlaceStatus) -> GroupPlace {
    GroupPlace {
        person_id: person_id.to_owned(),
        referral_id: format!("of-{person_id}"),
        status: status.into(),
        since: "2026-01-12".to_owned(),
        asked_on: "2026-01-05".to_owned(),
        may_be_asked: true,
        ..GroupPlace::default()
    }
}

fn open_offer() -> GroupOffer {
    GroupOffer {
        status: GroupOfferStatus::Open.into(),
        offered_on: "2026-03-02".to_owned(),
        answer_by: "2026-03-09".to_owned(),
        given_by: GivenBy::Spoken.into(),
        ..GroupOffer::default()
    }
}

/// Two places: one taken, one offered to Leyla or free; Hodan goes first, and Amina took her consent back.
fn group(is_offered: bool) -> Group {
    let queued = |person_id: &str| place(person_id, GroupPlaceStatus::Queued);
    let leyla = GroupPlace { offer: is_offered.then(open_offer), children: 2, is_next: false, ..queued("leyla") };
    let hodan = GroupPlace { goes_first: true, is_next: true, ..queued("hodan") };
    let amina = GroupPlace { may_be_asked: false, ..queued("amina") };
    Group {
        summary: Some(GroupSummary {
            group_id: "g1".to_owned(),
            name: "Tiistain äidit".to_owned(),
            status: GroupStatus::Running.into(),
            capacity: 2,
            members: 1,
            queued: 3,
            offered: is_offered.into(),
            childcare_capacity: 3,
            childcare_taken: 3,
            ..GroupSummary::default()
        }),
        places: vec![place("fadumo", GroupPlaceStatus::Given), hodan, leyla, amina],
        ..Group::default()
    }
}

fn names() -> NamePersonsResponse {
    let name = |(id, name): (&str, &str)| PersonName {
        person_id: id.to_owned(),
        name: name.to_owned(),
        address_protected: id == "leyla",
    };
    let names = [("fadumo", "Fadumo A."), ("hodan", "Hodan B."), ("leyla", "Leyla C."), ("amina", "Amina D.")];
    NamePersonsResponse { names: names.map(name).into() }
}

async fn at_work(is_offered: bool, is_full: bool) -> (Stub, Console, Browser) {
    let (stub, url) = Stub::start(move |method, _| match method {
        "GetGroup" => Ok(message(&GetGroupResponse { group: Some(group(is_offered)) })),
        "NamePersons" => Ok(message(&names())),
        "OfferGroupPlace" if is_full => {
            let details = ErrorDetails::with_error_info("GROUP_FULL", "rinnalla", []);
            Err(Status::with_error_details(Code::FailedPrecondition, "no place is free", details))
        }
        "OfferGroupPlace" => Ok(message(&OfferGroupPlaceResponse { waits_for_childcare: true })),
        "RecordGroupOfferAnswer" => Ok(message(&RecordGroupOfferAnswerResponse {})),
        _ => nothing(),
    })
    .await;
    let services = ["REFERRALS", "MATCHING", "SCHEDULING"].map(|name| format!("RINNALLA_{name}_URL"));
    let settings: Vec<(&str, &str)> = services.iter().map(|name| (name.as_str(), url.as_str())).collect();
    let console = Console::start_at(&settings).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (stub, console, browser)
}

#[tokio::test]
async fn a_free_place_is_offered_to_who_is_next_and_said_to_be_without_childcare() {
    let (stub, _console, mut browser) = at_work(false, false).await;
    let page = browser.open(PAGE).await;
    assert!(page.says("Paikkoja 2: jäseniä 1, tarjottuna 0, vapaana 1."), "{}", page.html);
    assert!(page.says("Lastenhoitopaikkoja 3: varattuna 3."));
    let at = |words: &str| page.html.find(words).unwrap_or_else(|| panic!("{words}: {}", page.html));
    assert!(at("Hodan B.") < at("Leyla C.") && page.says("Odottanut 5.1.2026 lähtien"));
    assert!(page.says("Seuraava") && page.says("Perusteltu syy päästä ensin") && page.says("Suostumus peruttu"));
    assert!(page.says("Turvakielto: Leyla C."), "before anybody calls her");
    assert!(page.says("value=\"hodan\" selected"), "the next is chosen");
    assert!(!page.says("action=\"/groups/g1/answer\""), "nothing is offered yet");

    let fields = [("person_id", "hodan"), ("given_by", "given-by-interpreter"), ("answer_by", "2026-03-06")];
    let sent = browser.send(&page, "/groups/g1/offer", &fields).await;
    assert_eq!((sent.status, sent.location()), (StatusCode::SEE_OTHER, PAGE));
    let asked = OfferGroupPlaceRequest::decode(stub.asked("OfferGroupPlace")[0].message.as_slice()).unwrap();
    assert_eq!((asked.person_id.as_str(), asked.answer_by.as_str()), ("hodan", "2026-03-06"));
    assert_eq!((asked.given_by(), asked.yes_at_once), (GivenBy::Interpreter, false));
    assert!(browser.open(PAGE).await.says("Lastenhoito on täynnä: kerro se hänelle."));
}

#[tokio::test]
async fn who_was_second_with_the_last_place_is_told_and_keeps_what_she_typed() {
    let (_stub, _console, mut browser) = at_work(false, true).await;
    let page = browser.open(PAGE).await;
    let fields = [("person_id", "hodan"), ("given_by", "given-by-spoken"), ("answer_by", "2026-03-06")];
    let refused = browser.send(&page, "/groups/g1/offer", &fields).await;
    assert!(refused.says("Vapaata paikkaa ei enää ole."), "{}", refused.html);
    assert!(refused.says("2026-03-06"));
}

#[tokio::test]
async fn an_answer_is_recorded_only_when_one_was_chosen() {
    let (stub, _console, mut browser) = at_work(true, false).await;
    let page = browser.open(PAGE).await;
    assert!(page.says("Paikka tarjottu, vastaus viimeistään 9.3.2026. Lastenhoito on täynnä."), "{}", page.html);
    assert!(!page.says("action=\"/groups/g1/offer\""), "what is kept is not free");
    let unsaid = browser.send(&page, "/groups/g1/answer", &[("person_id", "leyla")]).await;
    assert!(unsaid.says("Tämä tieto tarvitaan") && stub.asked("RecordGroupOfferAnswer").is_empty());
    let no = [
        ("person_id", "leyla"),
        ("yes", "no"),
        ("given_by", "given-by-spoken"),
        ("decline_reason", "group-offer-decline-reason-childcare"),
        ("leave_reason", "end-reason-moved"),
    ];
    let sent = browser.send(&page, "/groups/g1/answer", &no).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let asked = stub.asked("RecordGroupOfferAnswer").pop().unwrap();
    let asked = RecordGroupOfferAnswerRequest::decode(asked.message.as_slice()).unwrap();
    assert_eq!((asked.person_id.as_str(), asked.yes, asked.decline_reason, asked.leave_reason), ("leyla", false, 3, 4));
}

#[tokio::test]
async fn today_says_whose_turn_it_is_and_who_has_not_answered() {
    let due = |kind: MatchDueKind, due_on: &str, next: &str| DueMatch {
        kind: kind.into(),
        due_on: due_on.to_owned(),
        group: Some(DueGroup {
            group_id: "g1".to_owned(),
            name: "Tiistain äidit".to_owned(),
            person_id: "leyla".to_owned(),
            next_person_id: next.to_owned(),
            free: 2,
        }),
        ..DueMatch::default()
    };
    let all = vec![
        due(MatchDueKind::GroupPlaceFree, "2026-03-01", ""),
        due(MatchDueKind::GroupOfferOpen, "2026-03-09", ""),
        due(MatchDueKind::GroupOfferExpired, "2026-02-27", "hodan"),
        due(MatchDueKind::GroupChildcareFree, "2026-03-01", ""),
    ];
    let (_stub, url) = Stub::start(move |method, _| match method {
        "ListMatchesDue" => Ok(message(&ListMatchesDueResponse { due: all.clone(), as_of: "2026-03-02".to_owned() })),
        "ListReferralsDue" => Ok(message(&ListReferralsDueResponse::default())),
        "ListMeetingsDue" => Ok(message(&ListMeetingsDueResponse::default())),
        "NamePersons" => Ok(message(&names())),
        _ => nothing(),
    })
    .await;
    let services = ["REFERRALS", "MATCHING", "SCHEDULING"].map(|name| format!("RINNALLA_{name}_URL"));
    let settings: Vec<(&str, &str)> = services.iter().map(|name| (name.as_str(), url.as_str())).collect();
    let console = Console::start_at(&settings).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    let shown = browser.open("/today").await;
    for words in [
        "Tiistain äidit: 2 paikkaa vapaana. Hän on seuraavana jonossa.",
        "tarjottuun paikkaan odotetaan vastausta 9.3.2026 asti.",
        "hän ei vastannut tarjoukseen 27.2.2026 mennessä. Seuraavana jonossa on Hodan B.",
        "lastenhoidossa on tilaa",
        "Turvakielto: Leyla C.",
        "href=\"/groups/g1\"",
    ] {
        assert!(shown.says(words), "{words}: {}", shown.html);
    }
}
