//! `/referrals/{id}`: one referral with its facts, its check and its history, and what can be done about it.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{
    CheckOutcome, GetReferralRequest, Referral, ReferralStatus, ReferralSummary, RuleOutcome, TargetGroupCheck,
};

use crate::{
    acts::{Acts, Refused},
    app::App,
    clients::asked,
    components::{Act, Tag, TimelineEntry, Tone},
    failure::Failure,
    i18n::Texts,
    named::Named as _,
    names,
    offering::Offering,
    page::Page,
    pages::{people::alike, person::facts, referrals},
    visit::Staff,
};

pub mod acts;
mod messages;

use messages::Messages;

#[derive(Template, WebTemplate)]
#[template(path = "pages/referral.html")]
struct ReferralPage {
    page: Page,
    name: String,
    person: String,
    tag: Tag,
    programme: String,
    facts: Vec<(String, String)>,
    wish: String,
    check: Option<Check>,
    acts: Vec<Act>,
    history: Vec<TimelineEntry>,
    /// None while nobody can say.
    messages: Option<Messages>,
    alike: Vec<alike::Lookalike>,
    is_behind: bool,
}

/// A check in words.
struct Check {
    tag: Tag,
    as_of: String,
    /// How each rule answered.
    reasons: Vec<(Tag, String)>,
    alternatives: Vec<String>,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None).await
}

pub(super) async fn draw(app: &App, staff: &Staff, id: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let request = GetReferralRequest { referral_id: id.to_owned() };
    let found = asked!(&caller, app.clients.referrals(), Referrals, get_referral, request)?;
    let referral = found.referral.ok_or(Failure::NotFound)?;
    let summary = referral.summary.clone().unwrap_or_default();
    let offering = Offering::of(app, &caller).await?;
    let people = names::staff(app, referral.history.iter().map(|step| step.actor_id.as_str())).await?;
    let history = referral
        .history
        .iter()
        .rev()
        .map(|step| TimelineEntry {
            when: t.iso_date(&step.occurred_on),
            what: step_words(&step.r#type, t),
            words: step.note.clone(),
            who: people.get(&step.actor_id).cloned().unwrap_or_default(),
        })
        .collect();
    let base = format!("/referrals/{id}");
    let alike = if is_undecided(&summary) {
        alike::of_person(app, &caller, &staff.visit, &summary.person_id, &base, None).await?
    } else {
        Vec::new()
    };
    let acts = Acts { visit: &staff.visit, base, refused };
    let messages = Messages::of(app, &caller, id, &acts, t).await?;
    let page = ReferralPage {
        page: staff.visit.page().await?,
        name: referrals::shown_name(&summary.name, t),
        person: summary.person_id.clone(),
        tag: referrals::tag(&summary, t),
        programme: offering.name(&summary.programme_id, t),
        facts: facts_of(&referral, &offering, t),
        wish: referral.wish.clone(),
        check: referral.check.as_ref().map(|check| check_words(check, &offering, t)),
        acts: acts::of(&acts, &referral, &offering, staff.session.account.role, t),
        messages,
        history,
        alike,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

/// Nobody has decided about her yet: whether she is known already still matters.
fn is_undecided(summary: &ReferralSummary) -> bool {
    match summary.status() {
        ReferralStatus::Requested | ReferralStatus::Acknowledged => true,
        ReferralStatus::OnHold => !summary.was_accepted,
        _ => false,
    }
}

/// A kind of event that this version has no words for is left nameless rather than shown in code.
fn step_words(kind: &str, t: Texts) -> String {
    let key = format!("step-{kind}");
    if t.exists(&key) { t.say(key).to_string() } else { t.say("step-unknown").to_string() }
}

fn facts_of(referral: &Referral, offering: &Offering, t: Texts) -> Vec<(String, String)> {
    let summary = referral.summary.clone().unwrap_or_default();
    let mut shown = vec![
        (t.say("referrals-submitted").to_string(), t.iso_date(&summary.submitted_on)),
        (t.say("referrals-promise").to_string(), t.iso_date(&summary.acknowledge_by)),
        (t.say("refer-source").to_string(), t.name(summary.source())),
    ];
    if let Some(referrer) = &referral.referrer {
        let parts = [&referrer.name, &referrer.organisation, &referrer.phone, &referrer.email];
        let told: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        shown.push((t.say("referral-referrer").to_string(), told.join(", ")));
        let may = if referral.referrer_may_be_told { t.say("answer-yes") } else { t.say("answer-no") };
        shown.push((t.say("referral-may-be-told").to_string(), may.to_string()));
    }
    if !summary.on_hold_until.is_empty() {
        shown.push((t.say("field-until").to_string(), t.iso_date(&summary.on_hold_until)));
    }
    if let Some(priority) = &referral.priority {
        let words = t.say("priority-since").with("reason", offering.priority_name(&priority.reason_id, t));
        let words = words.with("day", t.iso_date(&priority.declared_on)).with("note", &priority.note);
        shown.push((t.say("waiting-priority").to_string(), words.to_string()));
    }
    if referral.close_reason().is_set() {
        shown.push((t.say("field-reason").to_string(), t.name(referral.close_reason())));
    }
    shown.push((t.say("status-code").to_string(), referral.code.clone()));
    let mut of_day = referral.facts.clone().unwrap_or_default();
    of_day.municipality_code.clone_from(&summary.municipality_code);
    shown.extend(facts::words(&of_day, t));
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

fn check_words(check: &TargetGroupCheck, offering: &Offering, t: Texts) -> Check {
    let tone = match check.outcome() {
        CheckOutcome::Inside => Tone::Done,
        CheckOutcome::Outside => Tone::Attention,
        CheckOutcome::Undecided | CheckOutcome::Unspecified => Tone::Waiting,
    };
    let reasons = check.reasons.iter().map(|reason| {
        let tone = match reason.outcome() {
            RuleOutcome::Holds => Tone::Done,
            RuleOutcome::Fails => Tone::Attention,
            RuleOutcome::Undecided | RuleOutcome::Unspecified => Tone::Waiting,
        };
        let key = format!("rule-{}", reason.rule_id);
        let rule = if t.exists(&key) { t.say(key).to_string() } else { reason.rule_id.clone() };
        (Tag::new(tone, t.name(reason.outcome())), rule)
    });
    Check {
        tag: Tag::new(tone, t.name(check.outcome())),
        as_of: t.iso_date(&check.as_of),
        reasons: reasons.collect(),
        alternatives: check.fitting_alternatives.iter().map(|id| offering.name(id, t)).collect(),
    }
}
