//! `/requests/cohort`: an intake of a programme, who of it is paired, and who is not and why.

use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use jiff::civil::Date;
use proto::{
    matching::v1::{
        CohortMember, GetCohortRequest, MatchStatus, PlanMatchesRequest, SupportRequestCloseReason,
        SupportRequestStatus, UnmatchedRequest,
    },
    programmes::v1::{Cohort, Programme},
};
use serde::Deserialize;

use super::plan::{PLAN, why_left_out};
use crate::{
    app::App,
    clients::asked,
    components::{Action, Choice, Tag},
    failure::{Failure, Service},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    names::PersonNames,
    offering::{Offering, cohort_name, programme_name},
    page::{Page, address_with},
    pages::matches,
    visit::Staff,
};

pub const COHORT: &str = "/requests/cohort";

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// Programme and cohort, as `value` joins them.
    #[serde(default)]
    cohort: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/cohort.html")]
pub struct CohortPage {
    page: Page,
    filter: Form,
    cohorts: Vec<Choice>,
    title: String,
    programme: String,
    days: Vec<(String, String)>,
    paired: Vec<Member>,
    unpaired: Vec<Member>,
    plan: Action,
    is_behind: bool,
}

/// Somebody of the intake in words.
struct Member {
    name: String,
    /// The pair's page, or that of the request.
    href: String,
    /// Where the pair stands.
    tag: Option<Tag>,
    /// With whom, or why with nobody.
    more: String,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<CohortPage, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let offering = Offering::of(&app, &caller).await?;
    if offering.programmes.is_empty() {
        return Err(Failure::Unavailable(Service::Referrals));
    }
    let chosen = match wanted.cohort.as_str() {
        "" => newest(&offering).ok_or(Failure::NotFound)?,
        text => text.split_once('~').map(|(one, other)| (one.to_owned(), other.to_owned())).ok_or(Failure::NotFound)?,
    };
    let (programme_id, cohort_code) = chosen;
    let asks = GetCohortRequest { programme_id: programme_id.clone(), cohort_code: cohort_code.clone() };
    let found = match asked!(&caller, app.clients.matches(), Matching, get_cohort, asks) {
        // An address of somebody's own making.
        Err(Failure::Invalid(_)) => return Err(Failure::NotFound),
        answer => answer?,
    };
    let asks = PlanMatchesRequest {
        programme_id: programme_id.clone(),
        cohort_code: cohort_code.clone(),
        ..PlanMatchesRequest::default()
    };
    let plan = asked!(&caller, app.clients.matches(), Matching, plan_matches, asks)?;
    let left_out: HashMap<&str, &UnmatchedRequest> =
        plan.unmatched.iter().map(|one| (one.support_request_id.as_str(), one)).collect();
    let people = found.members.iter().flat_map(|one| [one.person_id.as_str(), one.volunteer_person_id.as_str()]);
    let beside = plan.unmatched.iter().flat_map(|one| &one.alternatives).map(|one| one.person_id.as_str());
    let names = PersonNames::of(&app, &caller, people.chain(beside).filter(|id| !id.is_empty())).await?;
    let (paired, unpaired): (Vec<_>, Vec<_>) = found.members.iter().partition(|one| !one.match_id.is_empty());
    let cohort = found.cohort.unwrap_or_default();
    let programme = offering.programme(&programme_id);
    let value = value(&programme_id, &cohort_code);
    Ok(CohortPage {
        page: staff.visit.page().await?,
        filter: Form::default().prefilled("cohort", &value),
        cohorts: choices(&offering, t),
        title: cohort_name(&cohort, t),
        programme: programme.map_or(programme_id.clone(), |programme| programme_name(programme, t)),
        days: days(&cohort, t),
        paired: paired.into_iter().map(|one| pair(one, &names, t)).collect(),
        unpaired: unpaired
            .into_iter()
            .map(|one| without(one, left_out.get(one.support_request_id.as_str()).copied(), &names, t))
            .collect(),
        plan: Action {
            words: t.say("cohort-plan").to_string(),
            href: address_with(PLAN, &[("programme", programme_id.as_str()), ("cohort", cohort_code.as_str())]),
        },
        is_behind: caller.is_behind(),
    })
}

/// The one whose intake opened last, of the first programme that has any by then.
fn newest(offering: &Offering) -> Option<(String, String)> {
    let has_opened = |cohort: &&Cohort| {
        let opens: Option<Date> = cohort.opens.parse().ok();
        offering.today.zip(opens).is_none_or(|(today, opens)| opens <= today)
    };
    let of = |programme: &Programme| {
        let cohort = programme.cohorts.iter().rfind(has_opened).or(programme.cohorts.first())?;
        Some((programme.programme_id.clone(), cohort.code.clone()))
    };
    offering.programmes.iter().find_map(of)
}

fn value(programme_id: &str, cohort_code: &str) -> String {
    format!("{programme_id}~{cohort_code}")
}

/// Newest first.
fn choices(offering: &Offering, t: Texts) -> Vec<Choice> {
    let of = |programme: &Programme| {
        let cohorts = programme.cohorts.iter().rev();
        let named = cohorts.map(|cohort| {
            let words = format!("{} – {}", programme_name(programme, t), cohort_name(cohort, t));
            Choice::new(value(&programme.programme_id, &cohort.code), words)
        });
        named.collect::<Vec<_>>()
    };
    offering.programmes.iter().flat_map(of).collect()
}

fn days(cohort: &Cohort, t: Texts) -> Vec<(String, String)> {
    let span = |from: &str, to: &str| format!("{} – {}", t.iso_date(from), t.iso_date(to));
    vec![
        (t.say("cohort-intake").to_string(), span(&cohort.opens, &cohort.closes)),
        (t.say("cohort-way").to_string(), span(&cohort.starts, &cohort.ends)),
    ]
}

fn pair(one: &CohortMember, names: &PersonNames, t: Texts) -> Member {
    let ended = if one.match_status() == MatchStatus::Ended { t.name(one.end_reason()) } else { String::new() };
    let words = [names.name(&one.volunteer_person_id, t), ended];
    Member {
        name: names.name(&one.person_id, t),
        href: format!("/matches/{}", one.match_id),
        tag: Some(matches::tag(one.match_status(), t)),
        more: words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

fn without(one: &CohortMember, left_out: Option<&UnmatchedRequest>, names: &PersonNames, t: Texts) -> Member {
    let more = match (one.status(), left_out) {
        (SupportRequestStatus::Closed, _) if one.close_reason() == SupportRequestCloseReason::Unspecified => {
            t.say("cohort-closed").to_string()
        }
        (SupportRequestStatus::Closed, _) if one.referral_close_reason().is_set() => {
            t.name(one.referral_close_reason())
        }
        (SupportRequestStatus::Closed, _) => t.name(one.close_reason()),
        (_, Some(left_out)) => why_left_out(left_out, names, t),
        (_, None) => t.say("cohort-can-be-paired").to_string(),
    };
    Member {
        name: names.name(&one.person_id, t),
        href: format!("/requests/{}", one.support_request_id),
        tag: None,
        more,
    }
}

/// The way to the newest intake from the list of those who wait; none where no programme has any.
pub fn way(offering: &Offering, t: Texts) -> Option<Action> {
    let (programme_id, cohort_code) = newest(offering)?;
    let value = value(&programme_id, &cohort_code);
    Some(Action {
        words: t.say(Key("cohort-open")).to_string(),
        href: address_with(COHORT, &[("cohort", value.as_str())]),
    })
}
