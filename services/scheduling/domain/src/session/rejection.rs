use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionRejection {
    #[error("the session does not exist")]
    NotFound,
    #[error("the session was planned before")]
    AlreadyPlanned,
    #[error("the session was cancelled")]
    Cancelled,
    #[error("the session was held")]
    AlreadyHeld,
    #[error("the session's day has not come")]
    NotYet { planned_on: Date },
    /// A seat given now would be given up by nobody.
    #[error("her erasure was ordered")]
    ErasureOrdered,
    #[error("every seat is taken")]
    Full { capacity: u32 },
    #[error("nobody is named in this session")]
    CountsOnly,
    #[error("the place of guidance at a home is kept sealed")]
    PlaceShowsAHome,
    #[error("guidance at a home is for one person")]
    HomeGuidanceIsForOne,
    #[error("a count would tell about the one person visited")]
    HomeGuidanceCountsNobody,
    #[error("attendance was recorded before")]
    AttendanceAlreadyRecorded,
    #[error("attendance was not recorded")]
    AttendanceNotRecorded,
    #[error("nobody is named and nobody counted")]
    AttendanceEmpty,
    #[error("somebody is named twice")]
    SomebodyTwice,
}

impl Rejection for SessionRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "SESSION_NOT_FOUND",
            Self::AlreadyPlanned => "SESSION_ALREADY_PLANNED",
            Self::Cancelled => "SESSION_CANCELLED",
            Self::AlreadyHeld => "SESSION_ALREADY_HELD",
            Self::NotYet { .. } => "SESSION_NOT_YET",
            Self::ErasureOrdered => "PERSON_ERASURE_ORDERED",
            Self::Full { .. } => "SESSION_FULL",
            Self::CountsOnly => "SESSION_COUNTS_ONLY",
            Self::PlaceShowsAHome => "SESSION_PLACE_SHOWS_A_HOME",
            Self::HomeGuidanceIsForOne => "SESSION_HOME_GUIDANCE_IS_FOR_ONE",
            Self::HomeGuidanceCountsNobody => "SESSION_HOME_GUIDANCE_COUNTS_NOBODY",
            Self::AttendanceAlreadyRecorded => "ATTENDANCE_ALREADY_RECORDED",
            Self::AttendanceNotRecorded => "ATTENDANCE_NOT_RECORDED",
            Self::AttendanceEmpty => "ATTENDANCE_EMPTY",
            Self::SomebodyTwice => "ATTENDANCE_SOMEBODY_TWICE",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::NotYet { planned_on } = self {
            vec![("planned_on", planned_on.to_string())]
        } else if let Self::Full { capacity } = self {
            vec![("capacity", capacity.to_string())]
        } else {
            vec![]
        }
    }
}
