//! What the generated servers make of bytes that are no message: the fault is the sender's, no handler hears of it, and
//! nothing of what was sent is told back.

use std::{
    future::ready,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::body::Body;
use proptest::prelude::*;
use proto::referrals::v1::{SubmitReferralRequest, SubmitReferralResponse};
use rpc::WireCodec;
use tonic::{Code, Request, Response, Status, server::Grpc};
use tower::service_fn;

const MARK: &str = "salaisuus";

/// What a server answers to one message of these bytes, and whether a handler was reached.
async fn answer(message: &[u8]) -> (Status, bool) {
    let mut framed = vec![0];
    framed.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    framed.extend(message);
    let reached = AtomicBool::new(false);
    let handler = service_fn(|_: Request<SubmitReferralRequest>| {
        reached.store(true, Ordering::Relaxed);
        ready(Ok::<_, Status>(Response::new(SubmitReferralResponse::default())))
    });
    let codec = WireCodec::<SubmitReferralResponse, SubmitReferralRequest>::default();
    let answered = Grpc::new(codec).unary(handler, http::Request::new(Body::from(framed))).await;
    let status = Status::from_header_map(answered.headers()).unwrap_or_else(|| Status::new(Code::Ok, ""));
    (status, reached.into_inner())
}

/// A field of bytes or text, as it goes over the wire.
fn field(number: u8, text: &[u8]) -> Vec<u8> {
    let mut wire = vec![number << 3 | 2, u8::try_from(text.len()).unwrap()];
    wire.extend(text);
    wire
}

async fn assert_refused(message: &[u8]) {
    let (status, reached) = answer(message).await;
    assert_eq!((status.code(), reached), (Code::InvalidArgument, false), "{message:?}");
    assert!(!status.message().contains(MARK), "{}", status.message());
}

#[tokio::test]
async fn a_text_that_is_not_utf_8_is_refused() {
    assert!(answer(&field(1, MARK.as_bytes())).await.1, "a good text of the same field is taken");
    for broken in [&b"\xff\xfe"[..], b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe4iti"] {
        assert_refused(&field(1, &[broken, MARK.as_bytes()].concat())).await;
    }
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused() {
    let cut = &field(1, MARK.as_bytes())[..5];
    let json = format!("{{\"request_id\": \"{MARK}\"}}");
    // A length past the end, a number where a text belongs, no field of number 0, groups in groups.
    for wrong in
        [cut, b"\x0a\xff\xff\xff\xff\x0f", b"\x08\x01", b"\x02\x00", &[0x0b; 500], &[0xff; 64], json.as_bytes()]
    {
        assert_refused(wrong).await;
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_taken_or_refused_as_the_senders_fault(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (status, reached) = runtime.block_on(answer(&bytes));
        prop_assert_eq!(status.code(), if reached { Code::Ok } else { Code::InvalidArgument });
    }
}
