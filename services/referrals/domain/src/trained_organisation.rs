//! Other organisations that were trained to run a programme of the district.

use decider::{Decider, Env, Rejection};
use jiff::civil::Date;
use proto::referrals::v1::{OrganisationTrained, OrganisationTrainingTakenBack, offering_event::Event};

/// Why it is not recorded, or not taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainedOrganisationRejection {
    #[error("the organisation is recorded for this programme")]
    AlreadyTrained,
    #[error("nothing is recorded of the organisation")]
    NotTrained,
}

impl Rejection for TrainedOrganisationRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyTrained => "ORGANISATION_ALREADY_TRAINED",
            Self::NotTrained => "ORGANISATION_NOT_TRAINED",
        }
    }
}

/// One organisation in one programme.
#[derive(Debug)]
pub struct TrainedOrganisation;

/// What can be said of it.
#[derive(Debug, Clone)]
pub enum TrainedOrganisationCommand {
    /// It was trained, on the day this happened.
    Record(OrganisationTrained),
    /// It was recorded by mistake.
    TakeBack,
}

impl Decider for TrainedOrganisation {
    const KIND: &'static str = "trained-organisation";
    const FOLD_VERSION: u32 = 1;
    /// Whether it stands recorded.
    type State = bool;
    type Command = TrainedOrganisationCommand;
    type Event = Event;
    type Rejection = TrainedOrganisationRejection;

    fn decide(
        stands: &bool,
        command: &TrainedOrganisationCommand,
        _: &Env,
    ) -> Result<Vec<Event>, TrainedOrganisationRejection> {
        match (command, stands) {
            (TrainedOrganisationCommand::Record(_), true) => Err(TrainedOrganisationRejection::AlreadyTrained),
            (TrainedOrganisationCommand::Record(trained), false) => {
                Ok(vec![Event::OrganisationTrained(trained.clone())])
            }
            (TrainedOrganisationCommand::TakeBack, false) => Err(TrainedOrganisationRejection::NotTrained),
            (TrainedOrganisationCommand::TakeBack, true) => {
                Ok(vec![Event::OrganisationTrainingTakenBack(OrganisationTrainingTakenBack {})])
            }
        }
    }

    #[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
    fn evolve(stands: &mut bool, event: &Event, _: Date) {
        match event {
            Event::OrganisationTrained(_) => *stands = true,
            Event::OrganisationTrainingTakenBack(_) => *stands = false,
            Event::AgreementRecorded(_)
            | Event::AgreementEnded(_)
            | Event::GrantRecorded(_)
            | Event::IntakeStopped(_)
            | Event::IntakeReopened(_) => {}
        }
    }
}

/// A name with single blanks: as it is kept.
pub fn written(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two ways of writing one name have in common: neither blanks nor capitals make another organisation.
pub fn likeness(name: &str) -> String {
    written(name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use decider::given;

    use super::*;

    fn trained() -> OrganisationTrained {
        OrganisationTrained { name: "Kotosilta ry".into(), programme_id: "mentoring".into() }
    }

    fn recorded() -> Event {
        Event::OrganisationTrained(trained())
    }

    fn taken_back() -> Event {
        Event::OrganisationTrainingTakenBack(OrganisationTrainingTakenBack {})
    }

    fn record() -> TrainedOrganisationCommand {
        TrainedOrganisationCommand::Record(trained())
    }

    #[test]
    fn an_organisation_is_recorded_once_for_a_programme() {
        given::<TrainedOrganisation>([]).when(&record()).then([recorded()]);
        given::<TrainedOrganisation>([recorded()])
            .when(&record())
            .then_rejected(TrainedOrganisationRejection::AlreadyTrained);
    }

    #[test]
    fn what_was_recorded_by_mistake_is_taken_back_once_and_may_be_recorded_anew() {
        let take_back = TrainedOrganisationCommand::TakeBack;
        given::<TrainedOrganisation>([recorded()]).when(&take_back).then([taken_back()]);
        for nothing in [vec![], vec![recorded(), taken_back()]] {
            given::<TrainedOrganisation>(nothing)
                .when(&take_back)
                .then_rejected(TrainedOrganisationRejection::NotTrained);
        }
        given::<TrainedOrganisation>([recorded(), taken_back()]).when(&record()).then([recorded()]);
    }

    #[test]
    fn blanks_and_capitals_make_no_other_organisation() {
        assert_eq!(written(" Kotosilta \u{a0} ry\n"), "Kotosilta ry");
        assert_eq!(likeness("KOTOSILTA  Ry"), likeness(" Kotosilta ry"));
        assert_eq!(likeness("ÄITIYS ry"), likeness("Äitiys ry"));
        assert_ne!(likeness("Kotosilta ry"), likeness("Koto silta ry"));
    }
}
