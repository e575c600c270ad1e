//! Which figures: a year and its months, a programme, a municipality, and by what they are broken down.

use jiff::civil::Date;
use proto::{programmes::v1::Programme, reporting::v1::GroupBy};
use serde::Deserialize;

use super::place;
use crate::{
    components::Choice,
    forms::Form,
    i18n::{Key, Texts},
    offering::Offering,
    visit::Visit,
};

/// How many years back figures are offered.
const YEARS: i16 = 10;

/// As an address says it. What cannot be read is as though it had not been said.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    year: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    programme: String,
    #[serde(default)]
    municipality: String,
    #[serde(default)]
    by: String,
}

impl Wanted {
    fn year(&self, today: Date) -> i16 {
        let offered = today.year() - YEARS + 1..=today.year();
        self.year.parse().ok().filter(|year| offered.contains(year)).unwrap_or(today.year())
    }

    /// First and last month.
    fn months(&self) -> (i8, i8) {
        let month = |text: &str| text.parse().ok().filter(|month| (1..=12).contains(month));
        (month(&self.from).unwrap_or(1), month(&self.to).unwrap_or(12))
    }

    pub(super) fn form(&self, visit: &Visit, today: Date) -> Form {
        let (from, to) = self.months();
        visit
            .blank_form()
            .prefilled("year", self.year(today).to_string())
            .prefilled("from", from.to_string())
            .prefilled("to", to.to_string())
            .prefilled("programme", &self.programme)
            .prefilled("municipality", &self.municipality)
            .prefilled("by", By::of(&self.by).as_str())
    }
}

/// What is counted. Both days are in it, and none is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) year: i16,
    pub(super) from: Date,
    pub(super) to: Date,
    /// Days of it are still to come.
    pub(super) is_running: bool,
    /// The whole year is over.
    pub(super) is_over: bool,
    /// Empty for all.
    pub(super) programme: String,
    /// Empty for all.
    pub(super) municipality: String,
    pub(super) by: By,
}

impl Selection {
    /// Or the field that needs another choice, and why.
    pub(super) fn of(wanted: &Wanted, today: Date) -> Result<Self, (&'static str, Key)> {
        let year = wanted.year(today);
        let (first, last) = wanted.months();
        let (from, end) = (Date::constant(year, first, 1), Date::constant(year, last, 1).last_of_month());
        if last < first {
            return Err(("to", Key("figures-months-backwards")));
        }
        if from > today {
            return Err(("from", Key("figures-not-begun")));
        }
        Ok(Self {
            year,
            from,
            to: end.min(today),
            is_running: end > today,
            is_over: year < today.year(),
            programme: wanted.programme.clone(),
            municipality: wanted.municipality.clone(),
            by: By::of(&wanted.by),
        })
    }

    /// For the head of the page, and of its print.
    pub(super) fn words(&self, offering: &Offering, t: Texts) -> Vec<String> {
        let period = t.say("figures-period").with("from", t.date(self.from)).with("to", t.date(self.to));
        let programme = if self.programme.is_empty() {
            t.say("figures-programme-all").to_string()
        } else {
            offering.name(&self.programme, t)
        };
        let municipality = (!self.municipality.is_empty()).then(|| place(&self.municipality, t));
        [period.to_string(), programme].into_iter().chain(municipality).collect()
    }
}

/// By what figures are broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Month,
    Programme,
    Municipality,
    Source,
    EndReason,
    Outcome,
    Milestone,
}

impl By {
    const ALL: [Self; 7] = [
        Self::Month,
        Self::Programme,
        Self::Municipality,
        Self::Source,
        Self::EndReason,
        Self::Outcome,
        Self::Milestone,
    ];

    /// By month unless another is named.
    fn of(text: &str) -> Self {
        Self::ALL.into_iter().find(|by| by.as_str() == text).unwrap_or(Self::Month)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Programme => "programme",
            Self::Municipality => "municipality",
            Self::Source => "source",
            Self::EndReason => "end-reason",
            Self::Outcome => "outcome",
            Self::Milestone => "milestone",
        }
    }

    pub(super) fn words(self) -> Key {
        match self {
            Self::Month => Key("figures-by-month"),
            Self::Programme => Key("figures-by-programme"),
            Self::Municipality => Key("figures-by-municipality"),
            Self::Source => Key("figures-by-source"),
            Self::EndReason => Key("figures-by-end-reason"),
            Self::Outcome => Key("figures-by-outcome"),
            Self::Milestone => Key("figures-by-milestone"),
        }
    }

    pub(super) fn group_by(self) -> GroupBy {
        match self {
            Self::Month => GroupBy::Month,
            Self::Programme => GroupBy::Programme,
            Self::Municipality => GroupBy::Municipality,
            Self::Source => GroupBy::Source,
            Self::EndReason => GroupBy::EndReason,
            Self::Outcome => GroupBy::Outcome,
            Self::Milestone => GroupBy::Milestone,
        }
    }

    /// Only what a programme of the district names is offered.
    pub(super) fn choices(offering: &Offering, t: Texts) -> Vec<Choice> {
        let any = |named: fn(&Programme) -> bool| offering.programmes.iter().any(named);
        let is_named = |by: &Self| match by {
            Self::Outcome => any(|programme| !programme.outcomes.is_empty()),
            Self::Milestone => any(|programme| !programme.milestones.is_empty()),
            Self::Month | Self::Programme | Self::Municipality | Self::Source | Self::EndReason => true,
        };
        Self::ALL.into_iter().filter(is_named).map(|by| Choice::new(by.as_str(), t.say(by.words()))).collect()
    }
}

pub(super) fn years(today: Date) -> Vec<Choice> {
    (0..YEARS).map(|ago| (today.year() - ago).to_string()).map(|year| Choice::new(&year, &year)).collect()
}

pub(super) fn months(t: Texts) -> Vec<Choice> {
    (1..=12).map(|month: i8| Choice::new(month.to_string(), t.month(month))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{By, Selection, Wanted};

    fn wanted(year: &str, from: &str, to: &str) -> Wanted {
        Wanted { year: year.to_owned(), from: from.to_owned(), to: to.to_owned(), ..Wanted::default() }
    }

    #[test]
    fn nothing_said_is_this_year_up_to_today() {
        let selection = Selection::of(&Wanted::default(), date(2026, 3, 2)).unwrap();
        assert_eq!((selection.from, selection.to), (date(2026, 1, 1), date(2026, 3, 2)));
        assert!(selection.is_running && !selection.is_over);
        assert_eq!(selection.by, By::Month);
    }

    #[test]
    fn months_are_whole() {
        let selection = Selection::of(&wanted("2024", "2", "4"), date(2026, 3, 2)).unwrap();
        assert_eq!((selection.from, selection.to), (date(2024, 2, 1), date(2024, 4, 30)));
        assert!(!selection.is_running && selection.is_over);
    }

    #[test]
    fn what_cannot_be_read_is_as_though_it_had_not_been_said() {
        let selection = Selection::of(&wanted("9999", "0", "x"), date(2026, 3, 2)).unwrap();
        assert_eq!((selection.year, selection.from), (2026, date(2026, 1, 1)));
    }

    #[test]
    fn a_period_that_ends_before_it_begins_or_is_still_to_come_is_none() {
        assert_eq!(Selection::of(&wanted("2025", "5", "4"), date(2026, 3, 2)).unwrap_err().0, "to");
        assert_eq!(Selection::of(&wanted("2026", "4", "6"), date(2026, 3, 2)).unwrap_err().0, "from");
    }
}
