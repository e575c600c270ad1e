//! Who the people of a file are to the services: ids of the requests that bring them, the ids they get by that, and
//! whom the district knows already.

use std::collections::{BTreeMap, BTreeSet};

use decider::{ActorId, CommandId, DistrictId};
use keyring::{KeyError, Keyring};
use proto::referrals::v1::{NamePersonsRequest, PersonHit, SearchPersonsRequest};
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use uuid::Uuid;

use super::{
    apply::Services,
    duplicates::Duplicate,
    list::{List, Mother, PersonKey, Volunteer},
};
use crate::{Failed, operator::OPERATOR};

/// The steps that make somebody known.
pub(super) const SUBMIT: &str = "submit";
pub(super) const REGISTER: &str = "register";
/// Kind of aggregate that referrals makes of somebody.
const PERSON: &str = "person";
/// Most ids that referrals names at once.
const NAMED_AT_ONCE: usize = 200;

/// The people of a file, mothers and volunteers apart.
#[derive(Debug)]
pub(super) struct People {
    mothers: BTreeMap<PersonKey, Known>,
    volunteers: BTreeMap<PersonKey, Known>,
}

#[derive(Debug)]
struct Known {
    /// Requests about her derive from it.
    requests: CommandId,
    /// The programme by which she becomes known: the first by its id, whatever the order of the lines.
    programme_id: String,
    /// What she is known by, once that request is answered.
    person_id: Uuid,
    line: u64,
}

impl People {
    /// Ids derive from a code that only the district's key can make: one that derived from a name alone would confirm
    /// a guess at her name to every reader of the log, even after her erasure.
    pub(super) async fn of(list: &List, keyring: &Keyring, district: &DistrictId) -> Result<Self, KeyError> {
        let mothers = list.mothers.iter().map(|of| (&of.key, &of.programme_id, of.line));
        let volunteers = list.volunteers.iter().map(|of| (&of.key, &of.programme_id, of.line));
        Ok(Self {
            mothers: known(mothers.collect(), "mother", SUBMIT, keyring, district).await?,
            volunteers: known(volunteers.collect(), "volunteer", REGISTER, keyring, district).await?,
        })
    }

    /// The same for the same step about the same person, whenever a file is run.
    pub(super) fn request_of_mother(&self, mother: &Mother, step: &str) -> String {
        self.mothers[&mother.key].request(&mother.programme_id, step)
    }

    pub(super) fn request_of_volunteer(&self, volunteer: &Volunteer, step: &str) -> String {
        self.volunteers[&volunteer.key].request(&volunteer.programme_id, step)
    }

    /// The person's id, unless it is this line that makes her known.
    pub(super) fn known_mother(&self, mother: &Mother) -> Option<Uuid> {
        self.mothers[&mother.key].unless_made_by(&mother.programme_id)
    }

    pub(super) fn known_volunteer(&self, volunteer: &Volunteer) -> Option<Uuid> {
        self.volunteers[&volunteer.key].unless_made_by(&volunteer.programme_id)
    }

    /// Persons of the file whom referrals knows by the ids that this file gives them.
    pub(super) async fn there(&self, services: &Services) -> Result<BTreeSet<String>, Failed> {
        let ids: Vec<String> = self.all().map(|known| known.person_id.to_string()).collect();
        let mut there = BTreeSet::new();
        for ids in ids.chunks(NAMED_AT_ONCE) {
            let request = NamePersonsRequest { person_ids: ids.to_vec() };
            let named = services.ask(&services.referrals, request, |channel, request| async move {
                PersonsServiceClient::new(channel).name_persons(request).await
            });
            there.extend(named.await?.into_inner().names.into_iter().map(|named| named.person_id));
        }
        Ok(there)
    }

    /// People of the file who may be somebody whom the district knows by another id.
    pub(super) async fn look_alike(&self, services: &Services) -> Result<Vec<Duplicate>, Failed> {
        let ours: BTreeSet<String> = self.all().map(|known| known.person_id.to_string()).collect();
        let mut found = Vec::new();
        for (key, known) in self.mothers.iter().chain(&self.volunteers) {
            let mut same: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
            for (text, what) in [(&key.phone, "phone"), (&key.email, "email"), (&key.name, "name")] {
                // A given name alone would mean half the district.
                let says_enough =
                    what != "name" || text.contains(' ') || (key.phone.is_empty() && key.email.is_empty());
                if text.chars().count() < 2 || !says_enough {
                    continue;
                }
                let request = SearchPersonsRequest { text: text.clone(), birth_month: String::new() };
                let hits = services.ask(&services.referrals, request, |channel, request| async move {
                    PersonsServiceClient::new(channel).search_persons(request).await
                });
                let meant = |hit: &PersonHit| hit.because.iter().any(|because| because == what);
                for hit in hits.await?.into_inner().hits.into_iter().filter(meant) {
                    if !ours.contains(&hit.person_id) {
                        same.entry(hit.person_id).or_default().insert(what);
                    }
                }
            }
            found.extend(same.into_iter().map(|(person_id, same)| Duplicate {
                lines: vec![known.line],
                person_id: Some(person_id),
                same: same.into_iter().collect::<Vec<_>>().join(" and "),
            }));
        }
        found.sort();
        Ok(found)
    }

    fn all(&self) -> impl Iterator<Item = &Known> {
        self.mothers.values().chain(self.volunteers.values())
    }
}

impl Known {
    fn request(&self, programme_id: &str, step: &str) -> String {
        self.requests.step(&format!("{programme_id} {step}")).0.to_string()
    }

    fn unless_made_by(&self, programme_id: &str) -> Option<Uuid> {
        (self.programme_id != programme_id).then_some(self.person_id)
    }
}

async fn known(
    named: Vec<(&PersonKey, &String, u64)>,
    side: &str,
    first_step: &str,
    keyring: &Keyring,
    district: &DistrictId,
) -> Result<BTreeMap<PersonKey, Known>, KeyError> {
    let mut firsts: BTreeMap<&PersonKey, (&String, u64)> = BTreeMap::new();
    for (key, programme_id, line) in named {
        let first = firsts.entry(key).or_insert((programme_id, line));
        *first = (*first).min((programme_id, line));
    }
    let mut known = BTreeMap::new();
    for (key, (programme_id, line)) in firsts {
        let parts = [side, &key.name, &key.phone, &key.email].map(str::as_bytes);
        let requests = CommandId(secret_id(keyring.mac(district, "import", &parts).await?));
        let first = requests.step(&format!("{programme_id} {first_step}"));
        let person_id = first.creates(district, &ActorId::new(OPERATOR), PERSON, 0);
        known.insert(key.clone(), Known { requests, programme_id: programme_id.clone(), person_id, line });
    }
    Ok(known)
}

fn secret_id(mac: [u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
