//! A side of a match tells how it goes: one tap, then what they talked about. Nobody is named on the page.

use proto::{
    matching::v1::{GetLinkedMatchRequest, Mood, TellCheckInRequest},
    programmes::v1::Programme,
};

use super::{Asked, DOING, act};
use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::Key,
    named::Named as _,
    offering::topic_name,
    page::Page,
    visit::Visit,
};

pub(super) async fn draw(app: &App, visit: &Visit, caller: &Caller, back: Option<Form>) -> Result<Asked, Failure> {
    let t = visit.texts();
    let found = asked!(caller, app.clients.links(), Matching, get_linked_match, GetLinkedMatchRequest {})?;
    let programme = Programme { topics: found.topics, ..Programme::default() };
    let topics: Vec<Choice> = programme
        .topics
        .iter()
        .map(|topic| Choice::new(&topic.code, topic_name(Some(&programme), &topic.code, t)))
        .collect();
    let mut fields =
        vec![Field::hidden(DOING), Field::new("mood", t.say("link-mood"), FieldKind::Radio(Mood::choices(t)))];
    if !topics.is_empty() {
        fields.push(Field::new("topics", t.say("link-topics"), FieldKind::Checks(topics)).optional());
    }
    Ok(Asked {
        page: Page::outside(visit, app.traits.demo),
        title: t.say("link-check-in-title").to_string(),
        lead: t.say("link-check-in-lead").to_string(),
        facts: Vec::new(),
        standing: String::new(),
        acts: Vec::new(),
        form: Some(act(visit, "check-in", Key("link-send"), fields, back).first()),
    })
}

/// Gives what it was.
pub(super) async fn submit(app: &App, caller: &Caller, form: &Form) -> Result<Key, Failure> {
    let request = TellCheckInRequest {
        request_id: form.request_id().to_owned(),
        mood: form.number::<Mood>("mood"),
        topics: form.all("topics").map(str::to_owned).collect(),
    };
    asked!(caller, app.clients.links(), Matching, tell_check_in, request)?;
    Ok(Key("link-told"))
}
