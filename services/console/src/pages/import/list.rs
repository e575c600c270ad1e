//! `/import/{id}`: one list, from its columns to what became of it.

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use uuid::Uuid;

use super::{address, allowed, mapping, state_words, what_words};
use crate::{
    accounts::Role,
    acts,
    app::App,
    components::Choice,
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts, local_date},
    imports::{Counted, Import, LineState, State},
    page::Page,
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/import_list.html")]
struct ListPage {
    page: Page,
    href: String,
    what: String,
    when: String,
    state: String,
    form: Form,
    /// What is under way, in words; empty otherwise.
    progress: String,
    per_cent: u32,
    /// Why it does not go on; may be empty.
    waits: String,
    facts: Vec<(String, String)>,
    faults: Vec<(String, String)>,
    /// Lines of people who probably are known.
    alike: u32,
    /// Something can be brought in now.
    may_begin: bool,
    may_change: bool,
    /// It can be undone: by whoever looks, or only by a manager.
    undo: Option<bool>,
    alike_choices: Vec<Choice>,
}

impl ListPage {
    fn is_to_undo(&self) -> bool {
        self.undo == Some(true)
    }

    fn is_for_manager(&self) -> bool {
        self.undo == Some(false)
    }
}

pub async fn show(Shared(app): Shared<App>, staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let import = found(&app, &staff, id).await?;
    if import.state == State::Mapping {
        return mapping::draw(&app, &staff, &import, None, StatusCode::OK).await;
    }
    draw(&app, &staff, &import, staff.visit.blank_form(), StatusCode::OK).await
}

/// What somebody decides about it.
pub async fn submit(
    Shared(app): Shared<App>,
    staff: Staff,
    Path((id, act)): Path<(Uuid, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let import = found(&app, &staff, id).await?;
    form.ready()?;
    let to = address(id);
    match act.as_str() {
        "map" => mapping::submit(&app, &staff, &import, form).await,
        "columns" => {
            app.imports.go_on(id, State::Checked, State::Mapping).await?;
            acts::done(&staff.visit, &form, &to, Key("import-columns-notice")).await
        }
        "begin" => {
            let (actor, alike) = (staff.session.account.actor_id, form.value("alike") == "bring");
            app.imports.begin(id, actor, alike).await?;
            acts::done(&staff.visit, &form, &to, Key("import-begun")).await
        }
        "undo" if !may_undo(&staff) => Err(Failure::Forbidden),
        "undo" => {
            app.imports.undo(id, staff.session.account.actor_id).await?;
            acts::done(&staff.visit, &form, &to, Key("import-undo-begun")).await
        }
        "drop" => {
            app.imports.drop(id).await?;
            acts::done(&staff.visit, &form, super::IMPORT, Key("import-dropped")).await
        }
        _ => Err(Failure::NotFound),
    }
}

/// Of her own district, and for those who may.
pub(super) async fn found(app: &App, staff: &Staff, id: Uuid) -> Result<Import, Failure> {
    allowed(staff)?;
    app.imports.find(&staff.district.slug, id).await?.ok_or(Failure::NotFound)
}

/// People are erased by it.
fn may_undo(staff: &Staff) -> bool {
    staff.session.account.role == Role::Manager
}

async fn draw(app: &App, staff: &Staff, import: &Import, form: Form, status: StatusCode) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let (counts, faults) = (app.imports.counts(import.id).await?, app.imports.faults(import.id).await?);
    let count = |state| counts.get(&state).copied().unwrap_or_default();
    let is_done = import.state == State::Done && count(LineState::Done) + count(LineState::Failed) > 0;
    let page = ListPage {
        page: staff.visit.page().await?,
        href: address(import.id),
        what: what_words(import.what, t),
        when: t.date(local_date(import.created_at)),
        state: t.say(state_words(import.state)).to_string(),
        form: form.prefilled("alike", "leave"),
        progress: if import.state.is_under_way() {
            t.say("import-progress")
                .with("seen", t.number(import.seen))
                .with("total", t.number(import.total))
                .to_string()
        } else {
            String::new()
        },
        per_cent: (import.seen * 100).checked_div(import.total).unwrap_or_default().min(100),
        waits: if import.waits { t.say("import-waits").to_string() } else { String::new() },
        facts: if import.state == State::Checking { Vec::new() } else { facts(import, &counts, t) },
        faults: if import.state == State::Checking { Vec::new() } else { in_words(&faults, t) },
        alike: count(LineState::Alike),
        may_begin: import.state == State::Checked && count(LineState::New) + count(LineState::Alike) > 0,
        may_change: import.state == State::Checked,
        undo: is_done.then(|| may_undo(staff)),
        alike_choices: vec![
            Choice::new("leave", t.say("import-alike-leave")),
            Choice::new("bring", t.say("import-alike-bring")).with_hint(t.say("import-alike-bring-hint")),
        ],
    };
    let mut response = (status, page).into_response();
    if import.state.is_under_way() {
        // The page looks again by itself.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    }
    Ok(response)
}

fn facts(import: &Import, counts: &BTreeMap<LineState, u32>, t: Texts) -> Vec<(String, String)> {
    let words = |state| match (state, import.state) {
        (LineState::New, State::Checked) => Key("import-lines-new"),
        (LineState::New, _) => Key("import-lines-to-come"),
        (LineState::Alike, _) => Key("import-lines-alike"),
        (LineState::Bad, _) => Key("import-lines-bad"),
        (LineState::Done, _) => Key("import-lines-done"),
        (LineState::Failed, _) => Key("import-lines-failed"),
        (LineState::Undone, _) => Key("import-lines-undone"),
        (LineState::Left, _) => Key("import-lines-left"),
    };
    let told = |(state, count): (&LineState, &u32)| (t.say(words(*state)).to_string(), t.number(*count));
    counts.iter().map(told).collect()
}

/// What is wrong, and on how many lines.
fn in_words(faults: &[Counted], t: Texts) -> Vec<(String, String)> {
    let one = |counted: &Counted| {
        let lines = t.say("import-fault-lines").count("lines", counted.lines).with("first", counted.first);
        (fault_words(&counted.fault.problem, &counted.fault.field, t), lines.to_string())
    };
    faults.iter().map(one).collect()
}

/// A line's fault as a sentence: the column, and what is wrong.
pub(super) fn fault_words(problem: &str, field: &str, t: Texts) -> String {
    let key = if problem.starts_with("reason-") { problem.to_owned() } else { format!("problem-{problem}") };
    let words = if t.exists(&key) { t.say(key) } else { t.say("problem-other") }.to_string();
    let column = format!("column-{}", field.replace('_', "-"));
    if t.exists(&column) { format!("{}: {words}", t.say(column)) } else { words }
}
