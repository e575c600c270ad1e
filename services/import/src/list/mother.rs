use jiff::civil::Date;
use proto::referrals::v1::{ContactChannel, PersonFacts, PersonIdentity, ReferralSource};

use super::{Naming, PersonKey, day, in_order, named};
use crate::{cells::Cells, columns::Column};

/// Somebody the work is for, and how she came.
#[derive(Debug)]
pub struct Mother {
    pub line: u64,
    pub key: PersonKey,
    pub programme_id: String,
    pub identity: PersonIdentity,
    pub facts: PersonFacts,
    pub source: ReferralSource,
    pub wish: String,
    pub referred_on: Date,
    pub accepted_on: Date,
    /// The notice of article 14, when it was given.
    pub informed: Option<(Date, ContactChannel)>,
}

const NAMING: Naming = Naming {
    whole: Column::MotherName,
    given: Column::MotherGivenName,
    family: Column::MotherFamilyName,
    phone: Column::MotherPhone,
    email: Column::MotherEmail,
};

/// `since` is the day of the pair's first meeting: what is not told happened by then.
pub(super) fn read(
    cells: &mut Cells<'_, '_>,
    programme_id: String,
    since: Option<Date>,
    today: Date,
) -> Option<Mother> {
    let named = named(cells, &NAMING);
    let (safe_contact, address_protected) =
        (cells.note(Column::MotherSafeContact), cells.is_yes(Column::MotherAddressProtected));
    let facts = facts(cells);
    if cells.line.cell(Column::MotherAgrees).is_none() {
        cells.problem(Column::MotherAgrees, "is empty: nobody is brought in who does not know of it and agree");
    } else if !cells.is_yes(Column::MotherAgrees) {
        cells.problem(Column::MotherAgrees, "is not yes: nobody is brought in who does not agree");
    }
    if cells.line.cell(Column::Source).is_none() {
        cells.problem(Column::Source, "is empty: who referred her, or self?");
    }
    let source = cells.source(Column::Source);
    let referred_on = day(cells, Column::ReferredOn, since, today);
    if referred_on.is_none() && cells.line.cell(Column::ReferredOn).is_none() {
        cells.problem(Column::ReferredOn, "is empty: since when does she wait?");
    }
    let accepted_on = day(cells, Column::AcceptedOn, referred_on, today);
    in_order(
        cells,
        &[(Column::ReferredOn, referred_on), (Column::AcceptedOn, accepted_on), (Column::ActiveSince, since)],
    );
    let informed = informed(cells, &facts, referred_on, today);
    let wish = cells.note(Column::MotherWish);

    let (key, identity) = named?;
    Some(Mother {
        line: cells.line.number,
        key,
        programme_id,
        identity: PersonIdentity { safe_contact, address_protected, ..identity },
        facts,
        source: source?,
        wish,
        referred_on: referred_on?,
        accepted_on: accepted_on?,
        informed,
    })
}

fn facts(cells: &mut Cells<'_, '_>) -> PersonFacts {
    PersonFacts {
        municipality_code: cells.municipality(Column::MotherMunicipality),
        birth_month: cells.month(Column::MotherBirthMonth),
        gender: cells.gender(Column::MotherGender).into(),
        languages: cells.languages(Column::MotherLanguages),
        interpreter_needed: cells.answer(Column::MotherInterpreter).into(),
        immigrant_background: cells.answer(Column::MotherImmigrantBackground).into(),
        in_child_protection: cells.answer(Column::MotherInChildProtection).into(),
        expects_child: cells.answer(Column::MotherExpectsChild).into(),
        profession_code: cells.profession(Column::MotherProfession),
        child_birth_months: cells.months(Column::MotherChildren),
        ..PersonFacts::default()
    }
}

/// The notice was given in her language, which must be told then.
fn informed(
    cells: &mut Cells<'_, '_>,
    facts: &PersonFacts,
    referred_on: Option<Date>,
    today: Date,
) -> Option<(Date, ContactChannel)> {
    let on = day(cells, Column::InformedOn, None, today)?;
    in_order(cells, &[(Column::ReferredOn, referred_on), (Column::InformedOn, Some(on))]);
    if facts.languages.is_empty() {
        cells.problem(Column::MotherLanguages, "is empty: in which language was she informed?");
    }
    if cells.line.cell(Column::InformedHow).is_none() {
        cells.problem(Column::InformedHow, "is empty: how was she informed?");
    }
    Some((on, cells.channel(Column::InformedHow)?))
}
