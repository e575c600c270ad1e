//! The page of organisations that were trained to run a programme.

use axum::http::StatusCode;
use prost::Message as _;
use proto::{
    programmes::v1::Programme,
    referrals::v1::{
        GetOfferingResponse, ListTrainedOrganisationsRequest, ListTrainedOrganisationsResponse,
        RecordTrainedOrganisationRequest, RecordTrainedOrganisationResponse, TakeBackTrainedOrganisationRequest,
        TakeBackTrainedOrganisationResponse, TrainedOrganisation,
    },
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{
    browser::{Browser, Console, PASSWORD},
    stub::{Stub, message, nothing},
};
use crate::accounts::Role;

const FIRST: &str = "7f1c2d3e-0000-5000-8000-000000000001";
const SECOND: &str = "7f1c2d3e-0000-5000-8000-000000000002";

fn trained(organisation_id: &str, name: &str, trained_on: &str) -> TrainedOrganisation {
    TrainedOrganisation {
        organisation_id: organisation_id.to_owned(),
        name: name.to_owned(),
        programme_id: "mentoring".to_owned(),
        trained_on: trained_on.to_owned(),
    }
}

fn offering() -> GetOfferingResponse {
    let programme = Programme {
        programme_id: "mentoring".to_owned(),
        name: [("fi".to_owned(), "Mentorointi".to_owned()), ("en".to_owned(), "Mentoring".to_owned())].into(),
        ..Programme::default()
    };
    GetOfferingResponse {
        programmes: vec![programme],
        as_of: "2026-03-02".to_owned(),
        ..GetOfferingResponse::default()
    }
}

fn listed(organisations: Vec<TrainedOrganisation>, next: &str) -> ListTrainedOrganisationsResponse {
    ListTrainedOrganisationsResponse { organisations, next_page_token: next.to_owned(), total: 2 }
}

fn refusal(reason: &str) -> Status {
    let details = ErrorDetails::with_error_info(reason, "rinnalla", std::collections::HashMap::new());
    Status::with_error_details(Code::FailedPrecondition, "a rule does not allow this now", details)
}

async fn at_work(url: &str) -> (Console, Browser) {
    let console = Console::start_with("http://127.0.0.1:8080", url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (console, browser)
}

#[tokio::test]
async fn a_coordinator_sees_who_was_trained_records_another_and_takes_one_back() {
    let (stub, url) = Stub::start(|method, asked| match method {
        "GetOffering" => Ok(message(&offering())),
        "ListTrainedOrganisations" => {
            let asked = ListTrainedOrganisationsRequest::decode(asked).unwrap();
            Ok(message(&match asked.page_token.as_str() {
                "" => listed(vec![trained(FIRST, "Kotosilta <ry>", "2025-10-08")], "more"),
                _ => listed(vec![trained(SECOND, "Pohjoisen Mentorit ry", "2011-10-12")], ""),
            }))
        }
        "RecordTrainedOrganisation" => Ok(message(&RecordTrainedOrganisationResponse::default())),
        "TakeBackTrainedOrganisation" => Ok(message(&TakeBackTrainedOrganisationResponse {})),
        _ => nothing(),
    })
    .await;
    let (_console, mut browser) = at_work(&url).await;
    let page = browser.open("/organisations").await;
    assert!(page.says("Kotosilta &#60;ry&#62;"), "{}", page.html);
    assert!(page.says("Mentorointi, koulutettu 8.10.2025.") && page.says("2 koulutettua organisaatiota."));
    assert!(page.says("value=\"2026-03-02\""), "today stands there to be changed");
    assert!(page.says("/organisations?after=more"));
    assert!(browser.open("/organisations?after=more").await.says("koulutettu 12.10.2011."));

    let fields = [("name", " Uusi Ammatti ry "), ("programme_id", "mentoring"), ("occurred_on", "2012-05-02")];
    assert_eq!(browser.send(&page, "/organisations/train", &fields).await.location(), "/organisations");
    let asked = RecordTrainedOrganisationRequest::decode(stub.asked("RecordTrainedOrganisation")[0].message.as_slice())
        .unwrap();
    assert_eq!((asked.name.as_str(), asked.programme_id.as_str()), ("Uusi Ammatti ry", "mentoring"));
    assert_eq!(asked.occurred_on, "2012-05-02");
    assert_eq!(browser.send(&page, "/organisations/take-back", &[]).await.location(), "/organisations");
    let asked =
        TakeBackTrainedOrganisationRequest::decode(stub.asked("TakeBackTrainedOrganisation")[0].message.as_slice());
    assert_eq!(asked.unwrap().organisation_id, FIRST);
}

#[tokio::test]
async fn what_was_refused_stands_there_again_with_the_reason_even_when_its_organisation_is_gone() {
    let (_stub, url) = Stub::start(|method, _| match method {
        "GetOffering" => Ok(message(&offering())),
        "ListTrainedOrganisations" => Ok(message(&listed(vec![trained(FIRST, "Kotosilta ry", "2025-10-08")], ""))),
        "RecordTrainedOrganisation" => Err(refusal("ORGANISATION_ALREADY_TRAINED")),
        "TakeBackTrainedOrganisation" => Err(refusal("ORGANISATION_NOT_TRAINED")),
        _ => nothing(),
    })
    .await;
    let (_console, mut browser) = at_work(&url).await;
    let page = browser.open("/organisations").await;
    let fields = [("name", "KOTOSILTA ry"), ("programme_id", "mentoring"), ("occurred_on", "2012-05-02")];
    let refused = browser.send(&page, "/organisations/train", &fields).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.says("on jo kirjattu tähän toimintaan") && refused.says("KOTOSILTA ry"), "{}", refused.html);
    let token = browser.form_token();
    for organisation in [FIRST, SECOND] {
        let fields = [("form_token", token.as_str()), ("organisation_id", organisation)];
        let refused = browser.post("/organisations/take-back", &fields).await;
        assert_eq!(refused.html.matches("Kirjaus on jo peruttu.").count(), 1, "{organisation}: {}", refused.html);
    }
    let unknown = browser.post("/organisations/praise", &[("form_token", token.as_str())]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
