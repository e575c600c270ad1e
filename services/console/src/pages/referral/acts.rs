//! What can be done about a referral, and doing it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::referrals::v1::{
    AcceptReferralRequest, AcknowledgeReferralRequest, CheckOutcome, CheckTargetGroupRequest, CloseReason,
    CloseReferralRequest, DeclarePriorityRequest, HoldReferralRequest, MarkReferralEnteredInErrorRequest,
    PlaceOnWaitingListRequest, Referral, ReferralStatus, RefuseMessagesRequest, RejectReferralRequest,
    ReopenReferralRequest, TakeBackPriorityRequest, WelcomeMessagesRequest,
};

use super::draw;
use crate::{
    accounts::Role,
    acts::{self, Acts},
    app::App,
    clients::{Caller, asked},
    components::{Act, Choice, Field, FieldKind},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::Offering,
    visit::Staff,
};

/// What may be done where the referral stands, the usual next thing first.
pub(super) fn of(acts: &Acts<'_>, referral: &Referral, offering: &Offering, role: Role, t: Texts) -> Vec<Act> {
    let summary = referral.summary.clone().unwrap_or_default();
    let outcome = summary.check_outcome();
    let reason = |reasons: Vec<Choice>| Field::new("reason", t.say("field-reason"), FieldKind::Select(reasons));
    let note = || Field::new("note", t.say("field-note"), FieldKind::Area(2));
    let check = || acts.offer("check", Key("act-check"), Vec::new());
    let reject = || {
        let own = Field::new(
            "redirected_to_programme_id",
            t.say("act-reject-onward"),
            FieldKind::Select(offering.choices(t)),
        )
        .optional()
        .hint(t.say("act-reject-onward-hint"));
        acts.offer("reject", Key("act-reject"), vec![reason(CloseReason::choices(t)), own])
            .hint(t.say("act-reject-hint"))
    };
    let hold = || {
        let fields = vec![Field::new("until", t.say("field-until"), FieldKind::Date), note().optional()];
        acts.offer("hold", Key("act-hold"), fields)
    };
    let waiting = || acts.offer("waiting-list", Key("act-waiting-list"), Vec::new());
    let close = || {
        let statuses = [ReferralStatus::Completed, ReferralStatus::Failed, ReferralStatus::Cancelled];
        let statuses = statuses.map(|status| {
            let key =
                status.as_str_name().to_ascii_lowercase().replace('_', "-").replace("referral-status", "referral");
            Choice::new(key.clone(), t.say(key))
        });
        let fields = vec![
            Field::new("status", t.say("act-close-how"), FieldKind::Radio(statuses.to_vec())),
            reason(CloseReason::choices(t)),
        ];
        acts.offer("close", Key("act-close"), fields)
    };
    let error = || acts.offer("entered-in-error", Key("act-entered-in-error"), vec![note()]).danger();
    let priority = || priority(acts, referral, offering, t);
    let is_checked = outcome != CheckOutcome::Unspecified;

    match summary.status() {
        ReferralStatus::Requested => {
            vec![acts.offer("acknowledge", Key("act-acknowledge"), Vec::new()).first(), check(), reject(), error()]
        }
        // Decided before it rested: it goes back to where it was.
        ReferralStatus::OnHold if summary.was_accepted => {
            let mut offered = vec![waiting().first(), hold()];
            offered.extend(priority());
            offered.extend([close(), error()]);
            offered
        }
        ReferralStatus::Acknowledged | ReferralStatus::OnHold => {
            let mut offered = Vec::new();
            if is_checked {
                offered.extend(accept(acts, outcome, role, t));
                offered.push(check());
            } else {
                offered.push(check().first());
            }
            offered.extend([hold(), reject()]);
            offered.extend(priority());
            offered.extend([close(), error()]);
            offered
        }
        ReferralStatus::Accepted => {
            let mut offered: Vec<Act> = (!summary.waiting).then(|| waiting().first()).into_iter().collect();
            offered.push(hold());
            offered.extend(priority());
            offered.extend([close(), error()]);
            offered
        }
        ReferralStatus::InProgress => vec![close(), error()],
        ReferralStatus::Rejected | ReferralStatus::Completed | ReferralStatus::Failed | ReferralStatus::Cancelled => {
            vec![acts.offer("reopen", Key("act-reopen"), vec![note()]), error()]
        }
        ReferralStatus::EnteredInError | ReferralStatus::Unspecified => Vec::new(),
    }
}

/// A reason to go before others who wait: declared, or changed and taken back. Nothing where no reason is shared.
fn priority(acts: &Acts<'_>, referral: &Referral, offering: &Offering, t: Texts) -> Vec<Act> {
    let reasons: Vec<Choice> = offering
        .priority_reasons
        .iter()
        .filter(|reason| !reason.retired)
        .map(|reason| Choice::new(&reason.reason_id, offering.priority_name(&reason.reason_id, t)))
        .collect();
    let note = || Field::new("note", t.say("field-note"), FieldKind::Area(2));
    let mut offered = Vec::new();
    if !reasons.is_empty() {
        let fields = vec![
            Field::new("reason_id", t.say("priority-reason"), FieldKind::Radio(reasons)),
            note().hint(t.say("priority-note-hint")),
        ];
        offered.push(
            acts.offer("declare-priority", Key("act-declare-priority"), fields)
                .hint(t.say("act-declare-priority-hint")),
        );
    }
    if referral.priority.is_some() {
        offered.push(acts.offer("take-back-priority", Key("act-take-back-priority"), vec![note().optional()]));
    }
    offered
}

