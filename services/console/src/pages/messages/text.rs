//! `/messages/texts/{template}/{language}`, for an SMS with its channel behind it: a manager says it in the district's own
//! words, and sees it first as it would arrive.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{
    ChangeMessageTextRequest, MessageChannel, MessageText, PreviewMessageTextRequest, PreviewMessageTextResponse,
};
use serde::Deserialize;

use super::listed;
use crate::{
    accounts::Role,
    acts,
    app::App,
    clients::{Caller, asked},
    codes,
    failure::Failure,
    forms::Form,
    i18n::Key,
    named::Named as _,
    page::Page,
    visit::Staff,
};

/// Which text, as its address names it.
#[derive(Deserialize)]
pub struct Which {
    template: String,
    language: String,
    /// None for an e-mail.
    channel: Option<String>,
}

impl Which {
    fn names(&self, text: &MessageText) -> bool {
        let channel = self.channel.as_deref().map_or(MessageChannel::Email, MessageChannel::of_slug);
        text.template().slug() == self.template && text.language == self.language && text.channel() == channel
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "pages/message_text.html")]
struct TextPage {
    page: Page,
    /// Where it is posted.
    action: String,
    /// What it tells.
    name: String,
    /// In words, and its code.
    language: (String, String),
    is_own: bool,
    /// No subject, and few letters.
    is_sms: bool,
    form: Form,
    preview: Option<PreviewMessageTextResponse>,
}

impl TextPage {
    /// How many SMS it would be sent in. Zero without a preview.
    fn parts(&self) -> u32 {
        self.preview.as_ref().map_or(0, |preview| preview.parts)
    }
}

pub async fn show(State(app): State<App>, staff: Staff, Path(which): Path<Which>) -> Result<Response, Failure> {
    let text = known(&app, &staff, &staff.caller()?, &which).await?;
    let form = staff.visit.blank_form().prefilled("subject", &text.subject).prefilled("body", &text.body);
    draw(&staff, &text, form, None, StatusCode::OK).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path(which): Path<Which>,
    mut form: Form,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let text = known(&app, &staff, &caller, &which).await?;
    form.object_to_draft(t);
    if !form.problems().is_empty() {
        return draw(&staff, &text, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let done = match form.value("do") {
        "preview" => match preview(&app, &caller, &text, &form).await {
            Ok(preview) => return draw(&staff, &text, form, Some(preview), StatusCode::OK).await,
            Err(failure) => Err(failure),
        },
        "reset" => change(&app, &caller, &text, &form, (String::new(), String::new())).await.map(|()| "reset"),
        _ if form.text("subject").is_empty() && form.text("body").is_empty() => {
            // Nothing at all would mean the shipped text: that has a button of its own.
            form.object("body", t.say("violation-is-required"));
            return draw(&staff, &text, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        _ => {
            let words = (form.text("subject"), form.text("body"));
            change(&app, &caller, &text, &form, words).await.map(|()| "save")
        }
    };
    match done {
        Ok("reset") => acts::done(&staff.visit, &form, "/messages/texts", Key("done-message-reset")).await,
        Ok(_) => acts::done(&staff.visit, &form, "/messages/texts", Key("done-message-text")).await,
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(&staff, &text, form, None, status).await
        }
    }
}

/// The text as it stands; for a manager alone.
async fn known(app: &App, staff: &Staff, caller: &Caller, which: &Which) -> Result<MessageText, Failure> {
    if staff.session.account.role != Role::Manager {
        return Err(Failure::Forbidden);
    }
    listed(app, caller).await?.into_iter().find(|text| which.names(text)).ok_or(Failure::NotFound)
}

async fn preview(
    app: &App,
    caller: &Caller,
    text: &MessageText,
    form: &Form,
) -> Result<PreviewMessageTextResponse, Failure> {
    let request = PreviewMessageTextRequest {
        template: text.template,
        language: text.language.clone(),
        subject: form.text("subject"),
        body: form.text("body"),
        channel: text.channel,
    };
    asked!(caller, app.clients.messages(), Referrals, preview_message_text, request)
}

async fn change(
    app: &App,
    caller: &Caller,
    text: &MessageText,
    form: &Form,
    (subject, body): (String, String),
) -> Result<(), Failure> {
    let request = ChangeMessageTextRequest {
        request_id: form.request_id().to_owned(),
        template: text.template,
        language: text.language.clone(),
        subject,
        body,
        occurred_on: String::new(),
        channel: text.channel,
    };
    asked!(caller, app.clients.messages(), Referrals, change_message_text, request).map(drop)
}

async fn draw(
    staff: &Staff,
    text: &MessageText,
    form: Form,
    preview: Option<PreviewMessageTextResponse>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let page = TextPage {
        page: staff.visit.page().await?,
        action: super::address(text),
        name: t.name(text.template()),
        language: (codes::language(&text.language, t), text.language.clone()),
        is_own: text.is_own,
        is_sms: text.channel() == MessageChannel::Sms,
        form,
        preview,
    };
    Ok((status, page).into_response())
}
