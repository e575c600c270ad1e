//! Whether a district takes new requests to a programme: a stop holds in one municipality or in all of them, from a day
//! until another, or until somebody ends it.

use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::referrals::v1::{IntakeReopened, IntakeStop, IntakeStopped, offering_event::Event};

/// Why new requests are not stopped, or not taken again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeRejection {
    #[error("a stop begins today or later")]
    BeginsInPast,
    #[error("new requests are taken again before they are stopped")]
    ReopensBeforeItStops,
    #[error("new requests are not stopped")]
    NotStopped,
}

impl Rejection for IntakeRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::BeginsInPast => "INTAKE_STOP_IN_PAST",
            Self::ReopensBeforeItStops => "INTAKE_REOPENS_BEFORE_IT_STOPS",
            Self::NotStopped => "INTAKE_NOT_STOPPED",
        }
    }
}

/// New requests to one programme from one municipality, or from all.
#[derive(Debug)]
pub struct Intake;

/// What can be done about new requests.
#[derive(Debug, Clone)]
pub enum IntakeCommand {
    /// Stop them, or change the days of the stop.
    Stop(IntakeStop),
    /// Take them again.
    Reopen,
}

impl Decider for Intake {
    const KIND: &'static str = "intake";
    const FOLD_VERSION: u32 = 1;
    /// The stop as it was stated last; none when it was ended.
    type State = Option<IntakeStop>;
    type Command = IntakeCommand;
    type Event = Event;
    type Rejection = IntakeRejection;

    fn decide(state: &Option<IntakeStop>, command: &IntakeCommand, env: &Env) -> Result<Vec<Event>, IntakeRejection> {
        let standing = state.as_ref().filter(|stop| !is_over(stop, env.today));
        match (command, standing) {
            (IntakeCommand::Stop(stop), standing) => {
                if standing == Some(stop) {
                    return Ok(vec![]);
                }
                // The form has said so since that day: only the days ahead may change.
                let goes_on = standing.is_some_and(|standing| standing.from == stop.from);
                if !goes_on && stop.from < env.today.to_string() {
                    return Err(IntakeRejection::BeginsInPast);
                }
                if !stop.reopens_on.is_empty() && stop.reopens_on <= stop.from {
                    return Err(IntakeRejection::ReopensBeforeItStops);
                }
                Ok(vec![Event::IntakeStopped(IntakeStopped { stop: Some(stop.clone()) })])
            }
            (IntakeCommand::Reopen, None) => Err(IntakeRejection::NotStopped),
            (IntakeCommand::Reopen, Some(stop)) => Ok(vec![Event::IntakeReopened(IntakeReopened {
                programme_id: stop.programme_id.clone(),
                municipality_code: stop.municipality_code.clone(),
            })]),
        }
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(state: &mut Option<IntakeStop>, event: &Event, _: Date) {
        match event {
            Event::IntakeStopped(stopped) => state.clone_from(&stopped.stop),
            Event::IntakeReopened(_) => *state = None,
            Event::AgreementRecorded(_)
            | Event::AgreementEnded(_)
            | Event::GrantRecorded(_)
            | Event::OrganisationTrained(_)
            | Event::OrganisationTrainingTakenBack(_) => {}
        }
    }
}

/// Whether requests are taken again by then.
pub fn is_over(stop: &IntakeStop, on: Date) -> bool {
    stop.reopens_on.parse::<Date>().is_ok_and(|reopens| reopens <= on)
}

/// Stops of a programme in force on a day, that of every municipality first.
pub fn in_force<'s>(stops: &'s [IntakeStop], programme_id: &str, on: Date) -> Vec<&'s IntakeStop> {
    let mut found: Vec<_> = stops
        .iter()
        .filter(|stop| stop.programme_id == programme_id && !is_over(stop, on))
        .filter(|stop| stop.from.parse::<Date>().is_ok_and(|from| from <= on))
        .collect();
    found.sort_by(|a, b| a.municipality_code.cmp(&b.municipality_code));
    found
}

