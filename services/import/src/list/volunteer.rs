use jiff::civil::Date;
use proto::referrals::v1::{PersonFacts, PersonIdentity};

use super::{Naming, PersonKey, day, in_order, named};
use crate::{cells::Cells, columns::Column};

/// Most hours of training that a service takes for one.
const HOURS: u32 = 100;
/// More pairs at once are a slip of the finger.
const CAPACITY: u32 = 20;

/// Somebody whom the district has approved, and how she came to it.
#[derive(Debug)]
pub struct Volunteer {
    pub line: u64,
    pub key: PersonKey,
    pub programme_id: String,
    pub identity: PersonIdentity,
    pub facts: PersonFacts,
    pub applied_on: Date,
    pub trained_on: Option<Date>,
    /// Hours of that training; the programme's when not told.
    pub training_hours: Option<u32>,
    pub interviewed_on: Option<Date>,
    pub pledged_on: Option<Date>,
    pub extract: Extract,
    pub approved_on: Date,
    /// How many pairs at once, when told.
    pub capacity: Option<u32>,
    /// Pairs of the file.
    pub pairs: u32,
}

/// Days of a criminal-record extract, and nothing else of it.
#[derive(Debug, Clone, Copy)]
pub struct Extract {
    pub consented: Option<Date>,
    pub ordered: Option<Date>,
    pub issued: Option<Date>,
    pub inspected: Option<Date>,
}

const NAMING: Naming = Naming {
    whole: Column::VolunteerName,
    given: Column::VolunteerGivenName,
    family: Column::VolunteerFamilyName,
    phone: Column::VolunteerPhone,
    email: Column::VolunteerEmail,
};

/// `since` is the day of the pair's first meeting: by then she was approved.
pub(super) fn read(
    cells: &mut Cells<'_, '_>,
    programme_id: String,
    since: Option<Date>,
    today: Date,
) -> Option<Volunteer> {
    let named = named(cells, &NAMING);
    let facts = PersonFacts {
        municipality_code: cells.municipality(Column::VolunteerMunicipality),
        birth_month: cells.month(Column::VolunteerBirthMonth),
        gender: cells.gender(Column::VolunteerGender).into(),
        languages: cells.languages(Column::VolunteerLanguages),
        profession_code: cells.profession(Column::VolunteerProfession),
        ..PersonFacts::default()
    };
    let approved_on = day(cells, Column::ApprovedOn, since, today);
    if approved_on.is_none() && cells.line.cell(Column::ApprovedOn).is_none() {
        cells.problem(Column::ApprovedOn, "is empty: when was she approved?");
    }
    let applied_on = day(cells, Column::AppliedOn, approved_on, today);
    // What the district did for everybody, it says once.
    let unless_told = if cells.is_yes(Column::StepsDone) { approved_on } else { None };
    let mut step = |column| {
        let on = day(cells, column, unless_told, today);
        in_order(cells, &[(Column::AppliedOn, applied_on), (column, on), (Column::ApprovedOn, approved_on)]);
        on
    };
    let (trained_on, interviewed_on, pledged_on) =
        (step(Column::TrainedOn), step(Column::InterviewedOn), step(Column::PledgedOn));
    let extract = extract(cells, today);
    in_order(cells, &[(Column::ApprovedOn, approved_on), (Column::ActiveSince, since)]);
    let training_hours = cells.number(Column::TrainingHours, HOURS);
    let capacity = cells.number(Column::Capacity, CAPACITY);

    let (key, identity) = named?;
    Some(Volunteer {
        line: cells.line.number,
        key,
        programme_id,
        identity,
        facts,
        applied_on: applied_on?,
        trained_on,
        training_hours,
        interviewed_on,
        pledged_on,
        extract,
        approved_on: approved_on?,
        capacity,
        pairs: 0,
    })
}

/// Where the consent and the order have no day of their own, they came by the day the extract was issued.
fn extract(cells: &mut Cells<'_, '_>, today: Date) -> Extract {
    let issued = day(cells, Column::ExtractIssuedOn, None, today);
    let by_then = if cells.is_yes(Column::StepsDone) { issued } else { None };
    let extract = Extract {
        consented: day(cells, Column::ExtractConsentedOn, by_then, today),
        ordered: day(cells, Column::ExtractOrderedOn, by_then, today),
        issued,
        inspected: day(cells, Column::ExtractInspectedOn, None, today),
    };
    in_order(
        cells,
        &[
            (Column::ExtractConsentedOn, extract.consented),
            (Column::ExtractOrderedOn, extract.ordered),
            (Column::ExtractIssuedOn, extract.issued),
            (Column::ExtractInspectedOn, extract.inspected),
        ],
    );
    extract
}
