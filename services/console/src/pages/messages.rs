//! `/messages/texts`: what referrers are written at each step, in each language, by e-mail and by SMS, and whose words it
//! is.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use proto::referrals::v1::{ListMessageTextsRequest, MessageChannel, MessageText};

use crate::{
    accounts::Role,
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Column, DataTable, Row, TableCell, Tag, Tone},
    failure::Failure,
    i18n::{Key, Texts},
    named::Named as _,
    page::Page,
    visit::Staff,
};

pub mod text;

#[derive(Template, WebTemplate)]
#[template(path = "pages/message_texts.html")]
pub struct MessageTexts {
    page: Page,
    table: DataTable,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff) -> Result<MessageTexts, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let texts = listed(&app, &caller).await?;
    let may_change = staff.session.account.role == Role::Manager;
    let columns = [Key("message-text"), Key("message-channel"), Key("message-language"), Key("message-whose")];
    let table = DataTable {
        caption: t.say("message-texts-caption").to_string(),
        columns: columns.map(|key| Column { words: t.say(key).to_string(), is_number: false }).into(),
        rows: texts.iter().map(|text| row(text, may_change, t)).collect(),
    };
    Ok(MessageTexts { page: staff.visit.page().await?, table, is_behind: caller.is_behind() })
}

fn row(text: &MessageText, may_change: bool, t: Texts) -> Row {
    let whose = if text.is_own {
        Tag::new(Tone::Active, t.say("message-own"))
    } else {
        Tag::new(Tone::Ended, t.say("message-shipped"))
    };
    Row {
        name: t.name(text.template()),
        href: if may_change { address(text) } else { String::new() },
        cells: vec![
            TableCell::Words(t.name(text.channel())),
            TableCell::Words(codes::language(&text.language, t)),
            TableCell::Tag(whose),
        ],
    }
}

fn address(text: &MessageText) -> String {
    let address = format!("/messages/texts/{}/{}", text.template().slug(), text.language);
    match text.channel() {
        MessageChannel::Email | MessageChannel::Unspecified => address,
        MessageChannel::Sms => format!("{address}/{}", text.channel().slug()),
    }
}

async fn listed(app: &App, caller: &Caller) -> Result<Vec<MessageText>, Failure> {
    let ask = ListMessageTextsRequest {};
    Ok(asked!(caller, app.clients.messages(), Referrals, list_message_texts, ask)?.texts)
}
