//! `/requests/{id}`: somebody who waits for a friend, and the volunteers who may become one. Their order is all the
//! ranking there is; reasons stand beside each.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::matching::v1::{
    Candidate, CloseSupportRequestRequest, GetSupportRequestRequest, ProposeMatchRequest, RankCandidatesRequest,
    RankCandidatesResponse, SupportRequest, SupportRequestCloseReason, SupportRequestStatus,
    TellSupportRequestProfileRequest,
};

use crate::{
    acts::{self, Acts, Refused, or_silent},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Choice, Field, FieldKind, Tag},
    failure::{Failure, Service},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    names::PersonNames,
    offering::Offering,
    page::Page,
    pages::{person::facts, profile},
    visit::Staff,
};

use super::{
    family::{self, Family},
    unlocking::{self, Help},
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/request.html")]
struct RequestPage {
    page: Page,
    name: String,
    person: String,
    referral: String,
    programme: String,
    since: String,
    match_id: String,
    facts: Vec<(String, String)>,
    introduction: String,
    acts: Vec<Act>,
    /// Volunteer, page, status, and why it was taken back.
    proposals: Vec<(String, String, Tag, String)>,
    /// Consents of the family, where the programme asks for them.
    family: Option<Family>,
    candidates: Vec<Shown>,
    excluded: Vec<(String, String)>,
    helps: Vec<Help>,
    silent: Vec<Service>,
    is_behind: bool,
}

/// A candidate in words.
struct Shown {
    name: String,
    href: String,
    about: String,
    terms: Vec<(Tag, String)>,
    propose: Act,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None).await
}

