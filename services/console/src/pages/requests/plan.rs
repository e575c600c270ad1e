//! `/requests/plan`: everybody who waits in a programme matched at once. Nothing happens by looking: pairs are kept or
//! left out and planned again as often as she likes, and those she keeps become proposals when she says so.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{
        PlanMatchesRequest, PlanMatchesResponse, PlanVolunteer, PlannedPair, UnmatchedReason, UnmatchedRequest,
    },
    programmes::v1::{Cohort, ProgrammeKind},
};
use serde::Deserialize;

use crate::{
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Action, Choice, Tag},
    failure::{Failure, Service, Violation},
    forms::{Form, violation_words},
    i18n::{Key, Texts},
    names::PersonNames,
    offering::{Offering, cohort_name, programme_name},
    page::{Page, address_with},
    pages::profile,
    visit::Staff,
};

use super::unlocking::{self, Help};

mod pairs;
mod proposing;

use pairs::{Pair, Wishes};

pub const PLAN: &str = "/requests/plan";

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    programme: String,
    #[serde(default)]
    cohort: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan.html")]
struct PlanPage {
    page: Page,
    filter: Form,
    programmes: Vec<Choice>,
    programme: String,
    programme_name: String,
    /// Those of the programme, and all of them; none where it has none.
    cohorts: Vec<Choice>,
    cohort: String,
    day: String,
    form: Form,
    pairs: Vec<Shown>,
    vetoed: Vec<Choice>,
    unmatched: Vec<LeftOut>,
    helps: Vec<Help>,
    free: Vec<(String, String, String)>,
    /// Who waits beyond what one plan holds; may be empty.
    not_planned: String,
    is_behind: bool,
}

/// A planned pair in words.
struct Shown {
    /// What its boxes send.
    value: String,
    mother: String,
    request: String,
    since: String,
    volunteer: String,
    volunteer_href: String,
    terms: Vec<(Tag, String)>,
    /// The next of her ranking; may be empty.
    next: String,
    /// That there were more candidates; may be empty.
    not_considered: String,
    is_kept: bool,
}

/// Somebody left out, in words.
struct LeftOut {
    name: String,
    href: String,
    since: String,
    why: String,
    /// Which rule leaves out how many; may be empty.
    more: String,
    not_considered: String,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let form = staff.visit.blank_form().prefilled("cohort", &wanted.cohort);
    draw(&app, &staff, &wanted.programme, form, StatusCode::OK).await
}

/// Plans again, or proposes what is kept.
pub async fn submit(State(app): State<App>, staff: Staff, mut form: Form) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    form.object_to_draft(t);
    let programme = form.text("programme");
    if form.value("do") != "propose" || !form.problems().is_empty() {
        return draw(&app, &staff, &programme, form, StatusCode::OK).await;
    }
    let kept = Wishes::of(&form).kept;
    if kept.is_empty() {
        form.object_to_all(t.say("plan-nothing-kept"));
        return draw(&app, &staff, &programme, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    proposing::propose(&app, &staff, &programme, &form, &kept).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    programme: &str,
    mut form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(app, &caller).await?;
    let in_pairs: Vec<_> = offering.programmes.iter().filter(|one| one.kind() == ProgrammeKind::OneToOne).collect();
    let programmes: Vec<_> =
        in_pairs.iter().map(|one| Choice::new(&one.programme_id, programme_name(one, t))).collect();
    let programme = match (programme, programmes.first()) {
        ("", Some(first)) => first.value.clone(),
        ("", None) if offering.programmes.is_empty() => return Err(Failure::Unavailable(Service::Referrals)),
        ("", None) => return Err(Failure::NotFound),
        (chosen, _) => chosen.to_owned(),
    };
    let wishes = Wishes::of(&form);
    let cohorts = offering.programme(&programme).map(|one| one.cohorts.as_slice()).unwrap_or_default();
    // Of another programme there is no such cohort.
    let cohort = cohorts.iter().find(|cohort| cohort.code == form.value("cohort"));
    let cohort = cohort.map(|cohort| cohort.code.clone()).unwrap_or_default();
    let what = What { programme: &programme, cohort: &cohort };
    let plan = planned(app, &caller, what, &wishes, &mut form, t).await?;
    let names = PersonNames::of(app, &caller, people(&plan, &wishes)).await?;
    let shown = PlanPage {
        page: staff.visit.page().await?,
        filter: Form::default().prefilled("programme", &programme).prefilled("cohort", &cohort),
        cohorts: choices(cohorts, t),
        cohort,
        programme_name: offering.name(&programme, t),
        day: t.iso_date(&plan.as_of),
        pairs: plan.pairs.iter().map(|one| shown(one, &names, t)).collect(),
        vetoed: wishes.vetoed.iter().map(|pair| Choice::new(pair.value(), pair.words(&names, t))).collect(),
        unmatched: plan.unmatched.iter().map(|one| left_out(one, &names, t)).collect(),
        helps: helps(&plan, &names, t),
        free: plan
            .free_volunteers
            .iter()
            .map(|one| {
                let slots = t.say("candidate-slots").count("slots", one.free_slots).to_string();
                let place = codes::municipality(&one.municipality_code);
                let about = if place.is_empty() { slots } else { format!("{place} · {slots}") };
                (names.name(&one.person_id, t), format!("/volunteers/{}", one.volunteer_id), about)
            })
            .collect(),
        not_planned: counted(Key("plan-not-planned"), plan.not_planned, t),
        is_behind: caller.is_behind(),
        programmes,
        programme,
        form,
    };
    Ok((status, shown).into_response())
}

/// Whom a plan is for: a programme, and one of its cohorts or everybody.
#[derive(Clone, Copy)]
struct What<'w> {
    programme: &'w str,
    cohort: &'w str,
}

