//! The people and pairs of a file, read line by line. Each person and each volunteer is there once, however many lines
//! name them.

mod mother;
mod volunteer;

use std::collections::BTreeMap;

use jiff::civil::Date;

pub use mother::Mother;
pub use volunteer::Volunteer;

use super::{
    cells::Cells,
    columns::{About, Column, plain},
    offer::Offer,
    problems::Problems,
    reading::{Line, Lines},
};

/// What a file asks to be brought in.
#[derive(Debug, Default)]
pub struct List {
    pub mothers: Vec<Mother>,
    pub volunteers: Vec<Volunteer>,
    pub pairs: Vec<Pair>,
}

/// Indices of the list.
#[derive(Debug)]
pub struct Pair {
    pub line: u64,
    pub mother: usize,
    pub volunteer: usize,
    /// The day of their first meeting.
    pub since: Date,
}

/// Whom a line means: small letters of the name, digits of the phone, the e-mail address. Two lines that agree in all
/// three mean one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonKey {
    pub name: String,
    pub phone: String,
    pub email: String,
}

/// Columns by which one side is named.
struct Naming {
    whole: Column,
    given: Column,
    family: Column,
    phone: Column,
    email: Column,
}

/// Reads every line, whatever is wrong with the others.
pub fn read(lines: &Lines, offer: &Offer, problems: &mut Problems) -> List {
    let (mut list, mut seen) = (List::default(), Seen::default());
    for line in &lines.lines {
        let mut cells = Cells { line, problems };
        one(&mut cells, offer, &mut list, &mut seen);
    }
    list
}

/// What can be brought when every line with a problem is left out whole, and a volunteer or a mother that only such a
/// line names with it. Everything that is wrong is added to the problems.
pub fn good(mut lines: Lines, offer: &Offer, overridden: bool, problems: &mut Problems) -> List {
    lines.lines.retain(|line| !problems.are_of(line.number));
    loop {
        let mut found = problems.of_same_columns();
        let list = read(&lines, offer, &mut found);
        offer.check(&list, overridden, &mut found);
        if found.are_none() {
            return list;
        }
        // What a line says of a person holds only while the line does: the rest is read anew.
        let before = lines.lines.len();
        lines.lines.retain(|line| !found.are_of(line.number));
        problems.take(found);
        if lines.lines.len() == before {
            return list;
        }
    }
}

/// The lines on which people were first named.
#[derive(Default)]
struct Seen<'s> {
    mothers: BTreeMap<(PersonKey, String), u64>,
    volunteers: BTreeMap<(PersonKey, String), (usize, &'s Line)>,
}

fn one<'s>(cells: &mut Cells<'s, '_>, offer: &Offer, list: &mut List, seen: &mut Seen<'s>) {
    let line = cells.line;
    let has = |about| line.about(about).next().is_some();
    let (has_mother, has_volunteer) = (has(About::Mother), has(About::Volunteer));
    if !(has_mother || has_volunteer) {
        cells.problems.of_line(line.number, "names neither a mother nor a volunteer");
        return;
    }
    let programme_id = programme(cells, offer);
    let since = cells.date(Column::ActiveSince);
    if since.is_some_and(|since| since > offer.today) {
        cells.problem(Column::ActiveSince, "is in the future");
    }
    match (has_mother && has_volunteer, line.cell(Column::ActiveSince)) {
        (true, None) => cells.problem(Column::ActiveSince, "is empty: since when is the pair active?"),
        (false, Some(_)) => cells.problem(Column::ActiveSince, "is told of a pair, and the line names one side only"),
        _ => {}
    }
    let mother = has_mother.then(|| mother::read(cells, programme_id.clone(), since, offer.today));
    let volunteer = has_volunteer.then(|| volunteer::read(cells, programme_id.clone(), since, offer.today));

    let mother = mother.flatten().and_then(|mother| {
        let first = *seen.mothers.entry((mother.key.clone(), mother.programme_id.clone())).or_insert(line.number);
        if first != line.number {
            let same = format!("names the same mother for the same programme as line {first}");
            cells.problems.of_line(line.number, same);
            return None;
        }
        list.mothers.push(mother);
        Some(list.mothers.len() - 1)
    });
    let volunteer = volunteer.flatten().map(|volunteer| {
        let key = (volunteer.key.clone(), volunteer.programme_id.clone());
        if let Some((at, first)) = seen.volunteers.get(&key) {
            differences(cells, first);
            return *at;
        }
        list.volunteers.push(volunteer);
        seen.volunteers.insert(key, (list.volunteers.len() - 1, line));
        list.volunteers.len() - 1
    });
    if let (Some(mother), Some(volunteer), Some(since)) = (mother, volunteer, since) {
        list.volunteers[volunteer].pairs += 1;
        list.pairs.push(Pair { line: line.number, mother, volunteer, since });
    }
}

