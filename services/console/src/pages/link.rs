//! `/l/<district>/<service>/<secret>`: what one side of a pair is asked by link, without an account.
//!
//! Opening uses nothing up: programs that read messages open links too. What was never made, was taken back, is late or
//! was used shows one and the same page, after one and the same time.

use std::time::Duration;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::matching::v1::{LinkAction, RedeemLinkRequest, RedeemLinkResponse};
use tokio::time::Instant;

use crate::{
    app::App,
    clients::{Caller, asked},
    components::Act,
    failure::Failure,
    forms::Form,
    i18n::{Key, Text},
    page::Page,
    tokens,
    visit::Visit,
};

mod check_in;
mod proposal;

/// The one service whose links are opened here.
const MATCHING: &str = "matching";

/// Longer than any look for a link takes, so that how long it took tells nothing.
const DEAD_AFTER: Duration = Duration::from_millis(400);

/// The parts of an address: district, service, secret.
type Address = Path<(String, String, String)>;

/// What somebody is asked.
#[derive(Template, WebTemplate)]
#[template(path = "pages/link.html")]
struct Asked {
    page: Page,
    title: String,
    lead: String,
    /// What she may hear of the other side.
    facts: Vec<(String, String)>,
    /// What she has asked for already; may be empty.
    standing: String,
    acts: Vec<Act>,
    /// A form that is open from the start.
    form: Option<Act>,
}

/// Words alone.
#[derive(Template, WebTemplate)]
#[template(path = "pages/link_words.html")]
struct Told {
    page: Page,
    title: String,
    words: Vec<String>,
}

/// A link that lives, or did what it was for.
struct Open {
    district: String,
    redeemed: RedeemLinkResponse,
}

impl Open {
    /// For asking in the holder's name.
    fn caller(&self, app: &App, visit: &Visit) -> Result<Caller, Failure> {
        let token = tokens::for_link(&app.issuer, &self.district, &self.redeemed.token_object)?;
        Caller::new(visit.clone(), &token)
    }
}

pub async fn show(State(app): State<App>, visit: Visit, address: Address) -> Result<Response, Failure> {
    let begun = Instant::now();
    if !app.throttle.admits_links(visit.address(), app.surroundings.now()).await? {
        return Ok(too_often(&app, &visit));
    }
    match redeemed(&app, &visit, &address).await? {
        Some(open) if !open.redeemed.used => draw(&app, &visit, &open, begun, None).await,
        _ => dead(&app, &visit, begun).await,
    }
}

pub async fn submit(State(app): State<App>, visit: Visit, address: Address, form: Form) -> Result<Response, Failure> {
    let begun = Instant::now();
    if !app.throttle.admits_links(visit.address(), app.surroundings.now()).await? {
        return Ok(too_often(&app, &visit));
    }
    let Some(open) = redeemed(&app, &visit, &address).await? else { return dead(&app, &visit, begun).await };
    // Sent twice: the first answer stands, and is shown.
    if open.redeemed.used {
        return Ok(thanks(&app, &visit, answered(&open.redeemed)));
    }
    let caller = open.caller(&app, &visit)?;
    let told = match open.redeemed.action() {
        LinkAction::AnswerProposal => proposal::submit(&app, &caller, &form).await,
        LinkAction::TellCheckIn => check_in::submit(&app, &caller, &form).await,
        LinkAction::Unspecified => Err(Failure::NotFound),
    };
    match told {
        Ok(key) => Ok(thanks(&app, &visit, key)),
        // Somebody was faster: with the same link, and that answer stands; or by telephone, and this one is dead.
        Err(Failure::Refused { .. } | Failure::NotFound) => match redeemed(&app, &visit, &address).await? {
            Some(open) if open.redeemed.used => Ok(thanks(&app, &visit, answered(&open.redeemed))),
            _ => dead(&app, &visit, begun).await,
        },
        Err(failure @ (Failure::Invalid(_) | Failure::Unavailable(_))) => {
            let mut form = form;
            let status = form.take(failure, visit.texts())?;
            draw(&app, &visit, &open, begun, Some((form, status))).await
        }
        Err(failure) => Err(failure),
    }
}

