//! What can be done for a volunteer, and doing it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::{
    matching::v1::{
        Absence, ApprovalStep, ApproveVolunteerRequest, AssessRoleRequest, ChangeCapacityRequest, LeaveReason,
        MarkVolunteerNotApprovedRequest, NotApprovedReason, PauseReason, PauseVolunteerRequest,
        RecordConfidentialityPledgeRequest, RecordExtractConsentRequest, RecordExtractInspectionRequest,
        RecordExtractOrderRequest, RecordInterviewRequest, RecordTrainingRequest, RecordVolunteerLeftRequest,
        ResumeVolunteerRequest, TakeBackAbsenceRequest, TellAbsenceRequest, TellVolunteerProfileRequest, Volunteer,
        VolunteerStatus,
    },
    programmes::v1::ExtractRule,
    referrals::v1::GivenBy,
};

use super::{expenses, volunteer::draw};
use crate::{
    acts::{self, Acts},
    app::App,
    clients::{Caller, asked},
    components::{Act, Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::{Offering, volunteer_rules},
    pages::profile,
    visit::Staff,
};

/// Code of a training after approval.
pub(super) const FOLLOW_UP: &str = "follow-up";

/// The next step stands out; one that is done is not offered again.
/// `pairs` are the names of whom she has matches with.
pub(super) fn of(acts: &Acts<'_>, volunteer: &Volunteer, offering: &Offering, pairs: &[String], t: Texts) -> Vec<Act> {
    let mut offered = by_status(acts, volunteer, offering, pairs, t);
    offered.extend(expenses::answering(acts, volunteer, t));
    offered
}

fn by_status(acts: &Acts<'_>, volunteer: &Volunteer, offering: &Offering, pairs: &[String], t: Texts) -> Vec<Act> {
    let summary = volunteer.summary.clone().unwrap_or_default();
    let values = profile::values(volunteer.profile.as_ref(), &volunteer.introduction);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let tell = || acts.prefilled("profile", Key("act-profile"), profile::fields(t), &values);
    let left = || {
        let fields = vec![
            Field::new("reason", t.say("field-reason"), FieldKind::Select(LeaveReason::choices(t))),
            Field::new("thanked", t.say("left-thanked"), FieldKind::Tick).optional(),
            Field::occurred_on(t),
        ];
        let hint = if pairs.is_empty() {
            t.say("left-hint")
        } else {
            t.say("left-pairs-first").with("names", pairs.join(", "))
        };
        acts.offer("left", Key("act-left"), fields).hint(hint)
    };
    let absences = || {
        let fields = vec![
            Field::new("first_day", t.say("absence-first-day"), FieldKind::Date),
            Field::new("last_day", t.say("absence-last-day"), FieldKind::Date),
        ];
        let mut offered = vec![acts.offer("absence", Key("act-absence"), fields).hint(t.say("absence-hint"))];
        if !volunteer.absences.is_empty() {
            let choices = volunteer.absences.iter().map(|absence| Choice::new(&absence.absence_id, away(absence, t)));
            let which = Field::new("absence_id", t.say("absence-which"), FieldKind::Radio(choices.collect()));
            offered.push(acts.offer("absence-back", Key("act-absence-back"), vec![which]));
        }
        offered
    };
    let capacity = |required: bool| {
        let field = Field::new("capacity", t.say("volunteers-capacity"), FieldKind::Number);
        if required { field } else { field.optional().hint(t.say("volunteers-capacity-hint")) }
    };
    match summary.status() {
        VolunteerStatus::Applied | VolunteerStatus::InTraining | VolunteerStatus::Interviewed => {
            let mut offered: Vec<Act> =
                summary.missing().filter_map(|step| of_step(acts, step, &summary.programme_id, offering, t)).collect();
            if summary.missing.is_empty() {
                offered.push(acts.offer("approve", Key("act-approve"), vec![capacity(false)]));
            }
            if let Some(first) = offered.first_mut() {
                first.is_first = true;
            }
            let reason = Field::new("reason", t.say("field-reason"), FieldKind::Select(NotApprovedReason::choices(t)));
            offered.extend([tell(), acts.offer("not-approved", Key("act-not-approved"), vec![reason])]);
            offered
        }
        VolunteerStatus::Approved => {
            let fields = vec![
                Field::new("reason", t.say("field-reason"), FieldKind::Radio(PauseReason::choices(t))),
                Field::new("until", t.say("field-until"), FieldKind::Date).optional(),
            ];
            let pause = acts.offer("pause", Key("act-pause"), fields).hint(t.say("pause-hint"));
            let mut offered = vec![tell(), pause];
            offered.extend(absences());
            offered.push(acts.offer("capacity", Key("act-capacity"), vec![capacity(true)]));
            offered.extend([follow_up(acts, t), expenses::noting(acts, t), left()]);
            offered
        }
        VolunteerStatus::Paused => {
            let mut offered = vec![acts.offer("resume", Key("act-resume"), Vec::new()).first(), tell()];
            offered.extend(absences());
            offered.extend([follow_up(acts, t), expenses::noting(acts, t), left()]);
            offered
        }
        VolunteerStatus::Left | VolunteerStatus::NotApproved | VolunteerStatus::Unspecified => Vec::new(),
    }
}

/// From the first day to the last.
pub(super) fn away(absence: &Absence, t: Texts) -> String {
    t.say("absence-days")
        .with("first", t.iso_date(&absence.first_day))
        .with("last", t.iso_date(&absence.last_day))
        .to_string()
}

/// A training after approval.
fn follow_up(acts: &Acts<'_>, t: Texts) -> Act {
    let fields = vec![
        Field::new("hours", t.say("training-hours"), FieldKind::Number),
        Field::occurred_on(t),
        Field::hidden("topic"),
    ];
    acts.prefilled("training", Key("act-follow-up"), fields, &[("topic", FOLLOW_UP)])
}

/// What brings a step about.
fn of_step(acts: &Acts<'_>, step: ApprovalStep, programme: &str, offering: &Offering, t: Texts) -> Option<Act> {
    let known = offering.programme(programme);
    let rules = volunteer_rules(known);
    let tick = |name: &str, key: Key| Field::new(name, t.say(key), FieldKind::Tick).optional();
    Some(match step {
        ApprovalStep::Unspecified => return None,
        ApprovalStep::Training => {
            let hours = rules.training_hours.to_string();
            let topic = rules.training_topics.first().map_or("", String::as_str);
            let fields = vec![
                Field::new("hours", t.say("training-hours"), FieldKind::Number),
                Field::occurred_on(t),
                Field::hidden("topic"),
            ];
            acts.prefilled("training", Key("act-training"), fields, &[("hours", hours.as_str()), ("topic", topic)])
        }
        ApprovalStep::Interview => {
            let note = Field::new("note", t.say("interview-note"), FieldKind::Area(3)).optional();
            acts.offer("interview", Key("act-interview"), vec![note, Field::occurred_on(t)])
        }
        ApprovalStep::ConfidentialityPledge => {
            let fields = vec![Field::given_by(t), Field::occurred_on(t), Field::hidden("wording_version")];
            let wording = known.map_or("", |programme| programme.wording_version.as_str());
            acts.prefilled("pledge", Key("act-pledge"), fields, &[("wording_version", wording)])
        }
        ApprovalStep::RoleAssessment => {
            let fields = vec![
                tick("conditions.regular_contact_with_minors", Key("extract-regular")),
                tick("conditions.personal_interaction", Key("extract-personal")),
                tick("conditions.alone_with_minors", Key("extract-alone")),
                Field::hidden("role"),
            ];
            let usual = rules.criminal_record_extract.unwrap_or_default();
            let mut values = vec![("role", rules.role.as_str())];
            for (name, holds) in [
                ("conditions.regular_contact_with_minors", usual.regular_contact_with_minors),
                ("conditions.personal_interaction", usual.personal_interaction),
                ("conditions.alone_with_minors", usual.alone_with_minors),
            ] {
                if holds {
                    values.push((name, "yes"));
                }
            }
            acts.prefilled("role", Key("act-role"), fields, &values).hint(t.say("extract-hint"))
        }
        ApprovalStep::ExtractConsent => {
            let paper = vec![GivenBy::Paper.choice(t), GivenBy::Link.choice(t)];
            let how = Field::new("given_by", t.say("field-given-by"), FieldKind::Radio(paper));
            acts.offer("extract-consent", Key("act-extract-consent"), vec![how])
        }
        ApprovalStep::ExtractOrder => acts.offer("extract-order", Key("act-extract-order"), Vec::new()),
        ApprovalStep::ExtractInspection => {
            let issued = Field::new("issued_on", t.say("extract-issued"), FieldKind::Date);
            acts.offer("extract-inspection", Key("act-extract-inspection"), vec![issued]).hint(t.say("extract-keep"))
        }
    })
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done =
        carry_out(&app, &caller, &id, &act, &form).await.map(|()| (format!("/volunteers/{id}"), Key("done-volunteer")));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, &id, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<(), Failure> {
    form.ready()?;
    let client = app.clients.volunteers();
    let (request_id, volunteer_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    let given_by = form.number::<GivenBy>("given_by");
    let capacity: u32 = form.text("capacity").parse().unwrap_or_default();
    match act {
        "profile" => {
            let (profile, introduction) = (Some(profile::read(form)), Some(form.text("introduction")));
            let request = TellVolunteerProfileRequest { request_id, volunteer_id, profile, introduction, occurred_on };
            asked!(caller, client, Matching, tell_volunteer_profile, request).map(drop)
        }
        "training" => {
            let hours: f64 = form.text("hours").replace(',', ".").parse().unwrap_or_default();
            let minutes = minutes(hours);
            let topic = form.text("topic");
            let request = RecordTrainingRequest { request_id, volunteer_id, minutes, topic, occurred_on };
            asked!(caller, client, Matching, record_training, request).map(drop)
        }
        "interview" => {
            let note = form.text("note");
            let request = RecordInterviewRequest { request_id, volunteer_id, note, occurred_on };
            asked!(caller, client, Matching, record_interview, request).map(drop)
        }
        "pledge" => {
            let wording_version = form.text("wording_version");
            let request =
                RecordConfidentialityPledgeRequest { request_id, volunteer_id, wording_version, given_by, occurred_on };
            asked!(caller, client, Matching, record_confidentiality_pledge, request).map(drop)
        }
        "role" => {
            let conditions = Some(ExtractRule {
                regular_contact_with_minors: form.ticked("conditions.regular_contact_with_minors"),
                personal_interaction: form.ticked("conditions.personal_interaction"),
                alone_with_minors: form.ticked("conditions.alone_with_minors"),
            });
            let role = form.text("role");
            let request = AssessRoleRequest { request_id, volunteer_id, role, conditions, occurred_on };
            asked!(caller, client, Matching, assess_role, request).map(drop)
        }
        "extract-consent" => {
            let request = RecordExtractConsentRequest { request_id, volunteer_id, given_by, occurred_on };
            asked!(caller, client, Matching, record_extract_consent, request).map(drop)
        }
        "extract-order" => {
            let request = RecordExtractOrderRequest { request_id, volunteer_id, occurred_on };
            asked!(caller, client, Matching, record_extract_order, request).map(drop)
        }
        "extract-inspection" => {
            let issued_on = form.text("issued_on");
            let request = RecordExtractInspectionRequest { request_id, volunteer_id, issued_on, occurred_on };
            asked!(caller, client, Matching, record_extract_inspection, request).map(drop)
        }
        "approve" => {
            let request = ApproveVolunteerRequest { request_id, volunteer_id, capacity, occurred_on };
            asked!(caller, client, Matching, approve_volunteer, request).map(drop)
        }
        "not-approved" => {
            let reason = form.number::<NotApprovedReason>("reason");
            let request = MarkVolunteerNotApprovedRequest { request_id, volunteer_id, reason, occurred_on };
            asked!(caller, client, Matching, mark_volunteer_not_approved, request).map(drop)
        }
        "capacity" => {
            let request = ChangeCapacityRequest { request_id, volunteer_id, capacity, occurred_on };
            asked!(caller, client, Matching, change_capacity, request).map(drop)
        }
        "pause" => {
            let (reason, until) = (form.number::<PauseReason>("reason"), form.text("until"));
            let request = PauseVolunteerRequest { request_id, volunteer_id, reason, until, occurred_on };
            asked!(caller, client, Matching, pause_volunteer, request).map(drop)
        }
        "resume" => {
            let request = ResumeVolunteerRequest { request_id, volunteer_id, occurred_on };
            asked!(caller, client, Matching, resume_volunteer, request).map(drop)
        }
        "left" => {
            let reason = form.number::<LeaveReason>("reason");
            let thanked = form.ticked("thanked");
            let request = RecordVolunteerLeftRequest { request_id, volunteer_id, reason, occurred_on, thanked };
            asked!(caller, client, Matching, record_volunteer_left, request).map(drop)
        }
        "absence" => {
            let (first_day, last_day) = (form.text("first_day"), form.text("last_day"));
            let request = TellAbsenceRequest { request_id, volunteer_id, first_day, last_day, occurred_on };
            asked!(caller, client, Matching, tell_absence, request).map(drop)
        }
        "absence-back" => {
            let absence_id = form.text("absence_id");
            let request = TakeBackAbsenceRequest { request_id, volunteer_id, absence_id, occurred_on };
            asked!(caller, client, Matching, take_back_absence, request).map(drop)
        }
        "expense" => {
            let request = expenses::noted(form, volunteer_id);
            asked!(caller, client, Matching, note_expense, request).map(drop)
        }
        "expense-answer" => {
            let request = expenses::answered(form, volunteer_id);
            asked!(caller, client, Matching, answer_expense, request).map(drop)
        }
        _ => Err(Failure::NotFound),
    }
}

/// None for what is no length of a training.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 6000")]
fn minutes(hours: f64) -> u32 {
    (hours * 60.0).round().clamp(0.0, 6000.0) as u32
}