/// Everybody, then the newest cohort first; none where there are none.
fn choices(cohorts: &[Cohort], t: Texts) -> Vec<Choice> {
    if cohorts.is_empty() {
        return Vec::new();
    }
    let named = cohorts.iter().rev().map(|cohort| Choice::new(&cohort.code, cohort_name(cohort, t)));
    std::iter::once(Choice::new("", t.say("cohort-all"))).chain(named).collect()
}

/// The plan with what she wants of it. Pairs that cannot be kept any more are let go, and the form says why.
async fn planned(
    app: &App,
    caller: &Caller,
    what: What<'_>,
    wishes: &Wishes,
    form: &mut Form,
    t: Texts,
) -> Result<PlanMatchesResponse, Failure> {
    let every = wishes.kept.iter().collect();
    let violations = match ask(app, caller, what, every, wishes).await {
        Err(Failure::Invalid(violations)) => violations,
        answer => return answer,
    };
    let broken: HashMap<usize, &Violation> =
        violations.iter().filter_map(|violation| Some((pairs::locked_index(&violation.field)?, violation))).collect();
    if broken.is_empty() {
        // Nothing that she ticked: an address of her own making.
        return Err(Failure::NotFound);
    }
    for violation in broken.values() {
        form.object_to_all(violation_words(violation, t));
    }
    let standing = wishes.kept.iter().enumerate().filter(|(index, _)| !broken.contains_key(index));
    ask(app, caller, what, standing.map(|(_, pair)| pair).collect(), wishes).await
}

async fn ask(
    app: &App,
    caller: &Caller,
    What { programme, cohort }: What<'_>,
    kept: Vec<&Pair>,
    wishes: &Wishes,
) -> Result<PlanMatchesResponse, Failure> {
    let request = PlanMatchesRequest {
        programme_id: programme.to_owned(),
        locked: kept.into_iter().map(Pair::planned).collect(),
        vetoed: wishes.vetoed.iter().map(Pair::planned).collect(),
        cohort_code: cohort.to_owned(),
    };
    asked!(caller, app.clients.matches(), Matching, plan_matches, request)
}

