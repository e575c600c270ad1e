//! What Today says of each person before anybody acts.

use proto::{
    matching::v1::{DueMatch, ListMatchesDueResponse, MatchDueKind, MatchSummary},
    referrals::v1::{
        DueKind, DueReferral, GetOfferingResponse, ListReferralsDueResponse, NamePersonsResponse, Partner,
        PartnerAgreement, PersonName, Purpose, ReferralSummary,
    },
    scheduling::v1::ListMeetingsDueResponse,
};

use super::{
    browser::{Console, PASSWORD, Shown},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

fn offering() -> GetOfferingResponse {
    let partner = Partner { name: "Eurajoki".to_owned(), ..Partner::default() };
    let agreement =
        PartnerAgreement { agreement_id: "eurajoki".to_owned(), partner: Some(partner), ..PartnerAgreement::default() };
    let purpose = Purpose {
        purpose_id: "photographs".to_owned(),
        name: [("fi".to_owned(), "Valokuvat".to_owned())].into(),
        ..Purpose::default()
    };
    GetOfferingResponse { agreements: vec![agreement], purposes: vec![purpose], ..GetOfferingResponse::default() }
}

fn of_match(kind: MatchDueKind, match_id: &str, agreement_id: &str) -> DueMatch {
    let found = MatchSummary {
        match_id: match_id.to_owned(),
        person_id: "p1".to_owned(),
        volunteer_person_id: "p2".to_owned(),
        ..MatchSummary::default()
    };
    DueMatch {
        kind: kind.into(),
        due_on: "2025-12-31".to_owned(),
        r#match: Some(found),
        agreement_id: agreement_id.to_owned(),
        ..DueMatch::default()
    }
}

async fn today(due: Vec<DueReferral>, matches: Vec<DueMatch>) -> Shown {
    let (_stub, url) = Stub::start(move |method, _| match method {
        "ListReferralsDue" => {
            let as_of = "2026-03-02".to_owned();
            Ok(message(&ListReferralsDueResponse { due: due.clone(), as_of, ..ListReferralsDueResponse::default() }))
        }
        "ListMatchesDue" => {
            let as_of = "2026-03-02".to_owned();
            Ok(message(&ListMatchesDueResponse { due: matches.clone(), as_of }))
        }
        "ListMeetingsDue" => {
            let planned_match_ids = vec!["m2".to_owned()];
            Ok(message(&ListMeetingsDueResponse { planned_match_ids, ..ListMeetingsDueResponse::default() }))
        }
        "GetOffering" => Ok(message(&offering())),
        "NamePersons" => {
            let name = |(id, name, address_protected): (&str, &str, bool)| PersonName {
                person_id: id.to_owned(),
                name: name.to_owned(),
                address_protected,
            };
            let names = [("p1", "Halyna Melnyk", true), ("p2", "Helmi Koskela", false)].map(name);
            Ok(message(&NamePersonsResponse { names: names.into() }))
        }
        _ => nothing(),
    })
    .await;
    let services = ["REFERRALS", "MATCHING", "SCHEDULING"].map(|name| format!("RINNALLA_{name}_URL"));
    let settings: Vec<(&str, &str)> = services.iter().map(|name| (name.as_str(), url.as_str())).collect();
    let console = Console::start_at(&settings).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    browser.open("/today").await
}

fn of_person(kind: DueKind) -> DueReferral {
    DueReferral {
        kind: kind.into(),
        person_id: "p1".to_owned(),
        name: "Halyna Melnyk".to_owned(),
        due_on: "2026-03-02".to_owned(),
        ..DueReferral::default()
    }
}

#[tokio::test]
async fn who_is_in_hiding_is_called_only_after_her_page_was_read() {
    let open = today(vec![of_person(DueKind::NextStep)], Vec::new()).await;
    assert!(open.says("Ota yhteyttä") && !open.says("Turvakielto"), "{}", open.html);
    let hidden = DueReferral { address_protected: true, ..of_person(DueKind::NextStep) };
    let shown = today(vec![hidden], Vec::new()).await;
    assert!(shown.says("Turvakielto: Halyna Melnyk.") && !shown.says("Ota yhteyttä"), "{}", shown.html);
    assert!(shown.says("Lue ohje ennen soittoa") && shown.says("href=\"/people/p1\""));
    assert!(shown.value("/people/p1/contact", "to").is_some(), "afterwards the call is noted here");
}

#[tokio::test]
async fn a_withdrawn_consent_is_named_and_a_contact_can_be_noted_beside_it() {
    let withdrawn = DueReferral { purpose_ids: vec!["photographs".to_owned()], ..of_person(DueKind::ConsentWithdrawn) };
    let shown = today(vec![withdrawn], Vec::new()).await;
    assert!(shown.says("Suostumus peruttiin 2.3.2026: Valokuvat."), "{}", shown.html);
    assert_eq!(shown.value("/people/p1/contact", "to").as_deref(), Some("/today"));
}

#[tokio::test]
async fn a_municipality_without_an_agreement_is_named_before_anybody_decides() {
    let summary = ReferralSummary { municipality_code: "102".to_owned(), ..ReferralSummary::default() };
    let decide = DueReferral { is_not_covered: true, referral: Some(summary), ..of_person(DueKind::Decide) };
    let shown = today(vec![decide], Vec::new()).await;
    assert!(shown.says("Kunta ei mukana") && shown.says("Huittinen ei kuulu"), "{}", shown.html);
}

#[tokio::test]
async fn an_agreement_is_named_with_its_pair_and_a_pair_with_a_time_for_its_first_meeting_asks_nothing() {
    let due = vec![
        of_match(MatchDueKind::AgreementEnded, "m1", "eurajoki"),
        of_match(MatchDueKind::FirstMeeting, "m2", ""),
        of_match(MatchDueKind::FirstMeeting, "m3", ""),
    ];
    let shown = today(Vec::new(), due).await;
    assert!(shown.says("31.12.2025: Eurajoki") && shown.says("Turvakielto: Halyna Melnyk."), "{}", shown.html);
    assert!(shown.says("/matches/m1") && shown.says("/matches/m3") && !shown.says("/matches/m2"));
}
