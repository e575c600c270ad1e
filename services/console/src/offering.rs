//! What a district offers, for the names of programmes. A page that cannot learn it shows ids.

use jiff::civil::Date;
use proto::{
    programmes::v1::{Programme, VolunteerRules},
    referrals::v1::{GetCoverageRequest, GetCoverageResponse, GetOfferingRequest, Purpose},
};

use crate::{
    app::App,
    clients::{Caller, asked},
    components::{Choice, DataTable},
    failure::Failure,
    i18n::Texts,
};

#[derive(Debug, Clone, Default)]
pub struct Offering {
    pub programmes: Vec<Programme>,
    /// What data about people is processed for.
    pub purposes: Vec<Purpose>,
    /// The installation's day; none when the service is silent.
    pub today: Option<Date>,
}

impl Offering {
    /// Empty when the service is silent.
    pub async fn of(app: &App, caller: &Caller) -> Result<Self, Failure> {
        match asked!(caller, app.clients.offering(), Referrals, get_offering, GetOfferingRequest {}) {
            Ok(offering) => Ok(Self {
                today: offering.as_of.parse().ok(),
                programmes: offering.programmes,
                purposes: offering.purposes,
            }),
            Err(Failure::Unavailable(_)) => Ok(Self::default()),
            Err(failure) => Err(failure),
        }
    }

    /// A list of a district with one programme has no use for a column of it.
    pub fn fitted(&self, table: DataTable, t: Texts) -> DataTable {
        if self.programmes.len() == 1 { table.without(&t.say("referrals-programme").to_string()) } else { table }
    }

    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.programme_id == id)
    }

    pub fn purpose(&self, id: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.purpose_id == id)
    }

    pub fn name(&self, id: &str, t: Texts) -> String {
        self.programme(id).map_or_else(|| id.to_owned(), |programme| programme_name(programme, t))
    }

    pub fn choices(&self, t: Texts) -> Vec<Choice> {
        self.programmes
            .iter()
            .map(|programme| Choice::new(&programme.programme_id, programme_name(programme, t)))
            .collect()
    }
}

/// What a volunteer of a programme must be and have done; nothing when that is not known.
pub fn volunteer_rules(programme: Option<&Programme>) -> VolunteerRules {
    programme.and_then(|programme| programme.volunteer.clone()).unwrap_or_default()
}

/// A topic of a programme by name; one that it does not know shows its code.
pub fn topic_name(programme: Option<&Programme>, code: &str, t: Texts) -> String {
    let topic = programme.and_then(|programme| programme.topics.iter().find(|topic| topic.code == code));
    let named = topic.and_then(|topic| topic.name.get(t.language().code()).or_else(|| topic.name.get("fi")));
    named.cloned().unwrap_or_else(|| code.to_owned())
}

pub async fn coverage(app: &App, caller: &Caller) -> Result<GetCoverageResponse, Failure> {
    asked!(caller, app.clients.offering(), Referrals, get_coverage, GetCoverageRequest {})
}

pub fn programme_name(programme: &Programme, t: Texts) -> String {
    let named = programme.name.get(t.language().code()).or_else(|| programme.name.get("fi"));
    named.unwrap_or(&programme.programme_id).clone()
}
