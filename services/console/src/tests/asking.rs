//! What a service is told about who asks, and what becomes of its answers.

use std::sync::{Arc, Mutex};

use access::Role as TokenRole;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode},
    routing::post,
};
use prost::Message as _;
use proto::referrals::v1::{DueKind, DueReferral, ListReferralsDueResponse};
use tokio::net::TcpListener;
use tonic::{service::Routes, transport::Server};

use super::browser::{Browser, Console, PASSWORD};
use crate::accounts::Role;

/// Stands in for referrals: keeps what it was told, answers one thing.
#[derive(Clone)]
struct Referrals {
    asked: Arc<Mutex<Vec<HeaderMap>>>,
    answer: fn() -> Response<Body>,
}

impl Referrals {
    async fn start(answer: fn() -> Response<Body>) -> (Self, String) {
        let stub = Self { asked: Arc::default(), answer };
        let routes = Router::new()
            .route("/rinnalla.referrals.v1.ReferralsService/ListReferralsDue", post(list_due))
            .with_state(stub.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(Server::builder().add_routes(Routes::from(routes)).serve_with_incoming(incoming));
        (stub, url)
    }

    fn asked(&self) -> Vec<HeaderMap> {
        self.asked.lock().unwrap().clone()
    }
}

async fn list_due(State(stub): State<Referrals>, headers: HeaderMap) -> Response<Body> {
    stub.asked.lock().unwrap().push(headers);
    (stub.answer)()
}

fn one_due() -> Response<Body> {
    let due = DueReferral {
        name: "Oksana <M.>".to_owned(),
        person_id: "p1".to_owned(),
        kind: DueKind::Acknowledge.into(),
        due_on: "2026-02-26".to_owned(),
        ..Default::default()
    };
    let message = ListReferralsDueResponse { due: vec![due], as_of: "2026-03-02".to_owned(), ..Default::default() }
        .encode_to_vec();
    let mut body = vec![0];
    body.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    body.extend(message);
    answered(0).header("x-rinnalla-position", "referrals=12").body(Body::from(body)).unwrap()
}

fn refused(code: u8) -> Response<Body> {
    answered(code).body(Body::empty()).unwrap()
}

fn answered(code: u8) -> axum::http::response::Builder {
    Response::builder().header("content-type", "application/grpc").header("grpc-status", code.to_string())
}

async fn at_work(url: &str) -> (Console, Browser) {
    let console = Console::start_with("http://127.0.0.1:8080", url).await;
    console.add_account("marja@example.fi", Role::Coordinator, &["satakunta"]).await;
    let mut browser = console.browser();
    browser.sign_in("marja@example.fi", PASSWORD).await;
    (console, browser)
}

#[tokio::test]
async fn a_service_learns_who_asks_and_for_which_district() {
    let (referrals, url) = Referrals::start(one_due).await;
    let (console, mut browser) = at_work(&url).await;
    let shown = browser.open("/today").await;
    assert!(shown.says("Oksana &#60;M.&#62;") && shown.says("26.2.2026"), "{}", shown.html);

    let asked = referrals.asked();
    let token = asked[0]["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    let caller = console.verifier.verify(token).unwrap();
    assert_eq!((caller.role, caller.district.as_str()), (TokenRole::Coordinator, "satakunta"));
    assert!(asked[0]["traceparent"].to_str().unwrap().starts_with("00-"));
}

#[tokio::test]
async fn a_position_goes_back_with_the_next_page() {
    let (referrals, url) = Referrals::start(one_due).await;
    let (_console, mut browser) = at_work(&url).await;
    browser.open("/today").await;
    browser.open("/today").await;
    let asked = referrals.asked();
    assert!(!asked[0].contains_key("x-rinnalla-position"));
    assert_eq!(asked[1]["x-rinnalla-position"], "referrals=12");
}

#[tokio::test]
async fn what_a_service_may_not_show_is_not_shown() {
    let (_, url) = Referrals::start(|| refused(7)).await;
    let (_console, mut browser) = at_work(&url).await;
    assert_eq!(browser.open("/today").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_fault_has_a_reference_and_tells_nothing_else() {
    let (_, url) = Referrals::start(|| refused(13)).await;
    let (_console, mut browser) = at_work(&url).await;
    let shown = browser.open("/today").await;
    assert_eq!(shown.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(shown.says("Viite: ") && !shown.says("grpc"));
}