/// Unless every rule of the target group holds, only a manager takes somebody in, and says why.
fn accept(acts: &Acts<'_>, outcome: CheckOutcome, role: Role, t: Texts) -> Option<Act> {
    if outcome == CheckOutcome::Inside {
        return Some(acts.offer("accept", Key("act-accept"), Vec::new()).first());
    }
    let why = Field::new("override_justification", t.say("act-override-why"), FieldKind::Area(3));
    (role == Role::Manager)
        .then(|| acts.offer("accept", Key("act-override"), vec![why]).hint(t.say("act-override-hint")))
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (format!("/referrals/{id}"), notice));
    acts::answered(&staff.visit, &act, form, done, async |refused| draw(&app, &staff, &id, Some(&refused)).await).await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.referrals();
    let (request_id, referral_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    match act {
        "acknowledge" => {
            let request = AcknowledgeReferralRequest { request_id, referral_id, occurred_on };
            asked!(caller, client, Referrals, acknowledge_referral, request)?;
            Ok(Key("done-acknowledge"))
        }
        "check" => {
            let request = CheckTargetGroupRequest { request_id, referral_id, occurred_on };
            asked!(caller, client, Referrals, check_target_group, request)?;
            Ok(Key("done-check"))
        }
        "accept" => {
            let override_justification = form.text("override_justification");
            let request = AcceptReferralRequest { request_id, referral_id, override_justification, occurred_on };
            asked!(caller, client, Referrals, accept_referral, request)?;
            Ok(Key("done-accept"))
        }
        "reject" => {
            let reason = form.number::<CloseReason>("reason");
            let redirected_to_programme_id = form.text("redirected_to_programme_id");
            let request =
                RejectReferralRequest { request_id, referral_id, reason, redirected_to_programme_id, occurred_on };
            asked!(caller, client, Referrals, reject_referral, request)?;
            Ok(Key("done-reject"))
        }
        "hold" => {
            let (until, note) = (form.text("until"), form.text("note"));
            let request = HoldReferralRequest { request_id, referral_id, until, note, occurred_on };
            asked!(caller, client, Referrals, hold_referral, request)?;
            Ok(Key("done-hold"))
        }
        "waiting-list" => {
            let request = PlaceOnWaitingListRequest { request_id, referral_id, occurred_on };
            asked!(caller, client, Referrals, place_on_waiting_list, request)?;
            Ok(Key("done-waiting-list"))
        }
        "close" => {
            let status = match form.value("status") {
                "referral-completed" => ReferralStatus::Completed,
                "referral-failed" => ReferralStatus::Failed,
                "referral-cancelled" => ReferralStatus::Cancelled,
                _ => ReferralStatus::Unspecified,
            };
            let reason = form.number::<CloseReason>("reason");
            let request = CloseReferralRequest { request_id, referral_id, status: status.into(), reason, occurred_on };
            asked!(caller, client, Referrals, close_referral, request)?;
            Ok(Key("done-close"))
        }
        "reopen" => {
            let request = ReopenReferralRequest { request_id, referral_id, note: form.text("note"), occurred_on };
            asked!(caller, client, Referrals, reopen_referral, request)?;
            Ok(Key("done-reopen"))
        }
        "entered-in-error" => {
            let note = form.text("note");
            let request = MarkReferralEnteredInErrorRequest { request_id, referral_id, note, occurred_on };
            asked!(caller, client, Referrals, mark_referral_entered_in_error, request)?;
            Ok(Key("done-entered-in-error"))
        }
        "declare-priority" => {
            let (reason_id, note) = (form.text("reason_id"), form.text("note"));
            let request = DeclarePriorityRequest { request_id, referral_id, reason_id, note, occurred_on };
            asked!(caller, client, Referrals, declare_priority, request)?;
            Ok(Key("done-declare-priority"))
        }
        "take-back-priority" => {
            let note = form.text("note");
            let request = TakeBackPriorityRequest { request_id, referral_id, note, occurred_on };
            asked!(caller, client, Referrals, take_back_priority, request)?;
            Ok(Key("done-take-back-priority"))
        }
        "refuse-messages" => {
            let request = RefuseMessagesRequest { request_id, referral_id, occurred_on };
            asked!(caller, app.clients.messages(), Referrals, refuse_messages, request)?;
            Ok(Key("done-refuse-messages"))
        }
        "welcome-messages" => {
            let request = WelcomeMessagesRequest { request_id, referral_id, occurred_on };
            asked!(caller, app.clients.messages(), Referrals, welcome_messages, request)?;
            Ok(Key("done-welcome-messages"))
        }
        _ => Err(Failure::NotFound),
    }
}
