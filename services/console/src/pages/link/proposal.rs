//! A side of a proposal: who the other is, as far as it may be told; yes, no, or a call first.

use proto::matching::v1::{
    AnswerLinkedProposalRequest, DeclineReason, GetLinkedProposalRequest, Side, WishCallRequest,
};

use super::{Asked, DOING, act};
use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    page::Page,
    pages::requests::proposal::mini_words,
    visit::Visit,
};

pub(super) async fn draw(
    app: &App,
    visit: &Visit,
    caller: &Caller,
    district: &str,
    back: Option<Form>,
) -> Result<Asked, Failure> {
    let t = visit.texts();
    let found = asked!(caller, app.clients.links(), Matching, get_linked_proposal, GetLinkedProposalRequest {})?;
    let named = app.districts.named(&[district.to_owned()]).await?;
    let district = named.into_iter().next().map_or_else(|| district.to_owned(), |district| district.name);
    let lead = if found.side() == Side::Volunteer { Key("link-lead-volunteer") } else { Key("link-lead-participant") };
    // Of several forms, the one that came back shows why.
    let came_back = |name: &str| back.clone().filter(|form| form.value(DOING) == name);
    let hidden = || vec![Field::hidden(DOING)];
    let why = Field::new("decline_reason", t.say("link-why"), FieldKind::Radio(reasons(t))).optional();
    let mut acts = vec![
        act(visit, "yes", Key("link-yes"), hidden(), came_back("yes")).first(),
        act(visit, "no", Key("link-no"), vec![Field::hidden(DOING), why], came_back("no")),
    ];
    if !found.call_wished {
        acts.push(act(visit, "call", Key("link-call"), hidden(), came_back("call")));
    }
    Ok(Asked {
        page: Page::outside(visit, app.traits.demo),
        title: t.say("link-answer-title").to_string(),
        lead: t.say(lead).with("district", district).with("day", t.iso_date(&found.answer_by)).to_string(),
        facts: found.other.as_ref().map(|mini| mini_words(mini, t)).unwrap_or_default(),
        standing: if found.call_wished { t.say("link-call-wished").to_string() } else { String::new() },
        acts,
        form: None,
    })
}

/// Gives what it was.
pub(super) async fn submit(app: &App, caller: &Caller, form: &Form) -> Result<Key, Failure> {
    let request_id = form.request_id().to_owned();
    let yes = match form.value(DOING) {
        "yes" => true,
        "no" => false,
        "call" => {
            asked!(caller, app.clients.links(), Matching, wish_call, WishCallRequest { request_id })?;
            return Ok(Key("link-call-wished"));
        }
        _ => return Err(Failure::Unreadable),
    };
    let decline_reason = if yes { 0 } else { form.number::<DeclineReason>("decline_reason") };
    let request = AnswerLinkedProposalRequest { request_id, yes, decline_reason };
    asked!(caller, app.clients.links(), Matching, answer_linked_proposal, request)?;
    Ok(if yes { Key("link-said-yes") } else { Key("link-said-no") })
}

/// In her own words, as she would say it.
fn reasons(t: Texts) -> Vec<Choice> {
    let words = |reason| match reason {
        DeclineReason::Unspecified => None,
        DeclineReason::Distance => Some(Key("link-why-distance")),
        DeclineReason::Time => Some(Key("link-why-time")),
        DeclineReason::OtherWishes => Some(Key("link-why-other-wishes")),
        DeclineReason::Language => Some(Key("link-why-language")),
        DeclineReason::KnowsTheOther => Some(Key("link-why-knows-the-other")),
        DeclineReason::ChangedMind => Some(Key("link-why-changed-mind")),
        DeclineReason::Other => Some(Key("link-why-other")),
    };
    DeclineReason::all().filter_map(|reason| Some(Choice::new(reason.slug(), t.say(words(reason)?)))).collect()
}
