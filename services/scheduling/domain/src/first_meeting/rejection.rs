use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a first meeting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FirstMeetingRejection {
    #[error("the first meeting does not exist")]
    NotFound,
    #[error("no time is agreed")]
    NotPlanned,
    #[error("the programme wants a coordinator present")]
    NeedsCoordinator,
    #[error("the time lies before the day it is agreed on")]
    StartInThePast,
    #[error("its day has not come")]
    NotYet { planned_on: Date },
    #[error("they have met")]
    AlreadyHeld,
    #[error("it was called off")]
    CalledOff,
}

impl Rejection for FirstMeetingRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "FIRST_MEETING_NOT_FOUND",
            Self::NotPlanned => "FIRST_MEETING_NOT_PLANNED",
            Self::NeedsCoordinator => "FIRST_MEETING_NEEDS_COORDINATOR",
            Self::StartInThePast => "FIRST_MEETING_START_IN_THE_PAST",
            Self::NotYet { .. } => "FIRST_MEETING_NOT_YET",
            Self::AlreadyHeld => "FIRST_MEETING_ALREADY_HELD",
            Self::CalledOff => "FIRST_MEETING_CALLED_OFF",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::NotYet { planned_on } = self { vec![("planned_on", planned_on.to_string())] } else { vec![] }
    }
}
