use proto::matching::v1::ApprovalStep as Step;

use super::{Extract, VolunteerState};

/// What is missing before approval, in the order of the steps; empty when she is ready.
/// `training_minutes_needed` is the programme's rule of the day.
pub fn missing(state: &VolunteerState, training_minutes_needed: u32) -> Vec<Step> {
    let mut missing = Vec::new();
    let mut unless = |done: bool, step: Step| {
        if !done {
            missing.push(step);
        }
    };
    unless(state.training_minutes >= training_minutes_needed, Step::Training);
    unless(state.interviewed, Step::Interview);
    unless(state.pledged, Step::ConfidentialityPledge);
    unless(state.task.is_some(), Step::RoleAssessment);
    if let Some(task) = state.task.as_ref().filter(|task| task.extract_required) {
        unless(task.extract >= Extract::Consented, Step::ExtractConsent);
        unless(task.extract >= Extract::Ordered, Step::ExtractOrder);
        unless(task.extract >= Extract::Inspected, Step::ExtractInspection);
    }
    missing
}
