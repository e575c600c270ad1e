//! Stands in for services: answers each method as it was told to, and keeps what it was asked.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, Uri},
};
use prost::Message;
use tokio::net::TcpListener;
use tonic::{Code, Status, service::Routes, transport::Server};

/// A message, or the status of a refusal.
type Answer = Result<Vec<u8>, Status>;
type Answers = Arc<dyn Fn(&str, &[u8]) -> Answer + Send + Sync>;

#[derive(Clone)]
pub(super) struct Stub {
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Answers,
}

/// One question.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Its method, e.g. `GetFigures`.
    pub(super) method: String,
    pub(super) headers: HeaderMap,
    pub(super) message: Vec<u8>,
}

impl Stub {
    /// `answers` gets the method's name and the message. Gives the address too.
    pub(super) async fn start(answers: impl Fn(&str, &[u8]) -> Answer + Send + Sync + 'static) -> (Self, String) {
        let stub = Self { asked: Arc::default(), answers: Arc::new(answers) };
        let routes = Router::new().fallback(answer).with_state(stub.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let incoming = tonic::transport::server::TcpIncoming::from(listener);
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(Server::builder().add_routes(Routes::from(routes)).serve_with_incoming(incoming));
        (stub, url)
    }

    pub(super) fn asked(&self, method: &str) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.method == method).cloned().collect()
    }
}

pub(super) fn message(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}

pub(super) fn nothing() -> Answer {
    Err(Status::new(Code::Unavailable, "away"))
}

async fn answer(State(stub): State<Stub>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let method = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    // After the flag of compression and the length.
    let message = body.get(5..).unwrap_or_default().to_vec();
    let answer = (stub.answers)(&method, &message);
    stub.asked.lock().unwrap().push(Asked { method, headers, message });
    match answer {
        Ok(message) => {
            let mut body = vec![0];
            body.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
            body.extend(message);
            let reply = Response::builder().header("content-type", "application/grpc").header("grpc-status", "0");
            reply.body(Body::from(body)).unwrap()
        }
        Err(status) => status.into_http::<Body>(),
    }
}
