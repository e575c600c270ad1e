//! Who speaks for a young person beside herself, and whose yes stands. Whether a programme asks for it is the
//! programme's to say.

use serde::{Deserialize, Serialize};

/// The young person's own yes and the guardians'. Default: nobody was named, and nobody said anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    young_person_agrees: bool,
    /// In the order named.
    guardians: Vec<Guardian>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Guardian {
    person_id: String,
    agrees: bool,
}

impl Family {
    /// The young person said yes, a guardian is named, and every guardian consents: no yes is given over a child's head,
    /// and none over a parent's.
    pub fn agrees(&self) -> bool {
        self.young_person_agrees && !self.guardians.is_empty() && self.guardians.iter().all(|guardian| guardian.agrees)
    }

    pub fn is_guardian(&self, person_id: &str) -> bool {
        self.guardians.iter().any(|guardian| guardian.person_id == person_id)
    }

    /// Whether the yes of one of them stands; of anybody else `None`.
    pub(super) fn said(&self, young_person_id: &str, person_id: &str) -> Option<bool> {
        if person_id == young_person_id {
            return Some(self.young_person_agrees);
        }
        self.guardians.iter().find(|guardian| guardian.person_id == person_id).map(|guardian| guardian.agrees)
    }

    pub(super) fn name(&mut self, person_id: &str) {
        self.guardians.push(Guardian { person_id: person_id.to_owned(), agrees: false });
    }

    pub(super) fn remove(&mut self, person_id: &str) {
        self.guardians.retain(|guardian| guardian.person_id != person_id);
    }

    pub(super) fn says(&mut self, young_person_id: &str, person_id: &str, yes: bool) {
        if person_id == young_person_id {
            self.young_person_agrees = yes;
        }
        for guardian in self.guardians.iter_mut().filter(|guardian| guardian.person_id == person_id) {
            guardian.agrees = yes;
        }
    }
}
