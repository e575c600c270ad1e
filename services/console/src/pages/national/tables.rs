//! Published figures as tables: a programme each, districts side by side, what they sum to last.

use proto::reporting::v1::{
    DistrictPublication, GetPublishedFiguresResponse, NationalTotal, PublishedProgramme, TotalStatus,
};

use crate::{
    components::{Number, NumberColumn, NumberRow, NumberTable},
    i18n::Texts,
    pages::figures::{indicator_name, published_number},
};

/// A table for each programme of which something is published, by name.
pub(super) fn by_programme(found: &GetPublishedFiguresResponse, t: Texts) -> Vec<NumberTable> {
    let mut programmes: Vec<(String, &str)> = found
        .totals
        .iter()
        .map(|total| total.programme_id.as_str())
        .map(|id| (programme_name(found, id, t), id))
        .collect();
    programmes.sort();
    programmes.dedup();
    programmes.into_iter().enumerate().map(|(at, (name, id))| table(found, at, name, id, t)).collect()
}

/// Names and definitions of every indicator shown, in the order of the tables.
pub(super) fn definitions(found: &GetPublishedFiguresResponse, t: Texts) -> Vec<(String, String)> {
    let defined = |id: &str| {
        let key = format!("indicator-{id}-definition");
        t.exists(&key).then(|| (indicator_name(id, t), t.say(key).to_string()))
    };
    in_order(found.totals.iter()).into_iter().filter_map(defined).collect()
}

/// Each indicator once, as they come.
fn in_order<'t>(totals: impl Iterator<Item = &'t NationalTotal>) -> Vec<&'t str> {
    let mut ids: Vec<&str> = Vec::new();
    for total in totals {
        if !ids.contains(&total.indicator_id.as_str()) {
            ids.push(&total.indicator_id);
        }
    }
    ids
}

/// The name, or the id of a district that never told it.
pub(super) fn name_of(district: &DistrictPublication) -> &str {
    if district.district_name.is_empty() { &district.district_id } else { &district.district_name }
}

fn table(found: &GetPublishedFiguresResponse, at: usize, name: String, programme: &str, t: Texts) -> NumberTable {
    let runs = |district: &&DistrictPublication| district.cells.iter().any(|cell| cell.programme_id == programme);
    let districts: Vec<&DistrictPublication> = found.districts.iter().filter(runs).collect();
    let totals: Vec<&NationalTotal> = found.totals.iter().filter(|total| total.programme_id == programme).collect();
    let row = |indicator: &str| {
        let of_district = |district: &&DistrictPublication| {
            let mut cells = district.cells.iter();
            let cell = cells.find(|cell| cell.programme_id == programme && cell.indicator_id == indicator);
            cell.map_or(Number::Nothing, |cell| published_number(cell, t))
        };
        let total = totals.iter().find(|total| total.indicator_id == indicator);
        let numbers = districts.iter().map(of_district).chain([total.map_or(Number::Nothing, |of| sum(of, t))]);
        NumberRow { name: indicator_name(indicator, t), definition: String::new(), numbers: numbers.collect() }
    };
    let mut columns: Vec<NumberColumn> =
        districts.iter().map(|district| NumberColumn::new(name_of(district))).collect();
    let from = t.say("national-of-some").count("districts", districts.len());
    columns.push(NumberColumn { words: t.say("national-total").to_string(), more: from.to_string() });
    NumberTable {
        id: format!("programme-{at}"),
        caption: name,
        corner: t.say("figures-indicator").to_string(),
        is_wide: columns.len() > 4,
        columns,
        rows: in_order(totals.iter().copied()).into_iter().map(row).collect(),
        has_total: true,
    }
}

fn sum(total: &NationalTotal, t: Texts) -> Number {
    match (total.status(), total.value) {
        (TotalStatus::Given, Some(value)) => Number::value(t.number(i64::try_from(value).unwrap_or(i64::MAX))),
        (TotalStatus::Withheld, _) => Number::Absent(t.say("national-total-withheld").to_string()),
        (TotalStatus::NotAdditive, _) => Number::Absent(t.say("national-total-not-additive").to_string()),
        (TotalStatus::DefinitionsDiffer, _) => Number::Absent(t.say("national-total-differs").to_string()),
        (TotalStatus::Given | TotalStatus::Unspecified, _) => Number::Nothing,
    }
}

fn programme_name(found: &GetPublishedFiguresResponse, id: &str, t: Texts) -> String {
    let programme: Option<&PublishedProgramme> = found.programmes.iter().find(|of| of.programme_id == id);
    let name = programme.and_then(|of| of.name.get(t.language().code()).or_else(|| of.name.get("fi")));
    name.cloned().unwrap_or_else(|| id.to_owned())
}
