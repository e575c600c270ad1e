//! The steps to approval as the rows show them; what they leave out agrees with the domain's `volunteer::missing`.

use edge::{
    App,
    columns::{count, day},
};
use jiff::civil::Date;
use proto::matching::v1::{ApprovalStep as Step, PipelineStep, TrainingCompletion};
use sqlx::{Row as _, postgres::PgRow};

/// Minutes of training the programme asks for on a day.
pub(super) fn minutes_needed(app: &App, programme_id: &str, on: Date) -> u32 {
    super::rules(app, programme_id, on).training_hours.saturating_mul(60)
}

/// What is still missing, in order.
pub(super) fn missing(row: &PgRow, minutes_needed: u32) -> Result<Vec<Step>, sqlx::Error> {
    let steps = steps(row, minutes_needed, &[])?;
    Ok(steps.iter().filter(|step| step.needed && !step.done).map(PipelineStep::step).collect())
}

/// Every step, in order. `trainings` tell the day the training was enough.
pub(super) fn steps(
    row: &PgRow,
    minutes_needed: u32,
    trainings: &[TrainingCompletion],
) -> Result<Vec<PipelineStep>, sqlx::Error> {
    let minutes = count(row, "training_minutes")?;
    let extract_needed: bool = row.try_get("extract_required")?;
    let dated = |step: Step, column: &str, needed: bool| {
        let done_on = day(row, column)?;
        Ok::<_, sqlx::Error>(PipelineStep {
            step: step.into(),
            done: done_on.is_some() || !needed,
            done_on: edge::date(done_on),
            needed,
            minutes_missing: 0,
        })
    };
    let training = PipelineStep {
        step: Step::Training.into(),
        done: minutes >= minutes_needed,
        done_on: enough_on(trainings, minutes_needed),
        needed: minutes_needed > 0,
        minutes_missing: minutes_needed.saturating_sub(minutes),
    };
    Ok(vec![
        training,
        dated(Step::Interview, "interviewed_on", true)?,
        dated(Step::ConfidentialityPledge, "pledged_on", true)?,
        dated(Step::RoleAssessment, "assessed_on", true)?,
        dated(Step::ExtractConsent, "extract_consented_on", extract_needed)?,
        dated(Step::ExtractOrder, "extract_ordered_on", extract_needed)?,
        dated(Step::ExtractInspection, "extract_inspected_on", extract_needed)?,
    ])
}

/// The day of the training that made them enough; empty when they are not.
fn enough_on(trainings: &[TrainingCompletion], needed: u32) -> String {
    let mut minutes = 0_u32;
    let enough = trainings.iter().find(|training| {
        minutes = minutes.saturating_add(training.minutes);
        minutes >= needed
    });
    enough.map(|training| training.completed_on.clone()).unwrap_or_default()
}
