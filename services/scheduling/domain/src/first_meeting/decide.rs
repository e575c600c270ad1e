use decider::Env;
use jiff::civil::Date;
use proto::scheduling::v1::{
    CallOffReason, FirstMeetingCalledOff, FirstMeetingHeld, FirstMeetingNotHeld, FirstMeetingPlanned,
    FirstMeetingReplanned, MeetingPlan, NotHeldReason, first_meeting_event::Event,
};

use super::{FirstMeetingCommand as Command, FirstMeetingRejection as Rejection, FirstMeetingState, Plan, Stage};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &FirstMeetingState, command: &Command, env: &Env) -> Decided {
    match command {
        Command::Open(opened) if state.stage == Stage::Unknown => Ok(vec![Event::Opened(opened.clone())]),
        Command::Open(_) => Ok(vec![]),
        Command::Plan(plan) => agree(state, plan, env),
        Command::RecordHeld { coordinator_present } => held(state, *coordinator_present, env),
        Command::RecordMet => met(state, env),
        Command::RecordNotHeld { reason } => not_held(state, *reason),
        Command::CallOff { reason } => call_off(state, *reason),
    }
}

fn agree(state: &FirstMeetingState, plan: &Plan, env: &Env) -> Decided {
    let before = open(state)?;
    if state.coordinator_required && plan.coordinator.is_none() {
        return Err(Rejection::NeedsCoordinator);
    }
    if plan.start.date < env.occurred_on {
        return Err(Rejection::StartInThePast);
    }
    let plan = Some(MeetingPlan {
        start: Some(plan.start.into()),
        duration_minutes: plan.duration.get(),
        coordinator_actor_id: plan.coordinator.as_ref().map(ToString::to_string).unwrap_or_default(),
        place: plan.place.clone(),
        needs: plan.needs.clone(),
    });
    Ok(vec![match before {
        Open::ToPlan => Event::Planned(FirstMeetingPlanned { plan }),
        Open::Planned { .. } => Event::Replanned(FirstMeetingReplanned { plan }),
    }])
}

fn held(state: &FirstMeetingState, coordinator_present: bool, env: &Env) -> Decided {
    let planned_on = planned(state)?;
    if planned_on > env.occurred_on {
        return Err(Rejection::NotYet { planned_on });
    }
    if state.coordinator_required && !coordinator_present {
        return Err(Rejection::NeedsCoordinator);
    }
    Ok(vec![Event::Held(FirstMeetingHeld {
        held_on: env.occurred_on.to_string(),
        coordinator_present,
        attempt: state.failed_attempts + 1,
    })])
}

/// Whether a coordinator was there nobody has said.
fn met(state: &FirstMeetingState, env: &Env) -> Decided {
    match open(state) {
        Ok(Open::ToPlan | Open::Planned { .. }) => Ok(vec![Event::Held(FirstMeetingHeld {
            held_on: env.occurred_on.to_string(),
            coordinator_present: false,
            attempt: state.failed_attempts + 1,
        })]),
        Err(Rejection::AlreadyHeld | Rejection::CalledOff) => Ok(vec![]),
        Err(other) => Err(other),
    }
}

fn not_held(state: &FirstMeetingState, reason: NotHeldReason) -> Decided {
    planned(state)?;
    Ok(vec![Event::NotHeld(FirstMeetingNotHeld { reason: reason.into(), attempt: state.failed_attempts + 1 })])
}

fn call_off(state: &FirstMeetingState, reason: CallOffReason) -> Decided {
    match open(state) {
        Ok(Open::ToPlan | Open::Planned { .. }) => {
            Ok(vec![Event::CalledOff(FirstMeetingCalledOff { reason: reason.into() })])
        }
        Err(Rejection::CalledOff) => Ok(vec![]),
        Err(other) => Err(other),
    }
}

/// A first meeting that may still come.
enum Open {
    ToPlan,
    Planned { on: Date },
}

fn open(state: &FirstMeetingState) -> Result<Open, Rejection> {
    match state.stage {
        Stage::Unknown => Err(Rejection::NotFound),
        Stage::ToPlan => Ok(Open::ToPlan),
        Stage::Planned { on } => Ok(Open::Planned { on }),
        Stage::Held => Err(Rejection::AlreadyHeld),
        Stage::CalledOff => Err(Rejection::CalledOff),
    }
}

fn planned(state: &FirstMeetingState) -> Result<Date, Rejection> {
    match open(state)? {
        Open::Planned { on } => Ok(on),
        Open::ToPlan => Err(Rejection::NotPlanned),
    }
}
