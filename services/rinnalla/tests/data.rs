//! What an operator may and may not write.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

use rinnalla::data::{DataError, parse_district, parse_programme};

const DISTRICT: &str = r#"
district_id = "here"
name = "Here"
audiences = []
programme_ids = ["friend"]
rules = { excludes_child_protection = false, smallest_cell = 5, two_approvers = false }
"#;

fn faults<T: std::fmt::Debug>(read: Result<T, DataError>) -> Vec<String> {
    match read.unwrap_err() {
        DataError::Faults(faults) => faults.0,
        DataError::Toml(error) => vec![error.message().to_owned()],
    }
}

#[test]
fn a_district_needs_little() {
    let district = parse_district(DISTRICT).unwrap();
    assert_eq!((district.id.as_str(), district.opened.demo), ("here", false));
}

#[test]
fn a_word_that_is_not_known_is_refused() {
    let faults = faults(parse_district(&format!("audience = 1\n{DISTRICT}")));
    assert!(faults[0].contains("unknown field `audience`"), "{faults:?}");
}

#[test]
fn no_figure_may_show_fewer_than_three() {
    let careless = DISTRICT.replace("smallest_cell = 5", "smallest_cell = 2");
    assert_eq!(faults(parse_district(&careless)), ["smallest_cell is at least 3"]);
}

#[test]
fn every_fault_of_an_agreement_is_told_at_once() {
    let agreement = r#"
        [[agreement]]
        agreement_id = "one"
        partner_id = "nobody"
        scope = "strategic"
        valid_from = "2025-01-01"
        valid_to = "2024-12-31"
        coverage = [{ programme_id = "another", municipality_codes = ["9999"] }]
    "#;
    assert_eq!(
        faults(parse_district(&format!("{DISTRICT}{agreement}"))),
        [
            "one ends before it begins",
            r#"one: the district does not run "another""#,
            r#"agreement one: "9999" is no municipality"#,
            r#"one: no partner "nobody""#,
        ]
    );
}

#[test]
fn a_match_needs_a_term_check_ins_and_a_volunteer() {
    let programme = r#"
        programme_id = "friend"
        version = 1
        valid_from = "2025-01-01"
        kind = "one-to-one"
        acknowledge_working_days = 3
        audience = "all"
        wording_version = "1"
        target_group = [{ rule_id = "anybody", rule = "woman" }, { rule_id = "anybody", rule = "has-children" }]
        name = { fi = "Ystävä", en = "Friend" }
        summary = { fi = "Ystävä." }
    "#;
    assert_eq!(
        faults(parse_programme(programme)),
        [
            "summary.en is required",
            r#"rule_id "anybody" stands twice"#,
            "a match has a term: term_months is required",
            "a match has check-ins: check_in_days",
            "a match has a volunteer: volunteer is required",
        ]
    );
}