/// Everybody whom the page names.
fn people<'p>(plan: &'p PlanMatchesResponse, wishes: &'p Wishes) -> impl Iterator<Item = &'p str> + Send {
    let pairs = plan.pairs.iter().flat_map(|pair| {
        let beside = pair.alternatives.iter().map(|one| one.person_id.as_str());
        beside.chain([pair.person_id.as_str(), pair.volunteer_person_id.as_str()])
    });
    let unmatched = plan.unmatched.iter().map(|one| one.person_id.as_str());
    let free = plan.free_volunteers.iter().map(|one| one.person_id.as_str());
    pairs.chain(unmatched).chain(free).chain(wishes.vetoed.iter().flat_map(Pair::people))
}

fn shown(one: &PlannedPair, names: &PersonNames, t: Texts) -> Shown {
    Shown {
        value: Pair::of(one).value(),
        mother: names.name(&one.person_id, t),
        request: format!("/requests/{}", one.support_request_id),
        since: t.iso_date(&one.waits_since),
        volunteer: names.name(&one.volunteer_person_id, t),
        volunteer_href: format!("/volunteers/{}", one.volunteer_id),
        terms: profile::terms(&one.terms, t),
        next: named(&one.alternatives, names, t),
        not_considered: counted(Key("plan-not-considered"), one.not_considered, t),
        is_kept: one.locked,
    }
}

/// Empty for none.
fn counted(key: Key, count: u32, t: Texts) -> String {
    if count == 0 { String::new() } else { t.say(key).count("count", count).to_string() }
}

fn named(volunteers: &[PlanVolunteer], names: &PersonNames, t: Texts) -> String {
    let named: Vec<String> = volunteers.iter().map(|one| names.name(&one.person_id, t)).collect();
    named.join(", ")
}

fn left_out(one: &UnmatchedRequest, names: &PersonNames, t: Texts) -> LeftOut {
    let excluded: Vec<String> = one
        .exclusions
        .iter()
        .filter(|exclusion| exclusion.volunteers > 0)
        .map(|exclusion| format!("{}: {}", t.name(exclusion.rule()), t.number(i64::from(exclusion.volunteers))))
        .collect();
    let given = named(&one.alternatives, names, t);
    LeftOut {
        name: names.name(&one.person_id, t),
        href: format!("/requests/{}", one.support_request_id),
        since: t.iso_date(&one.waits_since),
        why: t.name(one.reason()),
        more: if given.is_empty() { excluded.join(" · ") } else { given },
        not_considered: counted(Key("plan-not-considered"), one.not_considered, t),
    }
}

/// Why the plan leaves her out, and which rule leaves out how many, in one.
pub(super) fn why_left_out(one: &UnmatchedRequest, names: &PersonNames, t: Texts) -> String {
    let LeftOut { why, more, .. } = left_out(one, names, t);
    if more.is_empty() { why } else { format!("{why} ({more})") }
}

fn helps(plan: &PlanMatchesResponse, names: &PersonNames, t: Texts) -> Vec<Help> {
    let without = plan.unmatched.iter().filter(|one| one.reason() == UnmatchedReason::NoCandidate);
    let by_id: HashMap<&str, &UnmatchedRequest> = without.map(|one| (one.support_request_id.as_str(), one)).collect();
    let waiting = |ids: &[String]| {
        let found = ids.iter().filter_map(|id| by_id.get(id.as_str()));
        found
            .map(|one| (names.name(&one.person_id, t), format!("/requests/{}", one.support_request_id), String::new()))
            .collect::<Vec<_>>()
    };
    let volunteers = plan.wanted_volunteers.iter();
    let agreements = plan.wanted_agreements.iter();
    volunteers
        .map(|one| unlocking::wanted(one, waiting(&one.support_request_ids), t))
        .chain(agreements.map(|one| unlocking::agreement(one, waiting(&one.support_request_ids), t)))
        .collect()
}

/// The way to the plan from the list of those who wait.
pub fn way(programme: &str, offering: &Offering, t: Texts) -> Option<Action> {
    let in_pairs = |id: &str| offering.programme(id).is_some_and(|one| one.kind() == ProgrammeKind::OneToOne);
    let any = offering.programmes.iter().any(|one| in_pairs(&one.programme_id));
    (if programme.is_empty() { any } else { in_pairs(programme) }).then(|| Action {
        words: t.say(Key("plan-open")).to_string(),
        href: address_with(PLAN, &[("programme", programme)]),
    })
}
