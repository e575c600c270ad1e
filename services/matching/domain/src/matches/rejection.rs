use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a match.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatchRejection {
    #[error("the match does not exist")]
    NotFound,
    #[error("the match was set up already")]
    AlreadySetUp,
    #[error("the agreed length is not between one month and ten years")]
    TermOutOfRange,
    #[error("the match has begun or is over")]
    NotSettingUp,
    #[error("the first meeting was not held")]
    NotBegun,
    #[error("the match is over")]
    AlreadyOver,
    #[error("the match has not ended")]
    NotEnded,
    #[error("the match takes no break")]
    NotPaused,
    #[error("a break ends after it begins")]
    PauseEndsTooEarly,
    #[error("the new last day is not later than the agreed one")]
    NotLater { agreed_until: Date },
    #[error(
        "an end that is not a good one asks whose reason it was and whether a new friend is wanted; a good one asks neither"
    )]
    EndQuestions,
    #[error("the match has no such concern")]
    ConcernNotFound,
    #[error("the concern was concluded already")]
    ConcernAlreadyConcluded,
    #[error("a child-welfare notification has a day and a county")]
    NotificationIncomplete,
    #[error("a child-welfare notification is recorded after it was made")]
    NotificationInFuture,
    #[error("only a child-welfare notification has a day and a county")]
    NoNotification,
    #[error("the written agreement was not made")]
    AgreementNotMade,
    #[error("a pair has at most ten open goals")]
    TooManyGoals,
    #[error("the match has no such goal")]
    GoalNotFound,
    #[error("what became of the goal was said already")]
    GoalAlreadyConcluded,
    #[error("the pair has not reached that milestone")]
    MilestoneNotReached,
    #[error("she is asked again on a later day")]
    FollowUpNotLater,
}

impl Rejection for MatchRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "MATCH_NOT_FOUND",
            Self::AlreadySetUp => "MATCH_ALREADY_SET_UP",
            Self::TermOutOfRange => "MATCH_TERM_OUT_OF_RANGE",
            Self::NotSettingUp => "MATCH_NOT_SETTING_UP",
            Self::NotBegun => "MATCH_NOT_BEGUN",
            Self::AlreadyOver => "MATCH_ALREADY_OVER",
            Self::NotEnded => "MATCH_NOT_ENDED",
            Self::NotPaused => "MATCH_NOT_PAUSED",
            Self::PauseEndsTooEarly => "PAUSE_ENDS_TOO_EARLY",
            Self::NotLater { .. } => "MATCH_RENEWAL_NOT_LATER",
            Self::EndQuestions => "MATCH_END_QUESTIONS",
            Self::ConcernNotFound => "CONCERN_NOT_FOUND",
            Self::ConcernAlreadyConcluded => "CONCERN_ALREADY_CONCLUDED",
            Self::NotificationIncomplete => "NOTIFICATION_INCOMPLETE",
            Self::NotificationInFuture => "NOTIFICATION_IN_FUTURE",
            Self::NoNotification => "NO_NOTIFICATION",
            Self::AgreementNotMade => "AGREEMENT_NOT_MADE",
            Self::TooManyGoals => "TOO_MANY_GOALS",
            Self::GoalNotFound => "GOAL_NOT_FOUND",
            Self::GoalAlreadyConcluded => "GOAL_ALREADY_CONCLUDED",
            Self::MilestoneNotReached => "MILESTONE_NOT_REACHED",
            Self::FollowUpNotLater => "FOLLOW_UP_NOT_LATER",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::NotLater { agreed_until } = self {
            return vec![("agreed_until", agreed_until.to_string())];
        }
        Vec::new()
    }
}
