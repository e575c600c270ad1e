//! The methods. Each file reads one request whole, carries out or looks up, and answers.

mod groups;
mod held;
mod links;
mod matches;
mod volunteers;

use std::time::Duration;

use decider::{DistrictId, Sealable, Sealed};
use edge::{App, Call, Edge, Failure, Limits, Violations};
use eventlog::{Context, StreamName};
use proto::{
    matching::v1::{Introduction, MatchingProfile, TimeOfWeek, Wish},
    referrals::v1::{GivenBy, Note},
};
use tokio::time::Instant;
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct VolunteersGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct MatchesGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct GroupsGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct LinksGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct HeldGrpc(pub(crate) Edge);

/// Longest introduction, in characters.
const INTRODUCTION: usize = 1_000;
/// Longest goal, in characters.
const GOAL: usize = 1_000;
/// Most codes in one list.
const CODES: usize = 20;

/// How long a decision waits for what referrals told last.
const AS_NEW_WITHIN: Duration = Duration::from_secs(2);

/// Waits until rows show all that referrals told: a withdrawn consent or an erasure needs no process to reach what asks.
async fn as_new_as_referrals(app: &App, call: &Call) -> Result<(), Failure> {
    let referrals = StreamName::new(Context::Referrals, call.district().clone());
    let rows = app.rows_as_new_as(&referrals, Instant::now() + AS_NEW_WITHIN).await;
    rows.map_err(|behind| Failure::Unavailable(behind.into()))
}

/// A value that may be absent, sealed under the key of whom it is about.
async fn sealed<T: Sealable>(
    app: &App,
    district: &DistrictId,
    person: Uuid,
    value: Option<&T>,
) -> Result<Option<Sealed>, Failure> {
    match value {
        Some(value) => Ok(Some(app.keyring.seal(district, person, value).await?)),
        None => Ok(None),
    }
}

/// Words left with something; `None` for none.
fn note(text: &str) -> Option<Note> {
    let text = text.trim();
    (!text.is_empty()).then(|| Note { text: text.to_owned() })
}

/// An empty introduction takes the former one back.
fn introduction(text: &str) -> Introduction {
    Introduction { text: text.trim().to_owned() }
}

/// A person an aggregate of ours names.
fn person(text: &str) -> Result<Uuid, Failure> {
    text.parse().map_err(Failure::internal)
}

/// How something was said to a coordinator.
fn read_given_to_staff(violations: &mut Violations, given_by: i32) -> GivenBy {
    read_given_to_staff_in(violations, "given_by", given_by)
}

fn read_given_to_staff_in(violations: &mut Violations, field: &str, given_by: i32) -> GivenBy {
    let given_by = violations.choice::<GivenBy>(field, given_by);
    if matches!(given_by, GivenBy::Link | GivenBy::Referrer) {
        violations.add(field, "must be spoken, by interpreter or on paper");
    }
    given_by
}

fn read_profile(violations: &mut Violations, profile: Option<&MatchingProfile>) {
    let Some(profile) = profile else { return };
    for time in &profile.availability {
        violations.choice::<TimeOfWeek>("profile.availability", *time);
    }
    for wish in &profile.wishes {
        violations.choice::<Wish>("profile.wishes", *wish);
    }
    read_codes(violations, "profile.interests", &profile.interests);
    if profile.availability.len() > CODES || profile.wishes.len() > CODES {
        violations.add("profile", "has too many entries");
    }
}

fn read_codes(violations: &mut Violations, field: &str, codes: &[String]) {
    for code in codes {
        violations.slug(field, code);
    }
    if codes.len() > CODES {
        violations.add(field, "has too many entries");
    }
}

/// Empty for where nothing is: remote, or not told.
fn read_municipality(violations: &mut Violations, field: &str, code: &str) {
    if !code.is_empty() && !municipalities::is_municipality(code) {
        violations.add(field, "is no municipality");
    }
}

/// Not more than a column can hold, and than anybody means.
fn read_capacity(violations: &mut Violations, field: &str, capacity: u32) {
    const MOST: u32 = 1_000;
    if capacity > MOST {
        violations.add(field, "is too large");
    }
}

/// A short code somebody chose, e.g. of a task.
fn read_code(violations: &mut Violations, field: &str, code: &str) -> String {
    violations.required_text(field, code, Limits::SLUG);
    violations.slug(field, code).to_owned()
}