/// A volunteer of several pairs is told once, or each time alike.
fn differences(cells: &mut Cells<'_, '_>, first: &Line) {
    let line = cells.line;
    for (column, cell) in line.about(About::Volunteer) {
        if first.cell(column).is_none_or(|told| plain(told) != plain(cell)) {
            let problem = format!("says of the volunteer of line {} what that line does not", first.number);
            cells.problems.at(line.number, column, problem);
        }
    }
}

/// Empty when none is known.
fn programme(cells: &mut Cells<'_, '_>, offer: &Offer) -> String {
    let Some(text) = cells.line.cell(Column::Programme) else {
        cells.problem(Column::Programme, "is empty: name one of the district's programmes");
        return String::new();
    };
    match offer.programme_id(text) {
        Some(Ok(id)) => id,
        Some(Err(())) => {
            cells.problem(
                Column::Programme,
                "is a programme of groups; people and pairs of programmes one to one are imported",
            );
            String::new()
        }
        None => {
            cells.problem(Column::Programme, "is not a programme of this district");
            String::new()
        }
    }
}

/// Given and family name with the key, when there is a name.
fn named(cells: &mut Cells<'_, '_>, naming: &Naming) -> Option<(PersonKey, proto::referrals::v1::PersonIdentity)> {
    let (mut given_name, mut family_name) = (cells.text(naming.given), cells.text(naming.family));
    let whole = cells.text(naming.whole);
    if given_name.is_empty() {
        (given_name, family_name) = split(&whole, family_name);
    }
    let (phone, email) = (cells.phone(naming.phone), cells.email(naming.email));
    if given_name.is_empty() {
        cells.problem(naming.whole, "is empty: the line tells of somebody without a name");
        return None;
    }
    let key = PersonKey {
        name: plain(&format!("{given_name} {family_name}")),
        phone: digits(&phone),
        email: email.to_lowercase(),
    };
    let identity = proto::referrals::v1::PersonIdentity { given_name, family_name, phone, email, ..Default::default() };
    Some((key, identity))
}

/// "Given Family" or "Family, Given"; one word is a given name.
fn split(whole: &str, family: String) -> (String, String) {
    if !family.is_empty() {
        return (whole.to_owned(), family);
    }
    if let Some((family, given)) = whole.split_once(',') {
        return (given.trim().to_owned(), family.trim().to_owned());
    }
    match whole.trim().rsplit_once(char::is_whitespace) {
        Some((given, family)) => (given.trim().to_owned(), family.to_owned()),
        None => (whole.trim().to_owned(), String::new()),
    }
}

/// Digits alone, a Finnish number without its country code or leading zero.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("00358").or_else(|| digits.strip_prefix("358")).unwrap_or(&digits);
    national.trim_start_matches('0').to_owned()
}

/// A day that must not be in the future; `otherwise` when the cell is empty.
fn day(cells: &mut Cells<'_, '_>, column: Column, otherwise: Option<Date>, today: Date) -> Option<Date> {
    if cells.line.cell(column).is_none() {
        return otherwise;
    }
    let day = cells.date(column)?;
    if day > today {
        cells.problem(column, "is in the future");
    }
    Some(day)
}

/// Says so where a later step is told to have come before an earlier one.
fn in_order(cells: &mut Cells<'_, '_>, steps: &[(Column, Option<Date>)]) {
    let mut last: Option<(Column, Date)> = None;
    for (column, day) in steps {
        let Some(day) = day else { continue };
        if let Some((before, earlier)) = last.filter(|(_, earlier)| earlier > day) {
            let _ = earlier;
            let problem = format!("lies before {}", before.name());
            cells.problems.at(cells.line.number, *column, problem);
        }
        last = Some((*column, *day));
    }
}
