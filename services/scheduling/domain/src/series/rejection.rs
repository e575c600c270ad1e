use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeriesRejection {
    #[error("the series does not exist")]
    NotFound,
    #[error("the series was planned before")]
    AlreadyPlanned,
    #[error("the last day precedes the first")]
    EndsBeforeItBegins,
    #[error("a series lasts two years at most")]
    TooLong,
    #[error("no week has a session")]
    NoSessions,
    #[error("guidance at a home is planned one by one")]
    AtAHome,
    #[error("the series is over by then")]
    OverByThen { last_on: Date },
    #[error("a series moves from this week on at the earliest")]
    MoveInThePast,
    #[error("the break lies outside the series")]
    BreakOutside,
    #[error("a series only ends earlier")]
    CannotBeExtended { last_on: Date },
}

impl Rejection for SeriesRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "SERIES_NOT_FOUND",
            Self::AlreadyPlanned => "SERIES_ALREADY_PLANNED",
            Self::EndsBeforeItBegins => "SERIES_ENDS_BEFORE_IT_BEGINS",
            Self::TooLong => "SERIES_TOO_LONG",
            Self::NoSessions => "SERIES_NO_SESSIONS",
            Self::AtAHome => "SERIES_AT_A_HOME",
            Self::OverByThen { .. } => "SERIES_OVER_BY_THEN",
            Self::MoveInThePast => "SERIES_MOVE_IN_THE_PAST",
            Self::BreakOutside => "SERIES_BREAK_OUTSIDE",
            Self::CannotBeExtended { .. } => "SERIES_CANNOT_BE_EXTENDED",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::OverByThen { last_on } | Self::CannotBeExtended { last_on } = self {
            vec![("last_on", last_on.to_string())]
        } else {
            vec![]
        }
    }
}
