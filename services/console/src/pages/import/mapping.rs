//! What each column of a file tells, and what holds on every line.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use import::{About, Column, What};
use proto::referrals::v1::ReferralSource;

use super::{address, what_words};
use crate::{
    acts,
    app::App,
    components::{Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    imports::{Import, header},
    named::Named as _,
    offering::Offering,
    page::Page,
    visit::Staff,
};

#[derive(Template, WebTemplate)]
#[template(path = "pages/import_map.html")]
struct MapPage {
    page: Page,
    href: String,
    what: String,
    rows: String,
    form: Form,
    columns: Vec<Field>,
    for_all: Vec<Field>,
}

pub(super) async fn draw(
    app: &App,
    staff: &Staff,
    import: &Import,
    sent: Option<Form>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let file = app.imports.file(import).await?.ok_or(Failure::NotFound)?;
    let read = tokio::task::spawn_blocking(move || header(&file)).await.map_err(Failure::unexpected)?;
    let (header, examples, rows) = read.map_err(Failure::unexpected)?;
    let offering = Offering::of(app, &staff.caller()?).await?;
    let choices = choices(import.what, t);
    let columns = header.iter().zip(&examples).enumerate().map(|(at, (name, example))| {
        let label = t.say("import-column").with("letter", import::letter(at)).with("name", name).to_string();
        let field = Field::new(field(at), label, FieldKind::Select(choices.clone())).optional();
        if example.is_empty() { field } else { field.hint(t.say("import-example").with("example", example)) }
    });
    let form = sent.unwrap_or_else(|| {
        let told = (0..header.len()).filter_map(|at| Some((field(at), import.columns.get(at)?.clone()?)));
        let form = told.fold(staff.visit.blank_form(), |form, (name, column)| form.prefilled(&name, column));
        import.for_all.iter().fold(form, |form, (name, value)| form.prefilled(&format!("all.{name}"), value))
    });
    let page = MapPage {
        page: staff.visit.page().await?,
        href: address(import.id),
        what: what_words(import.what, t),
        rows: t.number(rows as u64),
        columns: columns.collect(),
        for_all: for_all(import.what, &offering, t),
        form,
    };
    Ok((status, page).into_response())
}

pub(super) async fn submit(app: &App, staff: &Staff, import: &Import, mut form: Form) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let count = import.columns.len();
    let (mut columns, mut told) = (Vec::new(), BTreeSet::new());
    for at in 0..count {
        let name = form.text(&field(at));
        let column = Column::of_header(&name).filter(|_| !name.is_empty());
        if column.is_some_and(|column| !told.insert(column)) {
            form.object(&field(at), t.say("import-column-twice"));
        }
        columns.push(column.map(|column| column.name().to_owned()));
    }
    let for_all: BTreeMap<String, String> = for_all_names(import.what)
        .filter_map(|column| {
            let value = form.text(&format!("all.{}", column.name()));
            (!value.is_empty()).then(|| (column.name().to_owned(), value))
        })
        .collect();
    if told.is_empty() {
        form.object_to_all(t.say("import-no-column"));
    }
    if form.problems().is_empty() {
        app.imports.map(import, &columns, &for_all).await?;
        return acts::done(&staff.visit, &form, &address(import.id), Key("import-checking-notice")).await;
    }
    draw(app, staff, import, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
}

fn field(at: usize) -> String {
    format!("column.{at}")
}

/// Columns of the sides that a list has.
fn choices(what: What, t: Texts) -> Vec<Choice> {
    let here = |column: &Column| match (what, column.about()) {
        (What::Waiting, About::Volunteer) | (What::Volunteers, About::Mother) => false,
        (What::Waiting | What::Volunteers, About::Row) => *column == Column::Programme,
        _ => true,
    };
    Column::all().filter(here).map(|column| Choice::new(column.name(), column_words(column, t))).collect()
}

fn column_words(column: Column, t: Texts) -> String {
    t.say(format!("column-{}", column.name().replace('_', "-"))).to_string()
}

/// What may be said once for every line.
fn for_all_names(what: What) -> impl Iterator<Item = Column> {
    use Column as C;
    let mothers = [
        C::MotherAgrees,
        C::Source,
        C::MotherImmigrantBackground,
        C::MotherGender,
        C::MotherMunicipality,
        C::ReferredOn,
    ];
    let volunteers = [C::StepsDone, C::VolunteerGender, C::VolunteerMunicipality, C::ApprovedOn];
    let mothers = mothers.into_iter().filter(move |_| what != What::Volunteers);
    let volunteers = volunteers.into_iter().filter(move |_| what != What::Waiting);
    [C::Programme].into_iter().chain(mothers).chain(volunteers)
}

fn for_all(what: What, offering: &Offering, t: Texts) -> Vec<Field> {
    use Column as C;
    let yes = |words: Key| FieldKind::Select(vec![Choice::new("yes", t.say(words))]);
    let gender = || {
        FieldKind::Select(vec![Choice::new("woman", t.say("gender-woman")), Choice::new("man", t.say("gender-man"))])
    };
    let field = |column: C| {
        let kind = match column {
            C::Programme => FieldKind::Select(offering.choices(t)),
            C::MotherAgrees => yes(Key("import-all-agree")),
            C::StepsDone => yes(Key("import-all-steps-done")),
            C::MotherImmigrantBackground => yes(Key("answer-yes")),
            C::MotherGender | C::VolunteerGender => gender(),
            C::Source => FieldKind::Select(sources(t)),
            C::ReferredOn | C::ApprovedOn => FieldKind::Date,
            _ => FieldKind::Short,
        };
        Field::new(format!("all.{}", column.name()), column_words(column, t), kind).optional()
    };
    for_all_names(what).map(field).collect()
}

/// As lists write them.
fn sources(t: Texts) -> Vec<Choice> {
    let one = |source: ReferralSource| {
        Choice::new(source.slug().trim_start_matches("referral-source-").to_owned(), t.name(source))
    };
    ReferralSource::all().map(one).collect()
}
