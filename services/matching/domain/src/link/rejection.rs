use decider::Rejection;
use jiff::civil::Date;

/// Why something cannot be done with a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkRejection {
    #[error("the link does not exist")]
    NotFound,
    #[error("there is nothing that side could answer or tell")]
    NothingToDo,
    #[error("whoever the link shows does not agree to be shown")]
    WithoutConsent,
    #[error("the last day has passed already")]
    ExpiresInPast,
    #[error("the last day is later than a link makes sense")]
    ExpiresTooLate { until: Date },
    #[error("the link was taken back, is late, or a newer one took its place")]
    Dead,
    #[error("the link did already what it was for")]
    Used,
}

impl Rejection for LinkRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "LINK_NOT_FOUND",
            Self::NothingToDo => "LINK_NOTHING_TO_DO",
            Self::WithoutConsent => "LINK_WITHOUT_CONSENT",
            Self::ExpiresInPast => "LINK_EXPIRES_IN_PAST",
            Self::ExpiresTooLate { .. } => "LINK_EXPIRES_TOO_LATE",
            Self::Dead => "LINK_DEAD",
            Self::Used => "LINK_USED",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        if let Self::ExpiresTooLate { until } = self {
            return vec![("until", until.to_string())];
        }
        Vec::new()
    }
}
