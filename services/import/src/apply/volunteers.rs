use jiff::civil::Date;
use proto::{
    matching::v1::{
        ApplyAsVolunteerRequest, ApproveVolunteerRequest, AssessRoleRequest, RecordConfidentialityPledgeRequest,
        RecordExtractConsentRequest, RecordExtractInspectionRequest, RecordExtractOrderRequest, RecordInterviewRequest,
        RecordTrainingRequest,
    },
    programmes::v1::VolunteerRules,
    referrals::v1::{GivenBy, PersonRole, RegisterPersonRequest},
};
use rpc::{
    matching::v1::volunteers_service_client::VolunteersServiceClient,
    referrals::v1::persons_service_client::PersonsServiceClient,
};

use super::{By, Services, Settled, Stop, Tells, position};
use crate::{list::Volunteer, offer::asks_for_extract, people::REGISTER};

/// The district's wording of the time, not one of ours.
const OWN_WORDING: &str = "before-import";
const TOPIC: &str = "basic";

/// A step of matching about her.
macro_rules! tell {
    ($services:expr, $step:literal, $method:ident, $message:expr) => {
        $services
            .step($step, &$services.matching, $message, |channel, request| async move {
                VolunteersServiceClient::new(channel).$method(request).await
            })
            .await?
    };
}

/// What services call her now.
pub(super) struct Brought {
    pub(super) person_id: String,
    pub(super) volunteer_id: String,
    /// Of referrals, when she was made known; 0 when another line does that.
    pub(super) position: u64,
}

impl Tells for Brought {
    fn settled(&self) -> Settled<'_> {
        Settled::Volunteer { person_id: &self.person_id, volunteer_id: &self.volunteer_id }
    }
}

/// Makes her known, and leads her to her approval on the days the list tells.
pub(super) async fn bring(volunteer: &Volunteer, by: &By<'_>, services: &Services) -> Result<Brought, Stop> {
    let request = |step: &str| by.people.request_of_volunteer(volunteer, step);
    let rules = by.offer.programme(&volunteer.programme_id, volunteer.applied_on).and_then(|of| of.volunteer.clone());
    let rules = rules.unwrap_or_default();
    let (person_id, position) = match by.people.known_volunteer(volunteer) {
        Some(known) => (known.to_string(), 0),
        None => register(volunteer, request(REGISTER), services).await?,
    };
    let apply = ApplyAsVolunteerRequest {
        request_id: request("apply"),
        person_id: person_id.clone(),
        programme_id: volunteer.programme_id.clone(),
        capacity_wish: 0,
        profile: None,
        introduction: String::new(),
        motivation: String::new(),
        occurred_on: volunteer.applied_on.to_string(),
    };
    let volunteer_id = tell!(services, "application", apply_as_volunteer, apply).into_inner().volunteer_id;
    steps(volunteer, &volunteer_id, &rules, &request, services).await?;
    let default = rules.default_capacity.max(1);
    let approve = ApproveVolunteerRequest {
        request_id: request("approve"),
        volunteer_id: volunteer_id.clone(),
        capacity: volunteer.capacity.unwrap_or_else(|| default.max(volunteer.pairs)),
        occurred_on: volunteer.approved_on.to_string(),
    };
    tell!(services, "approval", approve_volunteer, approve);
    Ok(Brought { person_id, volunteer_id, position })
}

async fn register(volunteer: &Volunteer, request_id: String, services: &Services) -> Result<(String, u64), Stop> {
    let register = RegisterPersonRequest {
        request_id,
        identity: Some(volunteer.identity.clone()),
        facts: Some(volunteer.facts.clone()),
        role: PersonRole::Volunteer.into(),
        occurred_on: volunteer.applied_on.to_string(),
    };
    let registered = services.step("registration", &services.referrals, register, |channel, request| async move {
        PersonsServiceClient::new(channel).register_person(request).await
    });
    let registered = registered.await?;
    let position = position(&registered).unwrap_or_default();
    Ok((registered.into_inner().person_id, position))
}

/// What lies between application and approval.
async fn steps(
    volunteer: &Volunteer,
    volunteer_id: &str,
    rules: &VolunteerRules,
    request: &(dyn Fn(&str) -> String + Sync),
    services: &Services,
) -> Result<(), Stop> {
    let volunteer_id = || volunteer_id.to_owned();
    let hours = volunteer.training_hours.unwrap_or(rules.training_hours);
    if let Some(on) = volunteer.trained_on.filter(|_| hours > 0) {
        let training = RecordTrainingRequest {
            request_id: request("train"),
            volunteer_id: volunteer_id(),
            minutes: hours * 60,
            topic: TOPIC.to_owned(),
            occurred_on: on.to_string(),
        };
        tell!(services, "training", record_training, training);
    }
    if let Some(on) = volunteer.interviewed_on {
        let interview = RecordInterviewRequest {
            request_id: request("interview"),
            volunteer_id: volunteer_id(),
            note: String::new(),
            occurred_on: on.to_string(),
        };
        tell!(services, "interview", record_interview, interview);
    }
    if let Some(on) = volunteer.pledged_on {
        let pledge = RecordConfidentialityPledgeRequest {
            request_id: request("pledge"),
            volunteer_id: volunteer_id(),
            wording_version: OWN_WORDING.to_owned(),
            given_by: GivenBy::Paper.into(),
            occurred_on: on.to_string(),
        };
        tell!(services, "confidentiality pledge", record_confidentiality_pledge, pledge);
    }
    let assess = AssessRoleRequest {
        request_id: request("assess"),
        volunteer_id: volunteer_id(),
        role: volunteer.programme_id.clone(),
        conditions: Some(rules.criminal_record_extract.unwrap_or_default()),
        occurred_on: volunteer.extract.consented.unwrap_or(volunteer.approved_on).to_string(),
    };
    tell!(services, "role assessment", assess_role, assess);
    if asks_for_extract(rules) {
        extract(volunteer, volunteer_id(), request, services).await?;
    }
    Ok(())
}

/// Consented, ordered and inspected: nothing else is kept of an extract.
async fn extract(
    volunteer: &Volunteer,
    volunteer_id: String,
    request: &(dyn Fn(&str) -> String + Sync),
    services: &Services,
) -> Result<(), Stop> {
    let day = |on: Option<Date>| on.map(|on| on.to_string()).unwrap_or_default();
    let of = volunteer.extract;
    let consent = RecordExtractConsentRequest {
        request_id: request("extract consent"),
        volunteer_id: volunteer_id.clone(),
        given_by: GivenBy::Paper.into(),
        occurred_on: day(of.consented),
    };
    tell!(services, "consent to the extract", record_extract_consent, consent);
    let order = RecordExtractOrderRequest {
        request_id: request("extract order"),
        volunteer_id: volunteer_id.clone(),
        occurred_on: day(of.ordered),
    };
    tell!(services, "order of the extract", record_extract_order, order);
    let inspection = RecordExtractInspectionRequest {
        request_id: request("extract inspection"),
        volunteer_id,
        issued_on: day(of.issued),
        occurred_on: day(of.inspected),
    };
    tell!(services, "inspection of the extract", record_extract_inspection, inspection);
    Ok(())
}
