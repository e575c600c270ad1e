//! People who may be one: within a file, and between the file and those whom the district knows already.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use super::list::{List, PersonKey};

/// Somebody who may be somebody else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Duplicate {
    /// Lines that may mean one person.
    pub lines: Vec<u64>,
    /// Whom the district knows already, by random id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// What is the same: name, phone, email.
    pub same: String,
}

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, person_id, same } = self;
        let plural = if lines.len() > 1 { "s" } else { "" };
        let lines = lines.iter().map(u64::to_string).collect::<Vec<_>>().join(" and ");
        match person_id {
            Some(person_id) => {
                write!(f, "line{plural} {lines}: the same {same} as person {person_id}, who is there already")
            }
            None => write!(f, "line{plural} {lines}: the same {same}"),
        }
    }
}

/// Different people of the file who share a phone, an e-mail address or a name.
pub fn within(list: &List) -> Vec<Duplicate> {
    let mut people: BTreeMap<(bool, &PersonKey), Vec<u64>> = BTreeMap::new();
    for mother in &list.mothers {
        people.entry((true, &mother.key)).or_default().push(mother.line);
    }
    for volunteer in &list.volunteers {
        people.entry((false, &volunteer.key)).or_default().push(volunteer.line);
    }
    let mut found: BTreeMap<Vec<u64>, Vec<&'static str>> = BTreeMap::new();
    for what in ["phone", "email", "name"] {
        let mut lines: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for ((_, key), first) in &people {
            let value = match what {
                "phone" => &key.phone,
                "email" => &key.email,
                _ => &key.name,
            };
            if !value.is_empty() {
                lines.entry(value).or_default().push(first[0]);
            }
        }
        for mut lines in lines.into_values().filter(|lines| lines.len() > 1) {
            lines.sort_unstable();
            found.entry(lines).or_default().push(what);
        }
    }
    let told = |(lines, same): (Vec<u64>, Vec<&str>)| Duplicate { lines, person_id: None, same: same.join(" and ") };
    found.into_iter().map(told).collect()
}
