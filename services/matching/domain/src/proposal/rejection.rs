use decider::Rejection;
use jiff::civil::Date;
use proto::matching::v1::Side;

/// Why something cannot be done with a proposal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRejection {
    #[error("the proposal does not exist")]
    NotFound,
    #[error("the proposal was made already")]
    AlreadyMade,
    #[error("a side can answer on the day of the proposal or later")]
    AnswerByInPast,
    #[error("that side has answered already")]
    AlreadyAnswered { side: Side },
    #[error("a yes has no reason to decline")]
    DeclineReasonWithYes,
    #[error("the proposal waits for no answer any more")]
    Settled,
    #[error("the last day to answer has passed")]
    TooLate { answer_by: Date },
    #[error("the last day to answer has not passed")]
    StillInTime { answer_by: Date },
    #[error("both sides have not said yes")]
    NotAccepted,
}

impl Rejection for ProposalRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "PROPOSAL_NOT_FOUND",
            Self::AlreadyMade => "PROPOSAL_ALREADY_MADE",
            Self::AnswerByInPast => "PROPOSAL_ANSWER_BY_IN_PAST",
            Self::AlreadyAnswered { .. } => "PROPOSAL_ALREADY_ANSWERED",
            Self::DeclineReasonWithYes => "DECLINE_REASON_WITH_YES",
            Self::Settled => "PROPOSAL_SETTLED",
            Self::TooLate { .. } => "PROPOSAL_TOO_LATE",
            Self::StillInTime { .. } => "PROPOSAL_STILL_IN_TIME",
            Self::NotAccepted => "PROPOSAL_NOT_ACCEPTED",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AlreadyAnswered { side } => vec![("side", side.as_str_name().to_owned())],
            Self::TooLate { answer_by } | Self::StillInTime { answer_by } => {
                vec![("answer_by", answer_by.to_string())]
            }
            Self::NotFound
            | Self::AlreadyMade
            | Self::AnswerByInPast
            | Self::DeclineReasonWithYes
            | Self::Settled
            | Self::NotAccepted => Vec::new(),
        }
    }
}
