use std::collections::BTreeMap;

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// What a service said instead of an answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service said {code:?}: {}", std::iter::once(message).chain(details).cloned().collect::<Vec<_>>().join("; "))]
pub struct Said {
    pub code: Code,
    pub message: String,
    /// Fields with what is wrong with each, or the rule that said no.
    pub details: Vec<String>,
    /// Name of the rule that said no.
    pub reason: Option<String>,
}

impl From<Status> for Said {
    fn from(status: Status) -> Self {
        let found = status.get_error_details();
        let fields = found.bad_request().into_iter().flat_map(|bad| &bad.field_violations);
        let mut details: Vec<_> =
            fields.map(|violation| format!("{} {}", violation.field, violation.description)).collect();
        details.extend(found.error_info().map(|info| {
            let facts: BTreeMap<_, _> = info.metadata.iter().collect();
            let facts: Vec<_> = facts.into_iter().map(|(name, fact)| format!("{name} {fact}")).collect();
            if facts.is_empty() { info.reason.clone() } else { format!("{} ({})", info.reason, facts.join(", ")) }
        }));
        let reason = found.error_info().map(|info| info.reason.clone());
        Self { code: status.code(), message: status.message().to_owned(), details, reason }
    }
}

impl Said {
    /// A service that has just heard of a district may not know it yet.
    pub fn may_pass(&self) -> bool {
        matches!(self.code, Code::Unavailable | Code::NotFound | Code::Aborted | Code::DeadlineExceeded)
    }
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn a_refusal_names_fields_and_reason() {
        let mut details = ErrorDetails::with_bad_request_violation("valid_from", "is not a date");
        details.set_error_info("AGREEMENT_ENDS_BEFORE_IT_BEGINS", "rinnalla", [("a".to_owned(), "b".to_owned())]);
        let said = Said::from(Status::with_error_details(Code::InvalidArgument, "no", details));
        let expected =
            "the service said InvalidArgument: no; valid_from is not a date; AGREEMENT_ENDS_BEFORE_IT_BEGINS (a b)";
        assert_eq!(said.to_string(), expected);
        assert!(!said.may_pass());
    }
}
