use std::collections::HashMap;

use proto::referrals::v1 as pb;
use serde::Deserialize;

use crate::data::{DataError, Faults, toml};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedReasons {
    reason: Vec<StatedReason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedReason {
    reason_id: String,
    version: u32,
    name: HashMap<String, String>,
    #[serde(default)]
    retired: bool,
}

/// Languages that a reason is named in.
const LANGUAGES: [&str; 3] = ["fi", "sv", "en"];

/// Reads reasons to go before others who wait, at least one.
pub fn parse_priority_reasons(text: &str) -> Result<Vec<pb::PriorityReason>, DataError> {
    let stated: StatedReasons = toml(text)?;
    let mut faults = Faults::default();
    faults.must(!stated.reason.is_empty(), || "a reason is required".to_owned());
    faults.unique("reason_id", stated.reason.iter().map(|reason| reason.reason_id.as_str()));
    for reason in &stated.reason {
        let id = &reason.reason_id;
        faults.slug("reason_id", id);
        faults.must(reason.version > 0, || format!("{id}: version begins at 1"));
        for language in LANGUAGES {
            let given = reason.name.get(language).is_some_and(|text| !text.trim().is_empty());
            faults.must(given, || format!("{id}: name.{language} is required"));
        }
    }
    faults.settled(stated.reason.into_iter().map(Into::into).collect())
}

impl From<StatedReason> for pb::PriorityReason {
    fn from(StatedReason { reason_id, version, name, retired }: StatedReason) -> Self {
        Self { reason_id, version, name, retired }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[reason]]
        reason_id = "newborn"
        version = 1
        name = { fi = "Vastasyntynyt", sv = "Nyfödd", en = "Newborn" }
    "#;

    #[test]
    fn a_reason_is_read_whole() {
        let [read] = parse_priority_reasons(GOOD).unwrap().try_into().unwrap();
        assert_eq!((read.reason_id.as_str(), read.version, read.retired), ("newborn", 1, false));
        assert_eq!(read.name["sv"], "Nyfödd");
        let retired = GOOD.replace("version = 1", "version = 2\nretired = true");
        assert!(parse_priority_reasons(&retired).unwrap()[0].retired);
    }

    #[test]
    fn every_fault_of_a_reason_is_told_at_once_and_none_has_a_weight() {
        let bad = GOOD.replace("newborn", "New born").replace("= 1", "= 0").replace("sv = \"Nyfödd\", ", "");
        let Err(DataError::Faults(faults)) = parse_priority_reasons(&bad) else { panic!("it was taken") };
        assert_eq!(faults.0.len(), 3, "{faults}");
        assert!(parse_priority_reasons(&GOOD.replace("version = 1", "version = 1\nweight = 3")).is_err());
        assert!(parse_priority_reasons("reason = []").is_err());
    }
}
