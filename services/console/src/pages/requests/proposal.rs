//! `/proposals/{id}`: a pair that is asked, what each side may hear of the other, and their answers.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use proto::{
    matching::v1::{
        AgeBand, DeclineReason, GetProposalRequest, MiniProfile, Proposal, ProposalStatus, RecordProposalAnswerRequest,
        RecordProposalCallRequest, SetUpMatchRequest, Side, WithdrawProposalRequest, WithdrawReason,
    },
    referrals::v1::GivenBy,
};

use crate::{
    acts::{self, Acts, Refused},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Choice, Field, FieldKind, Tag, TimelineEntry, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    names::PersonNames,
    page::Page,
    pages::{
        links::{self, Fresh, LinkRow, Object},
        profile,
    },
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/proposal.html")]
struct ProposalPage {
    page: Page,
    name: String,
    tag: Tag,
    request: String,
    match_id: String,
    by: String,
    acts: Vec<Act>,
    terms: Vec<(Tag, String)>,
    answers: Vec<TimelineEntry>,
    /// What is said to whom, as the two may hear it.
    minis: Vec<(String, Vec<(String, String)>)>,
    /// Sides that asked to be called, in words.
    calls: Vec<String>,
    fresh: Option<Fresh>,
    links: Vec<LinkRow>,
    /// Her page, when she has yet to agree to be shown.
    consent_at: String,
    /// Where consents of the family are recorded, while some that the programme asks for do not stand.
    family_at: String,
    /// Why it was taken back; empty otherwise.
    withdrawn: String,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Path(id): Path<String>) -> Result<Response, Failure> {
    draw(&app, &staff, &id, None, None).await
}

async fn draw(
    app: &App,
    staff: &Staff,
    id: &str,
    refused: Option<&Refused>,
    fresh: Option<Fresh>,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let asks = GetProposalRequest { proposal_id: id.to_owned() };
    let found = asked!(&caller, app.clients.matches(), Matching, get_proposal, asks)?;
    let proposal = found.proposal.ok_or(Failure::NotFound)?;
    let summary = proposal.summary.clone().unwrap_or_default();
    let both = [summary.person_id.as_str(), summary.volunteer_person_id.as_str()];
    let names = PersonNames::of(app, &caller, both).await?;
    let (mother, volunteer) = (names.name(both[0], t), names.name(both[1], t));
    let acts = Acts { visit: &staff.visit, base: format!("/proposals/{id}"), refused };
    let mini = |title: Key, who: &str, mini: Option<&MiniProfile>| {
        (t.say(title).with("name", who).to_string(), mini.map(|mini| mini_words(mini, t)).unwrap_or_default())
    };
    let name_of = |side| if side == Side::Volunteer { volunteer.clone() } else { mother.clone() };
    let calls = proposal.call_wishes.iter().filter(|wish| summary.waits_for().any(|side| side == wish.side()));
    let calls = calls.map(|wish| {
        let said = t.say("call-wished").with("name", name_of(wish.side()));
        said.with("day", t.iso_date(&wish.wished_on)).to_string()
    });
    let asks_her_consent =
        !proposal.participant_agrees_to_be_shown && summary.waits_for().any(|side| side == Side::Volunteer);
    let asks_family = proposal.family_consents_missing
        && proposal.match_id.is_empty()
        && (summary.status() == ProposalStatus::Accepted || summary.waits_for().next().is_some());
    let page = ProposalPage {
        page: staff.visit.page().await?,
        name: format!("{mother} – {volunteer}"),
        tag: tag(summary.status(), t),
        request: summary.support_request_id.clone(),
        match_id: proposal.match_id.clone(),
        by: t.iso_date(&summary.answer_by),
        acts: offered(&acts, &proposal, &mother, &volunteer, t),
        terms: profile::terms(&proposal.terms, t),
        answers: proposal
            .answers
            .iter()
            .map(|answer| TimelineEntry {
                when: t.iso_date(&answer.answered_on),
                what: format!(
                    "{}: {}",
                    t.name(answer.side()),
                    t.say(if answer.yes { Key("answer-yes") } else { Key("answer-no") })
                ),
                words: answer.note.clone(),
                who: [t.name(answer.given_by()), t.name(answer.decline_reason())].join(" ").trim().to_owned(),
            })
            .collect(),
        minis: vec![
            mini(Key("mini-for-volunteer"), &volunteer, proposal.participant.as_ref()),
            mini(Key("mini-for-participant"), &mother, proposal.volunteer.as_ref()),
        ],
        calls: calls.collect(),
        links: links::rows(&acts, &proposal.links, name_of, t),
        consent_at: if asks_her_consent { format!("/people/{}", summary.person_id) } else { String::new() },
        family_at: if asks_family { format!("/requests/{}#family", summary.support_request_id) } else { String::new() },
        withdrawn: t.name(summary.withdraw_reason()),
        fresh,
        is_behind: caller.is_behind(),
    };
    Ok((Refused::status(refused), page).into_response())
}

pub fn tag(status: ProposalStatus, t: Texts) -> Tag {
    let (tone, key) = match status {
        ProposalStatus::Unspecified => (Tone::Ended, Key("status-unknown")),
        ProposalStatus::Proposed => (Tone::New, Key("proposal-proposed")),
        ProposalStatus::AcceptedByOne => (Tone::Waiting, Key("proposal-accepted-by-one")),
        ProposalStatus::Accepted => (Tone::Done, Key("proposal-accepted")),
        ProposalStatus::Declined => (Tone::Ended, Key("proposal-declined")),
        ProposalStatus::Expired => (Tone::Ended, Key("proposal-expired")),
        ProposalStatus::Withdrawn => (Tone::Ended, Key("proposal-withdrawn")),
    };
    Tag::new(tone, t.say(key))
}

/// In words that may be read to the other side.
pub fn mini_words(mini: &MiniProfile, t: Texts) -> Vec<(String, String)> {
    let ages: Vec<String> = mini.child_age_bands.iter().map(|band| t.name_of::<AgeBand>(*band)).collect();
    let region = if mini.municipality_code.is_empty() { codes::region(&mini.region_code) } else { "" };
    let languages: Vec<String> = mini.languages.iter().map(|spoken| codes::language(&spoken.code, t)).collect();
    let decade =
        if mini.age_decade == 0 { String::new() } else { format!("{}–{}", mini.age_decade, mini.age_decade + 9) };
    let mut shown = vec![
        (t.say("refer-municipality").to_string(), codes::municipality(&mini.municipality_code).to_owned()),
        (t.say("mini-region").to_string(), region.to_owned()),
        (t.say("mini-age").to_string(), decade),
        (t.say("mini-child-ages").to_string(), ages.join(", ")),
        (t.say("person-languages").to_string(), languages.join(", ")),
        (t.say("profile-introduction").to_string(), mini.introduction.clone()),
    ];
    shown.extend(mini.profile.iter().flat_map(|profile| profile::words(profile, t)));
    shown.retain(|(_, value)| !value.is_empty());
    shown
}

fn offered(acts: &Acts<'_>, proposal: &Proposal, mother: &str, volunteer: &str, t: Texts) -> Vec<Act> {
    let summary = proposal.summary.clone().unwrap_or_default();
    let mut offered = Vec::new();
    for side in summary.waits_for() {
        let (act, key, name) = match side {
            Side::Participant => ("answer-participant", Key("act-answer-participant"), mother),
            Side::Volunteer => ("answer-volunteer", Key("act-answer-volunteer"), volunteer),
            Side::Unspecified => continue,
        };
        let answers = vec![Choice::new("yes", t.say("answer-yes")), Choice::new("no", t.say("answer-no"))];
        let fields = vec![
            Field::new("yes", t.say("answer-which"), FieldKind::Radio(answers)),
            Field::given_by(t),
            Field::new("decline_reason", t.say("answer-decline"), FieldKind::Select(DeclineReason::choices(t)))
                .optional(),
            Field::new("note", t.say("field-note"), FieldKind::Area(2)).optional(),
            Field::occurred_on(t),
        ];
        offered.push(acts.offer(act, key, fields).about(name).first());
        let may_have_link = match side {
            Side::Volunteer => proposal.participant_agrees_to_be_shown,
            _ => !proposal.family_consents_missing,
        };
        if may_have_link {
            offered.extend(links::offer(acts, side, name, t));
        }
        if proposal.call_wishes.iter().any(|wish| wish.side() == side) {
            let called = match side {
                Side::Volunteer => acts.offer("called-volunteer", Key("act-called"), Vec::new()),
                _ => acts.offer("called-participant", Key("act-called"), Vec::new()),
            };
            offered.push(called.about(name));
        }
    }
    if summary.status() == ProposalStatus::Accepted && proposal.match_id.is_empty() {
        offered.push(acts.offer("set-up", Key("act-set-up"), Vec::new()).first());
    }
    if matches!(summary.status(), ProposalStatus::Proposed | ProposalStatus::AcceptedByOne | ProposalStatus::Accepted)
        && proposal.match_id.is_empty()
    {
        let reason = Field::new("reason", t.say("field-reason"), FieldKind::Select(WithdrawReason::choices(t)));
        offered.push(acts.offer("withdraw", Key("act-withdraw-proposal"), vec![reason]));
    }
    offered
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let again = async |refused: Refused| draw(&app, &staff, &id, Some(&refused), None).await;
    if let Some(side) = links::side_of(&act) {
        let about = (Object::Proposal(id.clone()), side);
        // Shown where it was made, and nowhere else.
        return match links::issue(&app, &staff, &caller, about, &form).await {
            Ok(fresh) => draw(&app, &staff, &id, None, Some(fresh)).await,
            Err(failure) => again(Refused::of(&act, form, failure, staff.visit.texts())?).await,
        };
    }
    let done = carry_out(&app, &caller, &id, &act, &form).await;
    acts::answered(&staff.visit, &act, form, done, again).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<(String, Key), Failure> {
    form.ready()?;
    let client = app.clients.matches();
    let (request_id, proposal_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    let here = format!("/proposals/{id}");
    let side = match act {
        "answer-participant" => Side::Participant,
        "answer-volunteer" => Side::Volunteer,
        "called-participant" | "called-volunteer" => {
            let side = if act == "called-volunteer" { Side::Volunteer } else { Side::Participant }.into();
            let request = RecordProposalCallRequest { request_id, proposal_id, side, occurred_on };
            asked!(caller, client, Matching, record_proposal_call, request)?;
            return Ok((here, Key("done-called")));
        }
        links::REVOKE => return Ok((here, links::revoke(app, caller, form).await?)),
        "set-up" => {
            let request = SetUpMatchRequest { request_id, proposal_id, term_months: 0, occurred_on };
            let made = asked!(caller, client, Matching, set_up_match, request)?;
            return Ok((format!("/matches/{}", made.match_id), Key("done-set-up")));
        }
        "withdraw" => {
            let reason = form.number::<WithdrawReason>("reason");
            let request = WithdrawProposalRequest { request_id, proposal_id, reason, occurred_on };
            asked!(caller, client, Matching, withdraw_proposal, request)?;
            return Ok((here, Key("done-withdraw-proposal")));
        }
        _ => return Err(Failure::NotFound),
    };
    // An answer that was not chosen is neither yes nor no.
    if form.value("yes").is_empty() {
        let missing = crate::failure::Violation { field: "yes".to_owned(), description: "is required".to_owned() };
        return Err(Failure::Invalid(vec![missing]));
    }
    let yes = form.value("yes") == "yes";
    let request = RecordProposalAnswerRequest {
        request_id,
        proposal_id,
        side: side.into(),
        yes,
        given_by: form.number::<GivenBy>("given_by"),
        decline_reason: if yes { 0 } else { form.number::<DeclineReason>("decline_reason") },
        note: form.text("note"),
        occurred_on,
    };
    asked!(caller, client, Matching, record_proposal_answer, request)?;
    Ok((here, Key("done-answer")))
}