async fn draw(app: &App, staff: &Staff, id: &str, refused: Option<&Refused>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetSupportRequestRequest { support_request_id: id.to_owned() };
    let found = asked!(&caller, app.clients.matches(), Matching, get_support_request, asks)?;
    let request = found.support_request.ok_or(Failure::NotFound)?;
    let summary = request.summary.clone().unwrap_or_default();
    let is_open = summary.status() == SupportRequestStatus::Open;
    let mut silent = Vec::new();
    let ranked = if is_open {
        let asks = RankCandidatesRequest { support_request_id: id.to_owned(), ..RankCandidatesRequest::default() };
        or_silent(asked!(&caller, app.clients.matches(), Matching, rank_candidates, asks), &mut silent)?
    } else {
        RankCandidatesResponse::default()
    };
    let offering = Offering::of(app, &caller).await?;
    let people = ranked.candidates.iter().map(|candidate| candidate.person_id.as_str());
    let people = people.chain(request.proposals.iter().map(|proposal| proposal.volunteer_person_id.as_str()));
    let freed = ranked.unlockings.iter().flat_map(|change| &change.volunteers).map(|one| one.person_id.as_str());
    let people = people.chain(freed).chain([summary.person_id.as_str()]);
    let people = people.chain(request.family_consents.iter().map(|consent| consent.person_id.as_str()));
    let names = PersonNames::of(app, &caller, people).await?;
    let acts = Acts { visit: &staff.visit, base: format!("/requests/{id}"), refused };
    let mut facts = facts::words(&request.facts.clone().unwrap_or_default(), t);
    facts.extend(request.profile.iter().flat_map(|profile| profile::words(profile, t)));
    let page = RequestPage {
        page: staff.visit.page().await?,
        name: names.name(&summary.person_id, t),
        person: summary.person_id.clone(),
        referral: summary.referral_id.clone(),
        programme: offering.name(&summary.programme_id, t),
        since: t.iso_date(&summary.waits_since),
        match_id: summary.match_id.clone(),
        facts,
        introduction: request.introduction.clone(),
        acts: if is_open { offered(&acts, &request, &names, t) } else { Vec::new() },
        proposals: request
            .proposals
            .iter()
            .map(|proposal| {
                let href = format!("/proposals/{}", proposal.proposal_id);
                let tag = super::proposal::tag(proposal.status(), t);
                (names.name(&proposal.volunteer_person_id, t), href, tag, t.name(proposal.withdraw_reason()))
            })
            .collect(),
        family: family::of(&acts, &request, &names, t),
        candidates: ranked.candidates.iter().map(|candidate| shown(&acts, candidate, &names, t)).collect(),
        excluded: ranked
            .exclusions
            .iter()
            .filter(|exclusion| exclusion.volunteers > 0)
            .map(|exclusion| (t.name(exclusion.rule()), t.number(i64::from(exclusion.volunteers))))
            .collect(),
        helps: helps(&ranked, &names, t),
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

fn helps(ranked: &RankCandidatesResponse, names: &PersonNames, t: Texts) -> Vec<Help> {
    let changes = ranked.unlockings.iter().filter_map(|change| unlocking::unlocking(change, names, t));
    changes.chain(ranked.wanted_volunteers.iter().map(|one| unlocking::wanted(one, Vec::new(), t))).collect()
}

fn shown(acts: &Acts<'_>, candidate: &Candidate, names: &PersonNames, t: Texts) -> Shown {
    let name = names.name(&candidate.person_id, t);
    let slots = t.say("candidate-slots").count("slots", candidate.free_slots).to_string();
    let place = codes::municipality(&candidate.municipality_code).to_owned();
    let values = [("volunteer_id", candidate.volunteer_id.as_str())];
    // A refusal stands at the top of the page once, not at every candidate.
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused: None };
    let propose = acts.prefilled("propose", Key("act-propose"), vec![Field::hidden("volunteer_id")], &values);
    Shown {
        href: format!("/volunteers/{}", candidate.volunteer_id),
        about: if place.is_empty() { slots } else { format!("{place} · {slots}") },
        terms: profile::terms(&candidate.terms, t),
        propose: propose.scoped(&candidate.volunteer_id).about(&name),
        name,
    }
}

fn offered(acts: &Acts<'_>, request: &SupportRequest, names: &PersonNames, t: Texts) -> Vec<Act> {
    let values = profile::values(request.profile.as_ref(), &request.introduction);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut offered = vec![acts.prefilled("profile", Key("act-profile"), profile::fields(t), &values)];
    let refused = acts.refused.is_some_and(|refused| refused.act == "propose");
    if refused || !request.declined_volunteer_ids.is_empty() {
        let known = |id: &String| {
            let proposal = request.proposals.iter().find(|proposal| proposal.volunteer_id == *id);
            let name = proposal.map(|proposal| names.name(&proposal.volunteer_person_id, t));
            Choice::new(id, name.unwrap_or_else(|| t.say("side-volunteer").to_string()))
        };
        let choices = request.declined_volunteer_ids.iter().map(known).collect();
        let fields = vec![
            Field::new("volunteer_id", t.say("side-volunteer"), FieldKind::Select(choices)),
            Field::new("asked_again", t.say("propose-asked-again"), FieldKind::Tick),
        ];
        offered.push(acts.offer("propose", Key("act-propose-again"), fields));
    }
    let reasons = [SupportRequestCloseReason::NoLongerNeeded, SupportRequestCloseReason::NoNewFriendWanted];
    let reasons = reasons.map(|reason| reason.choice(t)).to_vec();
    let reason = Field::new("reason", t.say("field-reason"), FieldKind::Radio(reasons));
    offered.push(acts.offer("close", Key("act-close-request"), vec![reason]));
    offered
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await;
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, &id, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<(String, Key), Failure> {
    form.ready()?;
    let client = app.clients.matches();
    let (request_id, support_request_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    let here = format!("/requests/{id}");
    match act {
        "profile" => {
            let request = TellSupportRequestProfileRequest {
                request_id,
                support_request_id,
                profile: Some(profile::read(form)),
                introduction: Some(form.text("introduction")),
                occurred_on,
            };
            asked!(caller, client, Matching, tell_support_request_profile, request)?;
            Ok((here, Key("done-profile")))
        }
        "propose" => {
            let request = ProposeMatchRequest {
                request_id,
                support_request_id,
                volunteer_id: form.text("volunteer_id"),
                answer_by: String::new(),
                asked_again: form.ticked("asked_again"),
                occurred_on,
            };
            let made = asked!(caller, client, Matching, propose_match, request)?;
            Ok((format!("/proposals/{}", made.proposal_id), Key("done-propose")))
        }
        "close" => {
            let reason = form.number::<SupportRequestCloseReason>("reason");
            let request = CloseSupportRequestRequest { request_id, support_request_id, reason, occurred_on };
            asked!(caller, client, Matching, close_support_request, request)?;
            Ok((here, Key("done-close-request")))
        }
        _ => match family::carry_out(app, caller, id, act, form).await? {
            Some(notice) => Ok((here, notice)),
            None => Err(Failure::NotFound),
        },
    }
}