/// Whether a new request to a programme is stopped on a day. Of somebody whose municipality is not told only a stop of
/// every municipality is known to hold.
pub fn is_stopped(stops: &[IntakeStop], programme_id: &str, municipality_code: &str, on: Date) -> bool {
    in_force(stops, programme_id, on)
        .iter()
        .any(|stop| stop.municipality_code.is_empty() || stop.municipality_code == municipality_code)
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    fn stop(municipality_code: &str, from: &str, reopens_on: &str) -> IntakeStop {
        IntakeStop {
            programme_id: "friend".into(),
            municipality_code: municipality_code.into(),
            from: from.into(),
            reopens_on: reopens_on.into(),
        }
    }

    fn stopped(from: &str, reopens_on: &str) -> Event {
        Event::IntakeStopped(IntakeStopped { stop: Some(stop("609", from, reopens_on)) })
    }

    fn reopened() -> Event {
        Event::IntakeReopened(IntakeReopened { programme_id: "friend".into(), municipality_code: "609".into() })
    }

    fn to_stop(from: &str, reopens_on: &str) -> IntakeCommand {
        IntakeCommand::Stop(stop("609", from, reopens_on))
    }

    #[test]
    fn new_requests_are_stopped_from_today_or_later_and_never_backwards() {
        given::<Intake>([]).when(&to_stop("2026-03-02", "")).then([stopped("2026-03-02", "")]);
        given::<Intake>([]).when(&to_stop("2026-03-01", "")).then_rejected(IntakeRejection::BeginsInPast);
    }

    #[test]
    fn a_stop_that_stands_may_get_another_last_day() {
        let standing = [stopped("2026-01-01", "2026-04-01")];
        given::<Intake>(standing.clone())
            .when(&to_stop("2026-01-01", "2026-06-01"))
            .then([stopped("2026-01-01", "2026-06-01")]);
        given::<Intake>(standing.clone()).when(&to_stop("2026-01-01", "2026-04-01")).then_nothing();
        given::<Intake>(standing).when(&to_stop("2026-02-01", "")).then_rejected(IntakeRejection::BeginsInPast);
    }

    #[test]
    fn new_requests_are_taken_again_after_the_day_they_were_stopped() {
        given::<Intake>([])
            .when(&to_stop("2026-03-02", "2026-03-02"))
            .then_rejected(IntakeRejection::ReopensBeforeItStops);
    }

    #[test]
    fn only_what_is_stopped_is_taken_again() {
        given::<Intake>([stopped("2026-01-01", "")]).when(&IntakeCommand::Reopen).then([reopened()]);
        given::<Intake>([stopped("2026-04-01", "")]).when(&IntakeCommand::Reopen).then([reopened()]);
        for over in [vec![], vec![stopped("2026-01-01", "2026-03-02")], vec![stopped("2026-01-01", ""), reopened()]] {
            given::<Intake>(over).when(&IntakeCommand::Reopen).then_rejected(IntakeRejection::NotStopped);
        }
    }

    #[test]
    fn a_stop_holds_from_its_first_day_to_the_day_before_it_reopens() {
        let stops = [stop("609", "2026-03-02", "2026-04-01")];
        let on = |day: &str| is_stopped(&stops, "friend", "609", day.parse().unwrap());
        assert!(!on("2026-03-01") && on("2026-03-02") && on("2026-03-31") && !on("2026-04-01"));
    }

    #[test]
    fn a_stop_holds_in_its_municipality_or_in_all_and_in_its_programme_alone() {
        let day = Date::constant(2026, 3, 2);
        let (here, everywhere) = ([stop("609", "2026-03-01", "")], [stop("", "2026-03-01", "")]);
        assert!(is_stopped(&here, "friend", "609", day) && !is_stopped(&here, "friend", "684", day));
        assert!(!is_stopped(&here, "friend", "", day) && !is_stopped(&here, "mentor", "609", day));
        assert!(is_stopped(&everywhere, "friend", "684", day) && is_stopped(&everywhere, "friend", "", day));
    }
}
