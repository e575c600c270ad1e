//! Who the people of a file are to the services: ids of the requests that bring them, the ids they get by that, and
//! whom the district knows already.

use std::collections::{BTreeMap, BTreeSet};

use decider::{ActorId, CommandId, DistrictId};
use proto::referrals::v1::{
    FindDuplicatesRequest, GetOfferingRequest, GetOfferingResponse, NamePersonsRequest, PersonHit, PersonIdentity,
    SearchPersonsRequest,
};
use rpc::referrals::v1::{
    offering_service_client::OfferingServiceClient, persons_service_client::PersonsServiceClient,
};
use tonic::Code;
use uuid::Uuid;

use crate::{
    Failed, Said,
    apply::Services,
    duplicates::Duplicate,
    list::{List, Mother, PersonKey, Volunteer},
};

/// The steps that make somebody known.
pub(crate) const SUBMIT: &str = "submit";
pub(crate) const REGISTER: &str = "register";
/// Kind of aggregate that referrals makes of somebody.
const PERSON: &str = "person";
/// Most ids that referrals names at once.
const NAMED_AT_ONCE: usize = 200;

/// In what capacity a list names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Mother,
    Volunteer,
}

impl Side {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mother => "mother",
            Self::Volunteer => "volunteer",
        }
    }
}

/// The people of a file, mothers and volunteers apart.
#[derive(Debug)]
pub struct People {
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
    /// `requests` gives for each person an id from which those of her requests derive: the same whenever the file is
    /// run, and one that confirms no guess at her name to a reader of the log. It is told the line that names her first.
    pub fn of(
        list: &List,
        district: &DistrictId,
        actor: &ActorId,
        requests: impl Fn(Side, &PersonKey, u64) -> CommandId,
    ) -> Self {
        let mothers = list.mothers.iter().map(|of| (&of.key, &of.programme_id, of.line));
        let volunteers = list.volunteers.iter().map(|of| (&of.key, &of.programme_id, of.line));
        let of = |side, first_step: &str, named: Vec<_>| {
            let known = |(key, (programme_id, line)): (&PersonKey, (&String, u64))| {
                let requests = requests(side, key, line);
                let first = requests.step(&format!("{programme_id} {first_step}"));
                let person_id = first.creates(district, actor, PERSON, 0);
                (key.clone(), Known { requests, programme_id: programme_id.clone(), person_id, line })
            };
            firsts(named).into_iter().map(known).collect()
        };
        Self {
            mothers: of(Side::Mother, SUBMIT, mothers.collect()),
            volunteers: of(Side::Volunteer, REGISTER, volunteers.collect()),
        }
    }

    /// The same for the same step about the same person, whenever a file is run.
    pub(crate) fn request_of_mother(&self, mother: &Mother, step: &str) -> String {
        self.mothers[&mother.key].request(&mother.programme_id, step)
    }

    pub(crate) fn request_of_volunteer(&self, volunteer: &Volunteer, step: &str) -> String {
        self.volunteers[&volunteer.key].request(&volunteer.programme_id, step)
    }

    /// The person's id, unless it is this line that makes her known.
    pub(crate) fn known_mother(&self, mother: &Mother) -> Option<Uuid> {
        self.mothers[&mother.key].unless_made_by(&mother.programme_id)
    }

    pub(crate) fn known_volunteer(&self, volunteer: &Volunteer) -> Option<Uuid> {
        self.volunteers[&volunteer.key].unless_made_by(&volunteer.programme_id)
    }

    /// Persons of the file whom referrals knows by the ids that this file gives them.
    pub async fn there(&self, services: &Services) -> Result<BTreeSet<String>, Failed> {
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
    pub async fn look_alike(&self, services: &Services) -> Result<Vec<Duplicate>, Failed> {
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

/// The programme by which each becomes known, and the first line that names her for it.
fn firsts<'l>(named: Vec<(&'l PersonKey, &'l String, u64)>) -> BTreeMap<&'l PersonKey, (&'l String, u64)> {
    let mut firsts = BTreeMap::new();
    for (key, programme_id, line) in named {
        let first = firsts.entry(key).or_insert((programme_id, line));
        *first = (*first).min((programme_id, line));
    }
    firsts
}

impl Services {
    /// Programmes, agreements, and the installation's day.
    pub async fn offering(&self) -> Result<GetOfferingResponse, Failed> {
        let offering = self.ask(&self.referrals, GetOfferingRequest {}, |channel, request| async move {
            OfferingServiceClient::new(channel).get_offering(request).await
        });
        Ok(offering.await?.into_inner())
    }

    /// Whom the district knows already and who probably is the same; none of those who have nothing to go by.
    pub async fn alike(&self, identity: &PersonIdentity, birth_month: &str) -> Result<Vec<PersonHit>, Failed> {
        let request = FindDuplicatesRequest {
            person_id: String::new(),
            identity: Some(identity.clone()),
            birth_month: birth_month.to_owned(),
        };
        let found = self.ask(&self.referrals, request, |channel, request| async move {
            PersonsServiceClient::new(channel).find_duplicates(request).await
        });
        match found.await {
            Ok(found) => Ok(found.into_inner().hits),
            // What is wrong with her name or number the service says again when she is to be brought in.
            Err(failed) if failed.downcast_ref::<Said>().is_some_and(|said| said.code == Code::InvalidArgument) => {
                Ok(Vec::new())
            }
            Err(failed) => Err(failed),
        }
    }
}
