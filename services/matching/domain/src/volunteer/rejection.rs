use decider::Rejection;
use jiff::civil::Date;
use proto::matching::v1::ApprovalStep;

/// Why something cannot be done with a volunteer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolunteerRejection {
    #[error("the volunteer does not exist")]
    NotFound,
    #[error("the volunteer has applied already")]
    AlreadyApplied,
    #[error("the application was decided on already")]
    AlreadyDecided,
    #[error("the volunteer has left or was not approved")]
    Gone,
    #[error("steps before approval are missing")]
    NotReady { missing: Vec<ApprovalStep> },
    #[error("the volunteer is not approved")]
    NotApproved,
    #[error("the volunteer takes a break")]
    Paused { until: Option<Date> },
    #[error("the volunteer takes no break")]
    NotPaused,
    #[error("a break ends after it begins")]
    PauseEndsTooEarly,
    #[error("the task asks for no extract")]
    ExtractNotRequired,
    #[error("the extract was inspected for this task and is not asked again")]
    ExtractAlreadyInspected { role: String },
    #[error("consent to the extract is given in writing")]
    ExtractConsentNotWritten,
    #[error("the volunteer has not consented to the extract")]
    ExtractNotConsented,
    #[error("the extract was not ordered")]
    ExtractNotOrdered,
    #[error("an extract is issued before it is inspected")]
    ExtractIssuedTooLate,
    #[error("the extract for the task was not inspected")]
    ExtractNotInspected,
    #[error("a volunteer has at least one slot")]
    CapacityZero,
    #[error("more matches run than the new capacity holds")]
    CapacityBelowMatches { slots_taken: u32 },
    #[error("every slot is taken")]
    CapacityFull { capacity: u32 },
    #[error("matches come to their ends first")]
    HasMatches { slots_taken: u32 },
    #[error("an absence ends before it begins")]
    AbsenceReversed,
    #[error("the absence is over")]
    AbsenceOver,
    #[error("an absence lasts a year at most")]
    AbsenceTooLong,
    #[error("the volunteer told of a part of it before")]
    AbsenceOverlaps { first_day: Date, last_day: Date },
    #[error("there is no such absence")]
    AbsenceNotFound,
    #[error("nothing was spent on a day that lies ahead")]
    ExpenseInFuture,
    #[error("there is no such expense")]
    ExpenseNotFound,
    #[error("the expense was answered already")]
    ExpenseAnsweredAlready,
    #[error("whoever declines an expense says why")]
    ExpenseReasonMissing,
}

impl Rejection for VolunteerRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "VOLUNTEER_NOT_FOUND",
            Self::AlreadyApplied => "VOLUNTEER_ALREADY_APPLIED",
            Self::AlreadyDecided => "VOLUNTEER_ALREADY_DECIDED",
            Self::Gone => "VOLUNTEER_GONE",
            Self::NotReady { .. } => "VOLUNTEER_NOT_READY",
            Self::NotApproved => "VOLUNTEER_NOT_APPROVED",
            Self::Paused { .. } => "VOLUNTEER_PAUSED",
            Self::NotPaused => "VOLUNTEER_NOT_PAUSED",
            Self::PauseEndsTooEarly => "PAUSE_ENDS_TOO_EARLY",
            Self::ExtractNotRequired => "EXTRACT_NOT_REQUIRED",
            Self::ExtractAlreadyInspected { .. } => "EXTRACT_ALREADY_INSPECTED",
            Self::ExtractConsentNotWritten => "EXTRACT_CONSENT_NOT_WRITTEN",
            Self::ExtractNotConsented => "EXTRACT_NOT_CONSENTED",
            Self::ExtractNotOrdered => "EXTRACT_NOT_ORDERED",
            Self::ExtractIssuedTooLate => "EXTRACT_ISSUED_TOO_LATE",
            Self::ExtractNotInspected => "EXTRACT_NOT_INSPECTED",
            Self::CapacityZero => "CAPACITY_ZERO",
            Self::CapacityBelowMatches { .. } => "CAPACITY_BELOW_MATCHES",
            Self::CapacityFull { .. } => "VOLUNTEER_CAPACITY_FULL",
            Self::HasMatches { .. } => "VOLUNTEER_HAS_MATCHES",
            Self::AbsenceReversed => "ABSENCE_REVERSED",
            Self::AbsenceOver => "ABSENCE_OVER",
            Self::AbsenceTooLong => "ABSENCE_TOO_LONG",
            Self::AbsenceOverlaps { .. } => "ABSENCE_OVERLAPS",
            Self::AbsenceNotFound => "ABSENCE_NOT_FOUND",
            Self::ExpenseInFuture => "EXPENSE_IN_FUTURE",
            Self::ExpenseNotFound => "EXPENSE_NOT_FOUND",
            Self::ExpenseAnsweredAlready => "EXPENSE_ANSWERED_ALREADY",
            Self::ExpenseReasonMissing => "EXPENSE_REASON_MISSING",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound | Self::AbsenceNotFound | Self::ExpenseNotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotReady { missing } => {
                let steps: Vec<_> = missing.iter().map(ApprovalStep::as_str_name).collect();
                vec![("missing", steps.join(","))]
            }
            Self::Paused { until: Some(until) } => vec![("until", until.to_string())],
            Self::ExtractAlreadyInspected { role } => vec![("role", role.clone())],
            Self::CapacityBelowMatches { slots_taken } | Self::HasMatches { slots_taken } => {
                vec![("matches", slots_taken.to_string())]
            }
            Self::CapacityFull { capacity } => vec![("capacity", capacity.to_string())],
            Self::AbsenceOverlaps { first_day, last_day } => {
                vec![("first", first_day.to_string()), ("last", last_day.to_string())]
            }
            Self::NotFound
            | Self::AlreadyApplied
            | Self::AlreadyDecided
            | Self::Gone
            | Self::NotApproved
            | Self::Paused { until: None }
            | Self::NotPaused
            | Self::PauseEndsTooEarly
            | Self::ExtractNotRequired
            | Self::ExtractConsentNotWritten
            | Self::ExtractNotConsented
            | Self::ExtractNotOrdered
            | Self::ExtractIssuedTooLate
            | Self::ExtractNotInspected
            | Self::CapacityZero
            | Self::AbsenceReversed
            | Self::AbsenceOver
            | Self::AbsenceTooLong
            | Self::AbsenceNotFound
            | Self::ExpenseInFuture
            | Self::ExpenseNotFound
            | Self::ExpenseAnsweredAlready
            | Self::ExpenseReasonMissing => Vec::new(),
        }
    }
}
