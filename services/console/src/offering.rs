//! What a district offers, for the names of programmes. A page that cannot learn it shows ids.

use proto::{
    programmes::v1::Programme,
    referrals::v1::{GetCoverageRequest, GetCoverageResponse, GetOfferingRequest},
};

use crate::{
    app::App,
    clients::{Caller, asked},
    components::Choice,
    failure::Failure,
    i18n::Texts,
};

#[derive(Debug, Clone, Default)]
pub struct Offering {
    pub programmes: Vec<Programme>,
}

impl Offering {
    /// Empty when the service is silent.
    pub async fn of(app: &App, caller: &Caller) -> Result<Self, Failure> {
        match asked!(caller, app.clients.offering(), Referrals, get_offering, GetOfferingRequest {}) {
            Ok(offering) => Ok(Self { programmes: offering.programmes }),
            Err(Failure::Unavailable(_)) => Ok(Self::default()),
            Err(failure) => Err(failure),
        }
    }

    pub fn programme(&self, id: &str) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.programme_id == id)
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

pub async fn coverage(app: &App, caller: &Caller) -> Result<GetCoverageResponse, Failure> {
    asked!(caller, app.clients.offering(), Referrals, get_coverage, GetCoverageRequest {})
}

pub fn programme_name(programme: &Programme, t: Texts) -> String {
    let named = programme.name.get(t.language().code()).or_else(|| programme.name.get("fi"));
    named.unwrap_or(&programme.programme_id).clone()
}
