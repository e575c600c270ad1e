use axum::http::StatusCode;
use uuid::Uuid;

use super::{Form, Problem, field_id};
use crate::{
    failure::{Failure, Service, Violation},
    i18n::{Language, Texts},
};

const FI: Texts = Texts(Language::Finnish);

fn form() -> Form {
    Form::blank(Uuid::nil())
        .prefilled("wish", " Kävelyseuraa \r\n")
        .prefilled("language", "so")
        .prefilled("language", "ar")
}

#[test]
fn values_are_shown_as_typed_and_sent_without_blanks() {
    assert_eq!(form().value("wish"), " Kävelyseuraa \r\n");
    assert_eq!(form().text("wish"), "Kävelyseuraa");
    assert!(form().chosen("language", "ar") && !form().chosen("language", "fi"));
    assert_eq!(form().request_id(), Uuid::nil().to_string());
}

#[test]
fn violations_become_problems_of_their_fields() {
    let mut form = form();
    let violation =
        |field: &str, description: &str| Violation { field: field.to_owned(), description: description.to_owned() };
    let failure = Failure::Invalid(vec![violation("identity.phone", "is required"), violation("wish", "is purple")]);
    assert_eq!(form.take(failure, FI).unwrap(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(form.problem("identity.phone"), Some(FI.say("violation-is-required").to_string().as_str()));
    assert_eq!(form.problem("wish"), Some(FI.say("form-check-this").to_string().as_str()));
    assert_eq!(form.anchor(&form.problems()[0]).as_deref(), Some("identity-phone"));
}

#[test]
fn a_service_that_does_not_answer_costs_nothing_that_was_typed() {
    let mut form = form();
    assert_eq!(form.take(Failure::Unavailable(Service::Referrals), FI).unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    let [Problem { field: None, message }] = form.problems() else { panic!("{:?}", form.problems()) };
    assert!(message.contains(&FI.say("service-referrals").to_string()), "{message}");
    assert_eq!(form.text("wish"), "Kävelyseuraa");
}

#[test]
fn what_the_person_cannot_help_is_not_the_forms() {
    assert!(form().take(Failure::NotFound, FI).is_err());
    assert!(form().take(Failure::Forbidden, FI).is_err());
}

#[test]
fn a_reason_without_words_still_says_something() {
    let mut form = form();
    form.take(Failure::Refused { reason: "NEVER_HEARD_OF".to_owned(), facts: vec![] }, FI).unwrap();
    assert_eq!(form.problems()[0].message, FI.say("form-not-allowed-now").to_string());
}

#[test]
fn ids_of_fields_are_plain() {
    assert_eq!(field_id("identity.given_name"), "identity-given-name");
}