/// None for everything that opens nothing, whyever.
async fn redeemed(
    app: &App,
    visit: &Visit,
    Path((district, service, secret)): &Address,
) -> Result<Option<Open>, Failure> {
    // What is no slug is no district.
    let Ok(token) = tokens::for_anybody(&app.issuer, district) else { return Ok(None) };
    if service != MATCHING {
        return Ok(None);
    }
    let caller = Caller::new(visit.clone(), &token)?;
    let request = RedeemLinkRequest { secret: secret.clone() };
    match asked!(&caller, app.clients.links(), Matching, redeem_link, request) {
        Ok(redeemed) => Ok(Some(Open { district: district.clone(), redeemed })),
        Err(Failure::NotFound | Failure::Invalid(_) | Failure::Refused { .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The page of a link that lives; with a form that came back.
async fn draw(
    app: &App,
    visit: &Visit,
    open: &Open,
    begun: Instant,
    back: Option<(Form, StatusCode)>,
) -> Result<Response, Failure> {
    let caller = open.caller(app, visit)?;
    let (form, status) = back.map_or((None, StatusCode::OK), |(form, status)| (Some(form), status));
    let drawn = match open.redeemed.action() {
        LinkAction::AnswerProposal => proposal::draw(app, visit, &caller, &open.district, form).await,
        LinkAction::TellCheckIn => check_in::draw(app, visit, &caller, form).await,
        LinkAction::Unspecified => Err(Failure::NotFound),
    };
    match drawn {
        Ok(page) => Ok((status, page).into_response()),
        // It died in the meantime.
        Err(Failure::NotFound) => dead(app, visit, begun).await,
        Err(failure) => Err(failure),
    }
}

async fn dead(app: &App, visit: &Visit, begun: Instant) -> Result<Response, Failure> {
    app.throttle.count_dead_link(visit.address(), app.surroundings.now()).await?;
    tokio::time::sleep_until(begun + DEAD_AFTER).await;
    let words = [Key("link-dead-words"), Key("link-dead-answered")];
    Ok(words_page(app, visit, StatusCode::NOT_FOUND, Key("link-dead-title"), &words))
}

fn too_often(app: &App, visit: &Visit) -> Response {
    words_page(app, visit, StatusCode::TOO_MANY_REQUESTS, Key("link-wait-title"), &[Key("link-wait-words")])
}

/// What the first answer was.
fn answered(redeemed: &RedeemLinkResponse) -> Key {
    match (redeemed.action(), redeemed.yes) {
        (LinkAction::AnswerProposal, true) => Key("link-said-yes"),
        (LinkAction::AnswerProposal, false) => Key("link-said-no"),
        _ => Key("link-told"),
    }
}

fn thanks(app: &App, visit: &Visit, words: Key) -> Response {
    words_page(app, visit, StatusCode::OK, Key("link-thanks"), &[words, Key("link-changed-mind")])
}

fn words_page(app: &App, visit: &Visit, status: StatusCode, title: Key, words: &[Key]) -> Response {
    let t = visit.texts();
    let page = Told {
        page: Page::outside(visit, app.traits.demo),
        title: t.say(title).to_string(),
        words: words.iter().map(|key| t.say(key)).map(|text: Text| text.to_string()).collect(),
    };
    (status, page).into_response()
}

/// One thing to do on the page of a link: a press, or a form of its own.
fn act(
    visit: &Visit,
    name: &'static str,
    words: Key,
    fields: Vec<crate::components::Field>,
    form: Option<Form>,
) -> Act {
    let form = form.unwrap_or_else(|| visit.blank_form().prefilled(DOING, name));
    Act {
        name,
        words: visit.texts().say(words).to_string(),
        action: visit.path().to_owned(),
        form: form.scoped(name),
        fields,
        hint: String::new(),
        is_danger: false,
        is_first: false,
        about: String::new(),
    }
}

/// Which of the acts of a page a form is.
const DOING: &str = "doing";
