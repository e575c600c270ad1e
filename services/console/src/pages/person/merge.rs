//! `/people/{id}/merge/{other}`: two records of one person beside each other, and what is kept of the one that goes.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use proto::referrals::v1::{FindDuplicatesRequest, MergeField, MergePersonsRequest, Person};

use super::{Wanted, facts, full_name, household, known, part};
use crate::{
    acts,
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Choice, Column, DataTable, Field, FieldKind, Row, TableCell},
    failure::{Failure, Service},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::Offering,
    page::Page,
    visit::Staff,
};

/// Said of a field: which record is right.
const KEPT: &str = "kept";
const OTHER: &str = "other";
const UNDERSTOOD: &str = "understood";
const ALTHOUGH_TOLD_APART: &str = "although_told_apart";

#[derive(Template, WebTemplate)]
#[template(path = "pages/merge.html")]
struct Merge {
    page: Page,
    id: String,
    other: String,
    name: String,
    is_protected: bool,
    is_opened: bool,
    beside: DataTable,
    form: Form,
    fields: Vec<Field>,
    silent: Vec<Service>,
    is_behind: bool,
}

pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path((id, other)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let form = staff.visit.blank_form();
    draw(&app, &staff, [id, other], !wanted.opened.is_empty(), form, StatusCode::OK).await
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, other)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    mut form: Form,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let is_opened = !wanted.opened.is_empty();
    form.object_to_draft(t);
    if !form.ticked(UNDERSTOOD) {
        form.object(UNDERSTOOD, t.say("merge-tick-missing"));
    }
    if !form.problems().is_empty() {
        return draw(&app, &staff, [id, other], is_opened, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let caller = staff.caller()?;
    let taken = MergeField::all().filter(|field| form.value(&name_of(*field)) == OTHER);
    let request = MergePersonsRequest {
        request_id: form.request_id().to_owned(),
        kept_person_id: id.clone(),
        absorbed_person_id: other.clone(),
        taken_from_absorbed: taken.map(i32::from).collect(),
        although_told_apart: form.ticked(ALTHOUGH_TOLD_APART),
    };
    match asked!(&caller, app.clients.persons(), Referrals, merge_persons, request) {
        Ok(_) => acts::done(&staff.visit, &form, &format!("/people/{id}"), Key("done-merge")).await,
        Err(failure) => {
            let status = form.take(failure, t)?;
            draw(&app, &staff, [id, other], is_opened, form, status).await
        }
    }
}

async fn draw(
    app: &App,
    staff: &Staff,
    [id, other]: [String; 2],
    is_opened: bool,
    mut form: Form,
    status: StatusCode,
) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let kept = known(app, &caller, &id).await?;
    let absorbed = known(app, &caller, &other).await?;
    if kept.person_id == absorbed.person_id {
        return acts::done(&staff.visit, &form, &format!("/people/{}", kept.person_id), Key("merge-is-done")).await;
    }
    let is_protected = is_protected(&kept) || is_protected(&absorbed);
    let told = told([&kept, &absorbed], is_opened || !is_protected, t);
    let mut fields: Vec<Field> = told.iter().filter_map(|told| told.choice(t)).collect();
    for field in &fields {
        if form.value(&field.name).is_empty() {
            form.put(&field.name, KEPT);
        }
    }
    if !look_alike(app, &caller, &id, &other).await? {
        fields.push(Field::new(ALTHOUGH_TOLD_APART, t.say("merge-although-told-apart"), FieldKind::Tick).optional());
    }
    fields.push(Field::new(UNDERSTOOD, t.say("merge-tick"), FieldKind::Tick));
    let offering = Offering::of(app, &caller).await?;
    let mut silent = Vec::new();
    let mut rows: Vec<Row> = told.iter().map(|told| told.row(t)).collect();
    let takes_part = [
        part::of(app, &caller, &kept, &offering, &mut silent, t).await?.len(),
        part::of(app, &caller, &absorbed, &offering, &mut silent, t).await?.len(),
    ];
    let counted = |of: fn(&Person) -> usize| [of(&kept), of(&absorbed)];
    rows.push(count_row(t.say("merge-referrals").to_string(), counted(|person| person.referrals.len()), t));
    rows.push(count_row(t.say("merge-notes").to_string(), counted(|person| person.contacts.len()), t));
    rows.push(count_row(t.say("merge-consents").to_string(), counted(|person| person.consents.len()), t));
    rows.push(count_row(t.say("merge-parts").to_string(), takes_part, t));
    let column = |words: String| Column { words, is_number: false };
    let beside = DataTable {
        caption: t.say("merge-beside").to_string(),
        columns: vec![
            column(t.say("merge-what").to_string()),
            column(t.say("merge-kept").to_string()),
            column(t.say("merge-other").to_string()),
        ],
        rows,
    };
    let page = Merge {
        page: staff.visit.page().await?,
        name: full_name(&kept, t),
        id,
        other,
        is_protected,
        is_opened,
        beside,
        form,
        fields,
        silent,
        is_behind: caller.is_behind(),
    };
    Ok((status, page).into_response())
}

