//! The pairs she kept become proposals, each with an id of its own that follows from the form's: sending the form twice
//! proposes once. Somebody else may have been quicker with some of them; each pair tells what became of it.

use askama::Template;
use askama_web::WebTemplate;
use axum::response::{IntoResponse as _, Response};
use proto::matching::v1::{HardRule, ProposeMatchRequest};
use uuid::Uuid;

use super::{PLAN, pairs::Pair};
use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::Texts,
    named::Named as _,
    names::PersonNames,
    page::{Page, address_with},
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/plan_proposed.html")]
struct Proposed {
    page: Page,
    outcomes: Vec<Outcome>,
    back: String,
    programme: String,
    cohort: String,
    /// To send again what did not arrive.
    form: Form,
    not_sent: Vec<String>,
}

/// What became of one pair.
struct Outcome {
    tag: Tag,
    names: String,
    /// The proposal, or the request that has none; never empty.
    href: String,
    /// Why not; may be empty.
    why: String,
}

pub(super) async fn propose(
    app: &App,
    staff: &Staff,
    programme: &str,
    form: &Form,
    kept: &[Pair],
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let of_form: Uuid = form.request_id().parse().map_err(|_| Failure::Unreadable)?;
    let names = PersonNames::of(app, &caller, kept.iter().flat_map(Pair::people)).await?;
    let (mut outcomes, mut not_sent) = (Vec::with_capacity(kept.len()), Vec::new());
    for pair in kept {
        let names = pair.words(&names, t);
        let request = format!("/requests/{}", pair.request);
        let outcome = match proposed(app, &caller, of_form, pair).await {
            Ok(proposal) => Outcome {
                tag: Tag::new(Tone::Done, t.say("plan-proposed")),
                href: format!("/proposals/{proposal}"),
                why: String::new(),
                names,
            },
            Err(failure) => {
                if matches!(failure, Failure::Unavailable(_)) {
                    not_sent.push(pair.value());
                }
                let tag = Tag::new(Tone::Attention, t.say("plan-not-proposed"));
                Outcome { tag, href: request, why: why_not(failure, t)?, names }
            }
        };
        outcomes.push(outcome);
    }
    let shown = Proposed {
        page: staff.visit.page().await?,
        outcomes,
        back: address_with(PLAN, &[("programme", programme), ("cohort", form.value("cohort"))]),
        programme: programme.to_owned(),
        cohort: form.value("cohort").to_owned(),
        form: Form::blank(of_form),
        not_sent,
    };
    Ok(shown.into_response())
}

/// The id of the proposal.
async fn proposed(app: &App, caller: &Caller, of_form: Uuid, pair: &Pair) -> Result<String, Failure> {
    let name = format!("{}~{}", pair.request, pair.volunteer);
    let request = ProposeMatchRequest {
        request_id: Uuid::new_v5(&of_form, name.as_bytes()).to_string(),
        support_request_id: pair.request.clone(),
        volunteer_id: pair.volunteer.clone(),
        ..ProposeMatchRequest::default()
    };
    Ok(asked!(caller, app.clients.matches(), Matching, propose_match, request)?.proposal_id)
}

/// What the person can read of a failure; gives back one that is none of hers.
fn why_not(failure: Failure, t: Texts) -> Result<String, Failure> {
    let failure = match failure {
        Failure::NotFound => return Ok(t.say("plan-gone").to_string()),
        Failure::Refused { reason, facts } if reason == "PAIR_EXCLUDED" => {
            let named = facts.iter().filter(|(name, _)| name == "rules").flat_map(|(_, rules)| rules.split(','));
            let rules: Vec<String> = named.map(|rule| t.name(HardRule::of_slug(&slug(rule)))).collect();
            return Ok(rules.join(" · "));
        }
        failure => failure,
    };
    let mut form = Form::default();
    form.take(failure, t)?;
    let words: Vec<&str> = form.problems().iter().map(|problem| problem.message.as_str()).collect();
    Ok(words.join(" "))
}

fn slug(contract_name: &str) -> String {
    contract_name.to_ascii_lowercase().replace('_', "-")
}
