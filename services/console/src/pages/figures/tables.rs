//! Figures as tables: what was counted in all, in sections, and its parts side by side.

use proto::reporting::v1::{Figure, GroupBy, Indicator, Measure, Unit};

use super::{
    place,
    selection::{By, Selection},
};
use crate::{
    components::{Number, NumberColumn, NumberRow, NumberTable},
    i18n::{Key, Texts},
    offering::Offering,
};

/// What every table of the page needs.
pub(super) struct Drawing<'d> {
    pub(super) indicators: &'d [Indicator],
    pub(super) selection: &'d Selection,
    pub(super) offering: &'d Offering,
    pub(super) t: Texts,
}

/// Sections of the page and the units of their indicators.
const SECTIONS: [(&str, Key, &[Unit]); 5] = [
    ("referrals", Key("figures-section-referrals"), &[Unit::Referrals]),
    ("matches", Key("figures-section-matches"), &[Unit::Matches, Unit::Milestones, Unit::Days]),
    ("persons", Key("figures-section-persons"), &[Unit::Persons, Unit::Unspecified]),
    ("groups", Key("figures-section-groups"), &[Unit::Sessions, Unit::Attendances]),
    ("organisations", Key("figures-section-organisations"), &[Unit::Organisations]),
];

impl Drawing<'_> {
    /// The whole, or a municipality's part of what can be counted by municipality.
    pub(super) fn sections(&self, figures: &[&Figure]) -> Vec<NumberTable> {
        let counted = |indicator: &&Indicator| {
            self.selection.municipality.is_empty() || indicator.groupings().any(|by| by == GroupBy::Municipality)
        };
        let section = |(id, title, units): (&str, Key, &[Unit])| NumberTable {
            id: format!("figures-{id}"),
            caption: self.t.say(title).to_string(),
            corner: self.t.say("figures-indicator").to_string(),
            columns: vec![NumberColumn::new(self.t.say("figures-figure"))],
            rows: self
                .indicators
                .iter()
                .filter(counted)
                .filter(|indicator| units.contains(&indicator.unit()))
                .map(|indicator| NumberRow {
                    name: name(&indicator.indicator_id, self.t),
                    definition: definition(indicator, self.t),
                    numbers: vec![self.number_with_more(indicator, find(figures, &indicator.indicator_id, None))],
                })
                .collect(),
            has_total: false,
            is_wide: false,
        };
        SECTIONS.into_iter().map(section).filter(|table| !table.rows.is_empty()).collect()
    }

    /// None when there is nothing of any part.
    pub(super) fn parts(&self, figures: &[Figure]) -> Option<NumberTable> {
        let all: Vec<&Figure> = figures.iter().collect();
        let mut groups: Vec<(String, &str)> = Vec::new();
        for figure in figures {
            if groups.iter().all(|(_, group)| *group != figure.group) {
                groups.push((self.group(&figure.group), &figure.group));
            }
        }
        // Months come in order.
        if self.selection.by != By::Month {
            groups.sort();
        }
        let indicators: Vec<&Indicator> = self
            .indicators
            .iter()
            .filter(|indicator| all.iter().any(|figure| figure.indicator_id == indicator.indicator_id))
            .collect();
        if groups.is_empty() {
            return None;
        }
        let table = match self.selection.by {
            By::Month | By::Programme => self.indicators_by_group(&indicators, &groups, &all),
            By::Municipality | By::Source | By::EndReason | By::Outcome | By::Milestone => {
                self.groups_by_indicator(&indicators, &groups, &all)
            }
        };
        Some(table)
    }

    fn indicators_by_group(
        &self,
        indicators: &[&Indicator],
        groups: &[(String, &str)],
        figures: &[&Figure],
    ) -> NumberTable {
        let row = |indicator: &&Indicator| NumberRow {
            name: name(&indicator.indicator_id, self.t),
            definition: String::new(),
            numbers: groups
                .iter()
                .map(|(_, group)| self.number(indicator, find(figures, &indicator.indicator_id, Some(group))))
                .collect(),
        };
        NumberTable {
            id: "figures-parts".to_owned(),
            caption: self.t.say(self.selection.by.words()).to_string(),
            corner: self.t.say("figures-indicator").to_string(),
            columns: groups.iter().map(|(words, _)| NumberColumn::new(words)).collect(),
            rows: indicators.iter().map(row).collect(),
            has_total: false,
            is_wide: groups.len() > 4,
        }
    }

    fn groups_by_indicator(
        &self,
        indicators: &[&Indicator],
        groups: &[(String, &str)],
        figures: &[&Figure],
    ) -> NumberTable {
        // Bars of the first column alone: it is what the groups are compared by.
        let longest = |indicator: &Indicator| {
            let of = figures.iter().filter(|figure| figure.indicator_id == indicator.indicator_id);
            of.filter_map(|figure| figure.value).max().unwrap_or_default()
        };
        let row = |(words, group): &(String, &str)| NumberRow {
            name: words.clone(),
            definition: String::new(),
            numbers: indicators
                .iter()
                .enumerate()
                .map(|(at, indicator)| {
                    let figure = find(figures, &indicator.indicator_id, Some(group));
                    let number = self.number(indicator, figure);
                    let value = figure.and_then(|figure| figure.value).unwrap_or_default();
                    if at == 0 { number.bar(value, longest(indicator)) } else { number }
                })
                .collect(),
        };
        NumberTable {
            id: "figures-parts".to_owned(),
            caption: self.t.say(self.selection.by.words()).to_string(),
            corner: match self.selection.by {
                By::Municipality => self.t.say("figures-municipality").to_string(),
                By::Source => self.t.say("refer-source").to_string(),
                By::Outcome => self.t.say("outcome-title").to_string(),
                By::Milestone => self.t.say("figures-milestone").to_string(),
                By::Month | By::Programme | By::EndReason => self.t.say("field-reason").to_string(),
            },
            columns: indicators
                .iter()
                .map(|indicator| NumberColumn::new(name(&indicator.indicator_id, self.t)))
                .collect(),
            rows: groups.iter().map(row).collect(),
            has_total: false,
            is_wide: indicators.len() > 4,
        }
    }

    fn group(&self, group: &str) -> String {
        let t = self.t;
        let worded = |key: String| {
            if t.exists(&key) { t.say(key).to_string() } else { t.say("figures-group-not-told").to_string() }
        };
        match self.selection.by {
            By::Month => t.iso_month(group),
            By::Programme => self.offering.name(group, t),
            By::Municipality => place(group, t),
            By::Source => worded(format!("referral-source-{group}")),
            By::EndReason => worded(format!("end-reason-{group}")),
            By::Outcome if group == "erased" => t.say("figures-group-erased").to_string(),
            By::Outcome => self.offering.outcome(group, t),
            By::Milestone => self.offering.milestone(group, t),
        }
    }

    /// A group of which nothing is told counts nothing.
    fn number(&self, indicator: &Indicator, figure: Option<&Figure>) -> Number {
        match (figure, indicator.measure()) {
            (Some(Figure { value: Some(value), few, .. }), _) => Number::value(self.t.number(to_i64(*value))).few(*few),
            (Some(_), _) | (None, Measure::Median | Measure::NinthDecile) => Number::Nothing,
            (None, Measure::Count | Measure::CountOnLastDay | Measure::Unspecified) => {
                Number::value(self.t.number(0_i64))
            }
        }
    }

    fn number_with_more(&self, indicator: &Indicator, figure: Option<&Figure>) -> Number {
        let t = self.t;
        let number = self.number(indicator, figure);
        let n = figure.map_or(0, |figure| figure.n);
        match (indicator.measure(), indicator.unit()) {
            (Measure::CountOnLastDay, _) => number.more(t.say("figures-on-day").with("day", t.date(self.selection.to))),
            (Measure::Median | Measure::NinthDecile, _) => number.more(t.say("figures-rests-on").count("n", n)),
            (_, Unit::Attendances) if n > 0 => number.more(t.say("figures-at-least").count("n", n)),
            _ => number,
        }
    }
}

fn find<'f>(figures: &[&'f Figure], indicator: &str, group: Option<&str>) -> Option<&'f Figure> {
    let fits = |figure: &&&Figure| figure.indicator_id == indicator && group.is_none_or(|group| figure.group == group);
    figures.iter().find(fits).copied()
}

/// The name of an indicator; one that no text names shows its id.
pub(in crate::pages) fn name(indicator_id: &str, t: Texts) -> String {
    let key = format!("indicator-{indicator_id}");
    if t.exists(&key) { t.say(key).to_string() } else { indicator_id.to_owned() }
}

fn definition(indicator: &Indicator, t: Texts) -> String {
    if t.exists(&indicator.definition_key) { t.say(&indicator.definition_key).to_string() } else { String::new() }
}

fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
