use std::collections::HashMap;

use proto::referrals::v1 as pb;
use serde::Deserialize;

use crate::data::{DataError, Faults, toml};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedPurposes {
    purpose: Vec<StatedPurpose>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedPurpose {
    purpose_id: String,
    version: u32,
    name: HashMap<String, String>,
    basis: Basis,
    #[serde(default)]
    special_category: String,
    recipients: HashMap<String, String>,
    retention_months: u32,
    #[serde(default)]
    roles: Vec<Role>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Basis {
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Role {
    Participant,
    Volunteer,
    Guardian,
    Leader,
}

/// Languages that a person is told purposes in.
const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// Longer than anybody's data is kept for anything: a century is a slip.
const LONGEST_RETENTION: u32 = 1_200;

/// Reads purposes, at least one.
pub fn parse_purposes(text: &str) -> Result<Vec<pb::Purpose>, DataError> {
    let stated: StatedPurposes = toml(text)?;
    let faults = faults(&stated.purpose);
    faults.settled(stated.purpose.into_iter().map(Into::into).collect())
}

fn faults(purposes: &[StatedPurpose]) -> Faults {
    let mut faults = Faults::default();
    faults.must(!purposes.is_empty(), || "a purpose is required".to_owned());
    faults.unique("purpose_id", purposes.iter().map(|purpose| purpose.purpose_id.as_str()));
    for purpose in purposes {
        let id = &purpose.purpose_id;
        faults.slug("purpose_id", id);
        faults.must(purpose.version > 0, || format!("{id}: version begins at 1"));
        for (field, texts) in [("name", &purpose.name), ("recipients", &purpose.recipients)] {
            for language in LANGUAGES {
                let given = texts.get(language).is_some_and(|text| !text.trim().is_empty());
                faults.must(given, || format!("{id}: {field}.{language} is required"));
            }
        }
        let letter = purpose.special_category.as_bytes();
        faults.must(matches!(letter, [] | [b'a'..=b'j']), || {
            format!("{id}: special_category is a letter of article 9(2), or is left out")
        });
        faults.must((1..=LONGEST_RETENTION).contains(&purpose.retention_months), || {
            format!("{id}: retention_months is between 1 and {LONGEST_RETENTION}")
        });
    }
    faults
}

impl From<StatedPurpose> for pb::Purpose {
    fn from(purpose: StatedPurpose) -> Self {
        let basis = match purpose.basis {
            Basis::Consent => pb::LegalBasis::Consent,
            Basis::Contract => pb::LegalBasis::Contract,
            Basis::LegalObligation => pb::LegalBasis::LegalObligation,
            Basis::VitalInterests => pb::LegalBasis::VitalInterests,
            Basis::PublicTask => pb::LegalBasis::PublicTask,
            Basis::LegitimateInterests => pb::LegalBasis::LegitimateInterests,
        };
        let role = |role| match role {
            Role::Participant => pb::PersonRole::Participant,
            Role::Volunteer => pb::PersonRole::Volunteer,
            Role::Guardian => pb::PersonRole::Guardian,
            Role::Leader => pb::PersonRole::Leader,
        };
        Self {
            purpose_id: purpose.purpose_id,
            version: purpose.version,
            name: purpose.name,
            basis: basis.into(),
            special_category: purpose.special_category,
            recipients: purpose.recipients,
            retention_months: purpose.retention_months,
            roles: purpose.roles.into_iter().map(|stated| role(stated).into()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[purpose]]
        purpose_id = "photographs"
        version = 1
        basis = "consent"
        retention_months = 12
        name = { fi = "Valokuvat", sv = "Fotografier", en = "Photographs" }
        recipients = { fi = "Kukaan muu", sv = "Ingen annan", en = "Nobody else" }
    "#;

    #[test]
    fn a_purpose_is_read_whole() {
        let [read] = parse_purposes(GOOD).unwrap().try_into().unwrap();
        assert_eq!((read.purpose_id.as_str(), read.basis()), ("photographs", pb::LegalBasis::Consent));
        assert_eq!((read.retention_months, read.name["sv"].as_str()), (12, "Fotografier"));
    }

    #[test]
    fn every_fault_of_a_purpose_is_told_at_once() {
        let bad = GOOD
            .replace("photographs", "Valo kuvat")
            .replace("version = 1", "version = 0\nspecial_category = \"z\"")
            .replace("= 12", "= 0")
            .replace(", sv = \"Ingen annan\"", "");
        let Err(DataError::Faults(faults)) = parse_purposes(&bad) else { panic!("it was taken") };
        assert_eq!(faults.0.len(), 5, "{faults}");
    }

    #[test]
    fn a_purpose_without_a_ground_or_with_one_that_does_not_exist_is_none() {
        assert!(parse_purposes(&GOOD.replace("basis = \"consent\"", "")).is_err());
        assert!(parse_purposes(&GOOD.replace("\"consent\"", "\"habit\"")).is_err());
        assert!(parse_purposes(&GOOD.replace("[[purpose]]", "[[purpose]]\nwhy = \"so\"")).is_err());
    }
}
