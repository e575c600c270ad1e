//! Where a district takes no new requests now: said before anything is typed, with what there is instead.

use proto::referrals::v1::{CoveredProgramme, GetCoverageResponse, IntakeStop};

use super::fields::covers;
use crate::{codes, forms::Form, i18n::Texts, offering::programme_name};

/// A sentence for each stop in force.
pub fn words(coverage: &GetCoverageResponse, t: Texts) -> Vec<String> {
    let stops = coverage.programmes.iter().flat_map(|covered| covered.stops.iter().map(move |stop| (covered, stop)));
    stops.map(|(covered, stop)| sentence(coverage, covered, stop, t)).collect()
}

/// Without the programmes that take no new requests from anywhere.
pub fn open(coverage: &GetCoverageResponse) -> GetCoverageResponse {
    let mut open = coverage.clone();
    open.programmes.retain(|covered| !holds(covered, ""));
    open
}

/// Whether the form asks for what is stopped where she lives.
pub fn is_stopped(form: &Form, coverage: &GetCoverageResponse) -> bool {
    chosen(form, coverage).is_some_and(|covered| stop_in(covered, &form.text("facts.municipality_code")).is_some())
}

/// Says where she lives no new requests are taken, and what is offered there instead.
pub fn object_to_stopped(form: &mut Form, coverage: &GetCoverageResponse, t: Texts) {
    let municipality = form.text("facts.municipality_code");
    let stopped = chosen(form, coverage).and_then(|covered| Some((covered, stop_in(covered, &municipality)?)));
    if let Some((covered, stop)) = stopped {
        form.object("programme_id", sentence(coverage, covered, stop, t));
    }
}

fn chosen<'c>(form: &Form, coverage: &'c GetCoverageResponse) -> Option<&'c CoveredProgramme> {
    let programme = form.text("programme_id");
    coverage.programmes.iter().find(|covered| id(covered) == programme)
}

fn id(covered: &CoveredProgramme) -> &str {
    covered.programme.as_ref().map_or("", |programme| programme.programme_id.as_str())
}

/// The stop that holds for somebody of a municipality; of one not told, that of every municipality.
fn stop_in<'c>(covered: &'c CoveredProgramme, municipality: &str) -> Option<&'c IntakeStop> {
    covered.stops.iter().find(|stop| stop.municipality_code.is_empty() || stop.municipality_code == municipality)
}

fn holds(covered: &CoveredProgramme, municipality: &str) -> bool {
    stop_in(covered, municipality).is_some()
}

/// Until when, as long as anybody knows.
pub fn until(stop: &IntakeStop, t: Texts) -> String {
    if stop.reopens_on.is_empty() {
        t.say("stop-open-ended").to_string()
    } else {
        t.say("stop-until").with("day", t.iso_date(&stop.reopens_on)).to_string()
    }
}

/// Where it holds.
pub fn place(stop: &IntakeStop, t: Texts) -> String {
    match stop.municipality_code.as_str() {
        "" => t.say("stop-everywhere").to_string(),
        code => codes::municipality(code).to_owned(),
    }
}

fn sentence(coverage: &GetCoverageResponse, covered: &CoveredProgramme, stop: &IntakeStop, t: Texts) -> String {
    let Some(programme) = &covered.programme else { return String::new() };
    let others: Vec<String> = coverage
        .programmes
        .iter()
        .filter(|other| programme.alternatives.iter().any(|alternative| alternative == id(other)))
        .filter(|other| !holds(other, &stop.municipality_code))
        .filter(|other| stop.municipality_code.is_empty() || covers(other, &stop.municipality_code))
        .filter_map(|other| Some(programme_name(other.programme.as_ref()?, t)))
        .collect();
    let said = t.say("refer-stopped").with("programme", programme_name(programme, t)).with("place", place(stop, t));
    let mut words = vec![said.to_string(), until(stop, t)];
    if !others.is_empty() {
        words.push(t.say("refer-stopped-instead").with("others", others.join(", ")).to_string());
    }
    words.join(" ")
}
