//! Links as the coordinator makes them: on the page of a proposal or a match, for either side.

use proto::matching::v1::{IssueLinkRequest, LinkStatus, LinkSummary, RevokeLinkRequest, Side};

use crate::{
    acts::Acts,
    app::App,
    clients::{Caller, asked},
    components::{Act, Field, FieldKind, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    page::LINKS,
    visit::Staff,
};

/// Taking a link back.
pub const REVOKE: &str = "revoke-link";

/// What a link is about, by its id.
#[derive(Debug, Clone)]
pub enum Object {
    Proposal(String),
    Match(String),
}

/// A link that was just made: its only showing.
#[derive(Debug, Clone)]
pub struct Fresh {
    pub address: String,
    /// A message with the address in it, to send as it is.
    pub message: String,
}

/// The newest link of a side, in words.
#[derive(Debug, Clone)]
pub struct LinkRow {
    pub name: String,
    pub tag: Tag,
    pub made: String,
    pub until: String,
    pub revoke: Option<Act>,
}

/// For whom a link is made, by the name of the act.
pub fn side_of(act: &str) -> Option<Side> {
    match act {
        "link-participant" => Some(Side::Participant),
        "link-volunteer" => Some(Side::Volunteer),
        _ => None,
    }
}

/// Making a link for a side.
pub fn offer(acts: &Acts<'_>, side: Side, name: &str, t: Texts) -> Option<Act> {
    let (act, key) = match side {
        Side::Participant => ("link-participant", Key("act-link-participant")),
        Side::Volunteer => ("link-volunteer", Key("act-link-volunteer")),
        Side::Unspecified => return None,
    };
    let until =
        Field::new("expires_on", t.say("link-until"), FieldKind::Date).optional().hint(t.say("link-until-hint"));
    Some(acts.offer(act, key, vec![until]).about(name).hint(t.say("link-replaces")))
}

pub fn rows(acts: &Acts<'_>, links: &[LinkSummary], names: impl Fn(Side) -> String, t: Texts) -> Vec<LinkRow> {
    let row = |link: &LinkSummary| {
        let tone = match link.status() {
            LinkStatus::Open => Tone::New,
            LinkStatus::Used => Tone::Done,
            LinkStatus::WithoutConsent => Tone::Attention,
            LinkStatus::Revoked | LinkStatus::Expired | LinkStatus::Settled | LinkStatus::Unspecified => Tone::Ended,
        };
        let status = if link.status().is_set() { t.name(link.status()) } else { t.say("status-unknown").to_string() };
        let revoke = || {
            let values = [("link_id", link.link_id.as_str())];
            acts.prefilled(REVOKE, Key("act-revoke-link"), vec![Field::hidden("link_id")], &values)
                .scoped(&link.side().slug())
                .about(names(link.side()))
        };
        LinkRow {
            name: names(link.side()),
            tag: Tag::new(tone, status),
            made: t.iso_date(&link.issued_on),
            until: t.iso_date(&link.expires_on),
            revoke: matches!(link.status(), LinkStatus::Open | LinkStatus::WithoutConsent).then(revoke),
        }
    };
    links.iter().map(row).collect()
}

/// Makes a link; one made before for the same thing and side stops working.
pub async fn issue(
    app: &App,
    staff: &Staff,
    caller: &Caller,
    (object, side): (Object, Side),
    form: &Form,
) -> Result<Fresh, Failure> {
    form.ready()?;
    let t = staff.visit.texts();
    let (words, proposal_id, match_id) = match object {
        Object::Proposal(id) => (Key("link-message-proposal"), id, String::new()),
        Object::Match(id) => (Key("link-message-match"), String::new(), id),
    };
    let request = IssueLinkRequest {
        request_id: form.request_id().to_owned(),
        proposal_id,
        match_id,
        side: side.into(),
        expires_on: form.text("expires_on"),
        occurred_on: String::new(),
    };
    let made = asked!(caller, app.clients.links(), Matching, issue_link, request)?;
    let secret = made.secret.to_ascii_lowercase();
    let address = format!("{}{LINKS}{}/matching/{secret}", app.origin.as_str(), staff.district.slug);
    let message = t
        .say(words)
        .with("address", &address)
        .with("day", t.iso_date(&made.expires_on))
        .with("name", &staff.session.account.display_name)
        .to_string();
    Ok(Fresh { address, message })
}

pub async fn revoke(app: &App, caller: &Caller, form: &Form) -> Result<Key, Failure> {
    let request = RevokeLinkRequest {
        request_id: form.request_id().to_owned(),
        link_id: form.text("link_id"),
        occurred_on: String::new(),
    };
    asked!(caller, app.clients.links(), Matching, revoke_link, request)?;
    Ok(Key("done-revoke-link"))
}
