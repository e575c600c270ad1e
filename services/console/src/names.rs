//! Names for the ids that services list: persons from referrals, staff from the accounts.

use std::collections::{HashMap, HashSet};

use proto::referrals::v1::NamePersonsRequest;

use crate::{
    app::App,
    clients::{Caller, asked},
    failure::Failure,
    i18n::Texts,
};

/// As many as one question may ask.
const AT_ONCE: usize = 200;

#[derive(Debug, Clone, Default)]
pub struct PersonNames {
    names: HashMap<String, String>,
    /// Whose addresses are protected.
    protected: HashSet<String>,
    is_silent: bool,
}

impl PersonNames {
    /// Without names when referrals is silent.
    pub async fn of<'i>(
        app: &App,
        caller: &Caller,
        ids: impl IntoIterator<Item = &'i str> + Send,
    ) -> Result<Self, Failure> {
        let mut ids: Vec<String> = ids.into_iter().filter(|id| !id.is_empty()).map(str::to_owned).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut known = Self::default();
        for some in ids.chunks(AT_ONCE) {
            let request = NamePersonsRequest { person_ids: some.to_vec() };
            match asked!(caller, app.clients.persons(), Referrals, name_persons, request) {
                Ok(named) => {
                    for found in named.names {
                        if found.address_protected {
                            known.protected.insert(found.person_id.clone());
                        }
                        known.names.insert(found.person_id, found.name);
                    }
                }
                Err(Failure::Unavailable(_)) => known.is_silent = true,
                Err(failure) => return Err(failure),
            }
        }
        Ok(known)
    }

    pub fn name(&self, id: &str, t: Texts) -> String {
        match self.names.get(id).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None if self.is_silent => t.say("person-name-unknown-now").to_string(),
            None => t.say("person-without-name").to_string(),
        }
    }

    /// What to know before anybody calls these people; empty when no address of theirs is protected.
    pub fn warning<'i>(&self, ids: impl IntoIterator<Item = &'i str>, t: Texts) -> String {
        let protected = ids.into_iter().filter(|id| self.protected.contains(*id)).map(|id| self.name(id, t));
        let names: Vec<String> = protected.collect();
        if names.is_empty() { String::new() } else { protected_warning(&names.join(", "), t) }
    }
}

/// Said wherever somebody with a protected address may be called from a list.
pub fn protected_warning(names: &str, t: Texts) -> String {
    t.say("due-protected").with("names", names).to_string()
}

#[cfg(test)]
impl PersonNames {
    #[must_use]
    pub fn with_protected(mut self, id: &str) -> Self {
        self.protected.insert(id.to_owned());
        self
    }
}

#[cfg(test)]
impl<'n> FromIterator<(&'n str, &'n str)> for PersonNames {
    fn from_iter<I: IntoIterator<Item = (&'n str, &'n str)>>(known: I) -> Self {
        let names = known.into_iter().map(|(id, name)| (id.to_owned(), name.to_owned())).collect();
        Self { names, protected: HashSet::new(), is_silent: false }
    }
}

/// Names of staff by the actor that events name; others are left out.
pub async fn staff<'i>(
    app: &App,
    actors: impl IntoIterator<Item = &'i str> + Send,
) -> Result<HashMap<String, String>, Failure> {
    let ids: Vec<uuid::Uuid> = actors.into_iter().filter_map(|actor| actor.parse().ok()).collect();
    Ok(app.accounts.names(&ids).await?.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
}