fn is_protected(person: &Person) -> bool {
    person.identity.as_ref().is_some_and(|identity| identity.address_protected)
}

/// Whether the two still are asked about as probably one; otherwise they may have been told apart.
async fn look_alike(app: &App, caller: &Caller, id: &str, other: &str) -> Result<bool, Failure> {
    let request = FindDuplicatesRequest { person_id: id.to_owned(), ..FindDuplicatesRequest::default() };
    let found = asked!(caller, app.clients.persons(), Referrals, find_duplicates, request)?;
    Ok(found.hits.iter().any(|hit| hit.person_id == other))
}

/// What both records tell of one thing, as it is shown. Empty when not told.
struct Told {
    field: MergeField,
    kept: String,
    other: String,
}

impl Told {
    /// Something to choose, where both told something and not the same.
    fn choice(&self, t: Texts) -> Option<Field> {
        if self.kept.is_empty() || self.other.is_empty() || self.kept == self.other {
            return None;
        }
        let choices = vec![Choice::new(KEPT, &self.kept), Choice::new(OTHER, &self.other)];
        Some(Field::new(name_of(self.field), t.name(self.field), FieldKind::Radio(choices)))
    }

    fn row(&self, t: Texts) -> Row {
        let cells = vec![TableCell::Words(self.kept.clone()), TableCell::Words(self.other.clone())];
        Row { name: t.name(self.field), href: String::new(), cells }
    }
}

/// What either tells. Contacts and municipality only when they may be shown.
fn told([kept, other]: [&Person; 2], is_shown: bool, t: Texts) -> Vec<Told> {
    let hidden = [MergeField::Phone, MergeField::Email, MergeField::SafeContact, MergeField::Municipality];
    let told = MergeField::all().filter(|field| is_shown || !hidden.contains(field)).map(|field| Told {
        field,
        kept: words(kept, field, t),
        other: words(other, field, t),
    });
    told.filter(|told| !(told.kept.is_empty() && told.other.is_empty())).collect()
}

fn words(person: &Person, field: MergeField, t: Texts) -> String {
    let identity = person.identity.clone().unwrap_or_default();
    let facts = person.facts.clone().unwrap_or_default();
    match field {
        MergeField::Unspecified => String::new(),
        MergeField::Name => full_name(person, t),
        MergeField::Phone => identity.phone,
        MergeField::Email => identity.email,
        MergeField::SafeContact => identity.safe_contact,
        MergeField::Municipality => codes::municipality(&facts.municipality_code).to_owned(),
        MergeField::BirthMonth => t.iso_month(&facts.birth_month),
        MergeField::Gender => t.name(facts.gender()),
        MergeField::Languages => facts::languages(&facts, t),
        MergeField::InterpreterNeeded => t.name(facts.interpreter_needed()),
        MergeField::ImmigrantBackground => t.name(facts.immigrant_background()),
        MergeField::InChildProtection => t.name(facts.in_child_protection()),
        MergeField::InNoServiceBefore => t.name(facts.in_no_service_before()),
        MergeField::ExpectsChild => t.name(facts.expects_child()),
        MergeField::Profession => facts.profession_code,
        MergeField::ChildBirthMonths => {
            facts.child_birth_months.iter().map(|month| t.iso_month(month)).collect::<Vec<_>>().join(", ")
        }
        MergeField::Household => {
            let members = household(person, t).into_iter();
            members
                .map(|(relation, told)| format!("{relation} {told}").trim().to_owned())
                .collect::<Vec<_>>()
                .join("; ")
        }
    }
}

fn name_of(field: MergeField) -> String {
    format!("take.{}", field.slug())
}

fn count_row(name: String, [kept, other]: [usize; 2], t: Texts) -> Row {
    let words = |count: usize| TableCell::Words(t.number(i64::try_from(count).unwrap_or_default()));
    Row { name, href: String::new(), cells: vec![words(kept), words(other)] }
}
