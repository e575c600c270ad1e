//! What a district offers, for the names of programmes. A page that cannot learn it shows ids.

use std::collections::HashMap;

use jiff::civil::Date;
use proto::{
    programmes::v1::{Cohort, Programme, VolunteerRules},
    referrals::v1::{
        GetCoverageRequest, GetCoverageResponse, GetOfferingRequest, IntakeStop, PartnerAgreement, PriorityReason,
        Purpose,
    },
};

use crate::{
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Choice, DataTable},
    failure::Failure,
    i18n::Texts,
};

#[derive(Debug, Clone, Default)]
pub struct Offering {
    pub programmes: Vec<Programme>,
    /// What data about people is processed for.
    pub purposes: Vec<Purpose>,
    pub agreements: Vec<PartnerAgreement>,
    /// Stops of new requests that stand or are to come.
    pub stops: Vec<IntakeStop>,
    /// Why somebody who waits may go before others; retired ones too.
    pub priority_reasons: Vec<PriorityReason>,
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
                agreements: offering.agreements,
                stops: offering.intake_stops,
                priority_reasons: offering.priority_reasons,
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

    /// As the first programme that has it names it.
    pub fn outcome(&self, code: &str, t: Texts) -> String {
        let has = |programme: &&Programme| programme.outcomes.iter().any(|one| one.code == code);
        outcome_name(self.programmes.iter().find(has), code, t)
    }

    /// As the first programme that has it names it.
    pub fn milestone(&self, code: &str, t: Texts) -> String {
        let has = |programme: &&Programme| programme.milestones.iter().any(|one| one.code == code);
        milestone_name(self.programmes.iter().find(has), code, t)
    }

    /// With whom an agreement is; none of one that is not known.
    pub fn partner(&self, agreement_id: &str) -> Option<&str> {
        let found = self.agreements.iter().find(|agreement| agreement.agreement_id == agreement_id)?;
        found.partner.as_ref().map(|partner| partner.name.as_str()).filter(|name| !name.is_empty())
    }

    /// The name of a reason to go before others; one that nobody shared shows its id.
    pub fn priority_name(&self, id: &str, t: Texts) -> String {
        let shared = self.priority_reasons.iter().find(|reason| reason.reason_id == id);
        let named = shared.and_then(|reason| reason.name.get(t.language().code()).or_else(|| reason.name.get("fi")));
        named.cloned().unwrap_or_else(|| id.to_owned())
    }

    /// Every municipality by name, those that some agreement names first.
    pub fn municipalities(&self) -> Vec<Choice> {
        let covered = self.agreements.iter().flat_map(|agreement| &agreement.coverage);
        let named: Vec<String> = covered.flat_map(|coverage| coverage.municipality_codes.iter().cloned()).collect();
        codes::municipalities(&named)
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
    named(topic.map(|topic| &topic.name), code, t)
}

/// A milestone of a programme by name; one that it does not know shows its code.
pub fn milestone_name(programme: Option<&Programme>, code: &str, t: Texts) -> String {
    let milestone = programme.and_then(|programme| programme.milestones.iter().find(|one| one.code == code));
    named(milestone.map(|milestone| &milestone.name), code, t)
}

/// What may have become of a participant, by name; what the programme does not know shows its code.
pub fn outcome_name(programme: Option<&Programme>, code: &str, t: Texts) -> String {
    let outcome = programme.and_then(|programme| programme.outcomes.iter().find(|one| one.code == code));
    named(outcome.map(|outcome| &outcome.name), code, t)
}

pub fn cohort_name(cohort: &Cohort, t: Texts) -> String {
    named(Some(&cohort.name), &cohort.code, t)
}

fn named(names: Option<&HashMap<String, String>>, code: &str, t: Texts) -> String {
    let named = names.and_then(|names| names.get(t.language().code()).or_else(|| names.get("fi")));
    named.cloned().unwrap_or_else(|| code.to_owned())
}

pub async fn coverage(app: &App, caller: &Caller) -> Result<GetCoverageResponse, Failure> {
    asked!(caller, app.clients.offering(), Referrals, get_coverage, GetCoverageRequest {})
}

pub fn programme_name(programme: &Programme, t: Texts) -> String {
    let named = programme.name.get(t.language().code()).or_else(|| programme.name.get("fi"));
    named.unwrap_or(&programme.programme_id).clone()
}
