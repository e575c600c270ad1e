mod answer_expense;
mod apply_as_volunteer;
mod approve_volunteer;
mod assess_role;
mod change_capacity;
mod get_volunteer;
mod list_volunteers;
mod mark_volunteer_not_approved;
mod note_expense;
mod pause_volunteer;
mod record_confidentiality_pledge;
mod record_extract_consent;
mod record_extract_inspection;
mod record_extract_order;
mod record_interview;
mod record_training;
mod record_volunteer_left;
mod resume_volunteer;
mod take_back_absence;
mod tell_absence;
mod tell_volunteer_profile;

use edge::{App, Call, Failure};
use matching_domain::Volunteer;
use proto::matching::v1 as pb;
use rpc::matching::v1::volunteers_service_server::VolunteersService;
use uuid::Uuid;

use super::VolunteersGrpc;

edge::service! {
    "rinnalla.matching.v1", VolunteersService for VolunteersGrpc;
    apply_as_volunteer: "ApplyAsVolunteer", pb::ApplyAsVolunteerRequest => pb::ApplyAsVolunteerResponse;
    tell_volunteer_profile: "TellVolunteerProfile", pb::TellVolunteerProfileRequest => pb::TellVolunteerProfileResponse;
    record_training: "RecordTraining", pb::RecordTrainingRequest => pb::RecordTrainingResponse;
    record_interview: "RecordInterview", pb::RecordInterviewRequest => pb::RecordInterviewResponse;
    record_confidentiality_pledge: "RecordConfidentialityPledge", pb::RecordConfidentialityPledgeRequest => pb::RecordConfidentialityPledgeResponse;
    assess_role: "AssessRole", pb::AssessRoleRequest => pb::AssessRoleResponse;
    record_extract_consent: "RecordExtractConsent", pb::RecordExtractConsentRequest => pb::RecordExtractConsentResponse;
    record_extract_order: "RecordExtractOrder", pb::RecordExtractOrderRequest => pb::RecordExtractOrderResponse;
    record_extract_inspection: "RecordExtractInspection", pb::RecordExtractInspectionRequest => pb::RecordExtractInspectionResponse;
    approve_volunteer: "ApproveVolunteer", pb::ApproveVolunteerRequest => pb::ApproveVolunteerResponse;
    mark_volunteer_not_approved: "MarkVolunteerNotApproved", pb::MarkVolunteerNotApprovedRequest => pb::MarkVolunteerNotApprovedResponse;
    change_capacity: "ChangeCapacity", pb::ChangeCapacityRequest => pb::ChangeCapacityResponse;
    pause_volunteer: "PauseVolunteer", pb::PauseVolunteerRequest => pb::PauseVolunteerResponse;
    resume_volunteer: "ResumeVolunteer", pb::ResumeVolunteerRequest => pb::ResumeVolunteerResponse;
    record_volunteer_left: "RecordVolunteerLeft", pb::RecordVolunteerLeftRequest => pb::RecordVolunteerLeftResponse;
    tell_absence: "TellAbsence", pb::TellAbsenceRequest => pb::TellAbsenceResponse;
    take_back_absence: "TakeBackAbsence", pb::TakeBackAbsenceRequest => pb::TakeBackAbsenceResponse;
    note_expense: "NoteExpense", pb::NoteExpenseRequest => pb::NoteExpenseResponse;
    answer_expense: "AnswerExpense", pb::AnswerExpenseRequest => pb::AnswerExpenseResponse;
    list_volunteers: "ListVolunteers", pb::ListVolunteersRequest => pb::ListVolunteersResponse;
    get_volunteer: "GetVolunteer", pb::GetVolunteerRequest => pb::GetVolunteerResponse;
}

/// Who a volunteer is; not found when the district has none by that id.
async fn person_of(app: &App, call: &Call, volunteer: Uuid) -> Result<Uuid, Failure> {
    super::person(&app.found::<Volunteer>(call, volunteer).await?.state.person_id)
}
