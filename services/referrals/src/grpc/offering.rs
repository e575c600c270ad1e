mod end_agreement;
mod get_coverage;
mod get_offering;
mod list_trained_organisations;
mod record_agreement;
mod record_grant;
mod record_trained_organisation;
mod reopen_intake;
mod stop_intake;
mod take_back_trained_organisation;

use decider::Decider as _;
use edge::Violations;
use proto::referrals::v1 as pb;
use referrals_domain::{Agreement, FundingGrant, Intake, TrainedOrganisation, trained_organisation};
use rpc::referrals::v1::offering_service_server::OfferingService;
use uuid::Uuid;

use super::OfferingGrpc;

edge::service! {
    "rinnalla.referrals.v1", OfferingService for OfferingGrpc;
    record_agreement: "RecordAgreement", pb::RecordAgreementRequest => pb::RecordAgreementResponse;
    end_agreement: "EndAgreement", pb::EndAgreementRequest => pb::EndAgreementResponse;
    record_grant: "RecordGrant", pb::RecordGrantRequest => pb::RecordGrantResponse;
    stop_intake: "StopIntake", pb::StopIntakeRequest => pb::StopIntakeResponse;
    reopen_intake: "ReopenIntake", pb::ReopenIntakeRequest => pb::ReopenIntakeResponse;
    record_trained_organisation: "RecordTrainedOrganisation",
        pb::RecordTrainedOrganisationRequest => pb::RecordTrainedOrganisationResponse;
    take_back_trained_organisation: "TakeBackTrainedOrganisation",
        pb::TakeBackTrainedOrganisationRequest => pb::TakeBackTrainedOrganisationResponse;
    list_trained_organisations: "ListTrainedOrganisations",
        pb::ListTrainedOrganisationsRequest => pb::ListTrainedOrganisationsResponse;
    get_offering: "GetOffering", pb::GetOfferingRequest => pb::GetOfferingResponse;
    get_coverage: "GetCoverage", pb::GetCoverageRequest => pb::GetCoverageResponse;
}

/// Namespace of agreements, grants, stops of intake and trained organisations, which slugs and names name.
const NAMESPACE: Uuid = Uuid::from_u128(0x5e0b_92f4_1c7d_5d3a_a6e8_40f1_7b29_c8d3);

fn agreement_id(slug: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}|{slug}", Agreement::KIND).as_bytes())
}

fn grant_id(slug: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}|{slug}", FundingGrant::KIND).as_bytes())
}

/// `municipality_code` is empty for every municipality.
fn intake_id(programme_id: &str, municipality_code: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}|{programme_id}|{municipality_code}", Intake::KIND).as_bytes())
}

/// One for each programme, however the name is written.
fn organisation_id(programme_id: &str, name: &str) -> Uuid {
    let likeness = trained_organisation::likeness(name);
    Uuid::new_v5(&NAMESPACE, format!("{}|{programme_id}|{likeness}", TrainedOrganisation::KIND).as_bytes())
}

/// First and last day of something; the last may be open.
fn read_validity(violations: &mut Violations, field: &str, valid_from: &str, valid_to: &str) {
    violations.date(&format!("{field}.valid_from"), valid_from);
    violations.optional_date(&format!("{field}.valid_to"), valid_to);
}
