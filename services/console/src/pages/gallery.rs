//! `/gallery`: every component with invented content, for looking at and for visual tests. Served on request only.

use askama::Template;
use askama_web::WebTemplate;
use axum::{http::StatusCode, response::IntoResponse};

use crate::{
    components::{BarChart, Choice, DataTable, KeyFigure, Pagination, Tag, TimelineEntry, TodayItem, Tone},
    failure::Failure,
    forms::Form,
    i18n::Key,
    page::Page,
    visit::Visit,
};

mod content;

#[derive(Template, WebTemplate)]
#[template(path = "pages/gallery.html")]
struct Gallery {
    page: Page,
    form: Form,
    words: content::Words,
    today: Vec<TodayItem>,
    tags: Vec<Tag>,
    facts: Vec<(String, String)>,
    timeline: Vec<TimelineEntry>,
    table: DataTable,
    pagination: Pagination,
    key_figures: Vec<KeyFigure>,
    chart: BarChart,
    languages: Vec<Choice>,
    sources: Vec<Choice>,
    times: Vec<Choice>,
}

/// Parts that no page needed yet are shown here first, so their words are here too.
pub const TONES: [(Tone, Key); 7] = [
    (Tone::New, Key("referral-requested")),
    (Tone::Waiting, Key("referral-on-hold")),
    (Tone::Active, Key("referral-in-progress")),
    (Tone::Done, Key("referral-completed")),
    (Tone::Attention, Key("due-privacy-notice")),
    (Tone::Urgent, Key("due-acknowledge")),
    (Tone::Ended, Key("referral-cancelled")),
];

pub async fn show(visit: Visit) -> Result<impl IntoResponse, Failure> {
    let form = visit.blank_form().prefilled("identity.given_name", "Oksana").prefilled("language", "uk");
    gallery(&visit, form).await
}

/// Finds fault with every field, to show what that looks like.
pub async fn submit(visit: Visit, mut form: Form) -> Result<impl IntoResponse, Failure> {
    let t = visit.texts();
    for (field, message) in content::problems(t) {
        form.object(field, message);
    }
    form.object_to_all(t.say("form-unavailable").with("service", t.say("service-referrals")));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, gallery(&visit, form).await?))
}

async fn gallery(visit: &Visit, form: Form) -> Result<Gallery, Failure> {
    let page = visit.page().await?;
    let t = page.t;
    Ok(Gallery {
        form,
        words: content::words(t),
        today: content::today(t),
        tags: TONES.into_iter().map(|(tone, key)| Tag::new(tone, t.say(key))).collect(),
        facts: content::facts(t),
        timeline: content::timeline(t),
        table: content::table(t),
        pagination: Pagination {
            previous: "/gallery".to_owned(),
            next: "/gallery".to_owned(),
            from: 51,
            to: 100,
            total: 1204,
        },
        key_figures: content::key_figures(t),
        chart: content::chart(t),
        languages: content::languages(t),
        sources: content::sources(t),
        times: content::times(t),
        page,
    })
}
