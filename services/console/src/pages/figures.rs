//! `/figures`: the district's own figures of a period, as they are, each beside its definition.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use jiff::{Timestamp, civil::Date};
use proto::reporting::v1::{
    Figure, GetFiguresRequest, GetFiguresResponse, GroupBy, Indicator, ListIndicatorsRequest, ListPublicationsRequest,
};

use crate::{
    accounts::Role,
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Choice, NumberTable},
    failure::{Failure, Service},
    forms::Form,
    i18n::Texts,
    offering::Offering,
    page::Page,
    visit::Staff,
};

mod publications;
pub mod publish;
mod selection;
mod tables;

pub(super) use publications::audience as audience_name;
use publications::{Published, published};
pub(super) use publish::number as published_number;
use selection::{By, Selection, Wanted};
pub(super) use tables::name as indicator_name;

#[derive(Template, WebTemplate)]
#[template(path = "pages/figures.html")]
struct Figures {
    page: Page,
    filter: Form,
    choices: Choices,
    /// None when the selection has a problem.
    shown: Option<ShownFigures>,
}

/// What can be selected.
struct Choices {
    years: Vec<Choice>,
    months: Vec<Choice>,
    programmes: Vec<Choice>,
    municipalities: Vec<Choice>,
    by: Vec<Choice>,
}

struct ShownFigures {
    /// Period, programme and municipality in words, for paper too.
    what: Vec<String>,
    as_of: String,
    position: String,
    /// The period's last day is still to come: the day up to which it is counted.
    running_until: Option<String>,
    is_of_municipality: bool,
    /// Empty when there is nothing to count.
    sections: Vec<NumberTable>,
    parts: Option<NumberTable>,
    /// What few means here, when few stand behind some figure.
    few_below: Option<u32>,
    year: i16,
    /// None while the year runs: nothing can be published of it yet.
    publications: Option<Vec<Published>>,
    may_publish: bool,
    is_behind: bool,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let known = asked!(&caller, app.clients.figures(), Reporting, list_indicators, ListIndicatorsRequest {})?;
    let today: Date = known.as_of.parse().map_err(Failure::unexpected)?;
    let offering = Offering::of(&app, &caller).await?;
    let mut filter = wanted.form(&staff.visit, today);
    let mut choices = Choices {
        years: selection::years(today),
        months: selection::months(t),
        programmes: everything(t.say("figures-programme-all").into(), offering.choices(t)),
        municipalities: everything(t.say("figures-municipality-all").into(), Vec::new()),
        by: By::choices(&offering, t),
    };
    let (status, shown) = match Selection::of(&wanted, today) {
        Ok(selection) => {
            let counted = count(&app, &caller, &selection).await?;
            choices.municipalities.extend(municipalities(&counted.places, &selection, t));
            let shown = draw(&app, &staff, &caller, &known.indicators, &selection, &offering, &counted).await?;
            (StatusCode::OK, Some(shown))
        }
        Err((field, problem)) => {
            filter.object(field, t.say(problem));
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
    };
    Ok((status, Figures { page: staff.visit.page().await?, filter, choices, shown }).into_response())
}

/// What reporting counted for a page.
struct Counted {
    whole: GetFiguresResponse,
    places: GetFiguresResponse,
    parts: GetFiguresResponse,
}

async fn count(app: &App, caller: &Caller, selection: &Selection) -> Result<Counted, Failure> {
    let ask = |group_by: GroupBy| {
        caller.ask(GetFiguresRequest {
            from: selection.from.to_string(),
            to: selection.to.to_string(),
            programme_id: selection.programme.clone(),
            group_by: group_by.into(),
        })
    };
    let (mut whole, mut places, mut parts) = (app.clients.figures(), app.clients.figures(), app.clients.figures());
    let (whole, places, parts) = tokio::join!(
        whole.get_figures(ask(GroupBy::Unspecified)),
        places.get_figures(ask(GroupBy::Municipality)),
        parts.get_figures(ask(selection.by.group_by())),
    );
    Ok(Counted {
        whole: caller.answer(Service::Reporting, whole).await?,
        places: caller.answer(Service::Reporting, places).await?,
        parts: caller.answer(Service::Reporting, parts).await?,
    })
}

async fn draw(
    app: &App,
    staff: &Staff,
    caller: &Caller,
    indicators: &[Indicator],
    selection: &Selection,
    offering: &Offering,
    counted: &Counted,
) -> Result<ShownFigures, Failure> {
    let t = staff.visit.texts();
    let drawing = tables::Drawing { indicators, selection, offering, t };
    let of_municipality = !selection.municipality.is_empty();
    let here: Vec<&Figure> = if of_municipality {
        counted.places.figures.iter().filter(|figure| figure.group == selection.municipality).collect()
    } else {
        counted.whole.figures.iter().collect()
    };
    let is_empty = here.iter().all(|figure| figure.value.unwrap_or_default() == 0);
    let sections = if is_empty { Vec::new() } else { drawing.sections(&here) };
    let parts = (!of_municipality).then(|| drawing.parts(&counted.parts.figures)).flatten();
    let publications = if selection.is_over {
        let request = ListPublicationsRequest { year: selection.year.unsigned_abs().into() };
        let listed = asked!(caller, app.clients.figures(), Reporting, list_publications, request)?;
        Some(published(app, &listed.publications, t).await?)
    } else {
        None
    };
    let counted_at = counted.whole.as_of_time.and_then(|time| Timestamp::from_second(time.seconds).ok());
    Ok(ShownFigures {
        what: selection.words(offering, t),
        as_of: counted_at.map(|at| t.date_time(at)).unwrap_or_default(),
        position: counted.whole.position.clone(),
        running_until: selection.is_running.then(|| t.date(selection.to)),
        is_of_municipality: of_municipality,
        few_below: sections.iter().chain(&parts).any(NumberTable::has_few).then_some(counted.whole.smallest_cell),
        sections,
        parts,
        year: selection.year,
        publications,
        may_publish: staff.session.account.role == Role::Manager,
        is_behind: caller.is_behind(),
    })
}

fn everything(words: String, choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", words)).chain(choices).collect()
}

/// Those of which something is counted, by name, and the one selected.
fn municipalities(places: &GetFiguresResponse, selection: &Selection, t: Texts) -> Vec<Choice> {
    let chosen = Some(selection.municipality.as_str()).filter(|chosen| !chosen.is_empty());
    let mut groups: Vec<&str> = places.figures.iter().map(|figure| figure.group.as_str()).chain(chosen).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut choices: Vec<_> = groups.into_iter().map(|group| Choice::new(group, place(group, t))).collect();
    choices.sort_by(|a, b| a.words.cmp(&b.words));
    choices
}

/// A municipality as figures are grouped by it.
fn place(group: &str, t: Texts) -> String {
    match group {
        "not-told" => t.say("figures-group-not-told").to_string(),
        "erased" => t.say("figures-group-erased").to_string(),
        code => codes::municipality(code).to_owned(),
    }
}
