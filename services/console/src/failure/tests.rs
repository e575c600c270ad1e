use std::collections::HashMap;

use axum::http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{Failure, Service};

fn page_status(status: Status) -> StatusCode {
    Failure::of(Service::Referrals, status).status()
}

#[test]
fn each_answer_of_a_service_has_its_page() {
    assert_eq!(page_status(Status::new(Code::NotFound, "")), StatusCode::NOT_FOUND);
    assert_eq!(page_status(Status::new(Code::PermissionDenied, "")), StatusCode::FORBIDDEN);
    assert_eq!(page_status(Status::new(Code::Unavailable, "")), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page_status(Status::new(Code::DeadlineExceeded, "")), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page_status(Status::new(Code::Aborted, "")), StatusCode::CONFLICT);
    assert_eq!(page_status(Status::new(Code::Internal, "")), StatusCode::INTERNAL_SERVER_ERROR);
    // A token we issued was not believed: nothing the person could do about it.
    assert_eq!(page_status(Status::new(Code::Unauthenticated, "")), StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn every_violation_is_kept_with_its_field() {
    let mut details = ErrorDetails::new();
    details.add_bad_request_violation("identity.phone", "is required");
    details.add_bad_request_violation("wish", "is too long");
    let status = Status::with_error_details(Code::InvalidArgument, "", details);
    let Failure::Invalid(violations) = Failure::of(Service::Referrals, status) else { panic!("another failure") };
    let fields: Vec<_> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["identity.phone", "wish"]);
}

#[test]
fn a_rule_is_known_by_its_reason() {
    let facts: HashMap<_, _> = [("until".to_owned(), "2026-03-09".to_owned())].into();
    let details = ErrorDetails::with_error_info("REFERRAL_ON_HOLD", "rinnalla", facts);
    let status = Status::with_error_details(Code::FailedPrecondition, "", details);
    let Failure::Refused { reason, facts } = Failure::of(Service::Referrals, status) else { panic!("another failure") };
    assert_eq!(reason, "REFERRAL_ON_HOLD");
    assert_eq!(facts, [("until".to_owned(), "2026-03-09".to_owned())]);
}
