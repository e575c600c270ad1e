//! Calling services: a token for one district and role, and what a refusal means to an operator.

use std::{collections::BTreeMap, time::Duration};

use access::{Caller, Issuer, Role};
use decider::{ActorId, DistrictId};
use tonic::{
    Code, Request, Status,
    metadata::MetadataValue,
    transport::{Channel, Endpoint},
};
use tonic_types::StatusExt as _;

use crate::{Failed, Settings};

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Calls one service in one district. Tokens are short-lived, so each request gets its own.
pub(crate) struct Calls {
    issuer: Issuer,
    caller: Caller,
    pub(crate) channel: Channel,
}

/// A service does not answer at all.
#[derive(Debug, thiserror::Error)]
#[error("{service} does not answer at {url}")]
pub(crate) struct Unreachable {
    service: String,
    url: String,
    #[source]
    source: tonic::transport::Error,
}

impl Calls {
    /// Fails with `Unreachable` inside when nobody listens.
    pub(crate) async fn connect(
        settings: &Settings,
        service: &str,
        district: &DistrictId,
        role: Role,
        actor: &str,
    ) -> Result<Self, Failed> {
        let (url, key) = settings.calling(service)?;
        let issuer = Issuer::read(&key)?;
        let endpoint = Endpoint::from_shared(url.clone())?.connect_timeout(CONNECT_WITHIN).timeout(ANSWER_WITHIN);
        let channel =
            endpoint.connect().await.map_err(|source| Unreachable { service: service.to_owned(), url, source })?;
        let caller = Caller { actor: ActorId::new(actor), role, district: district.clone(), object: None };
        Ok(Self { issuer, caller, channel })
    }

    pub(crate) fn request<M>(&self, message: M) -> Result<Request<M>, Failed> {
        let token = self.issuer.issue(&self.caller, 60)?;
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", MetadataValue::try_from(format!("Bearer {token}"))?);
        Ok(request)
    }
}

/// What a service said instead of an answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the service said {code:?}: {}", std::iter::once(message).chain(details).cloned().collect::<Vec<_>>().join("; "))]
pub struct Said {
    pub code: Code,
    pub message: String,
    /// Fields with what is wrong with each, or the rule that said no.
    pub details: Vec<String>,
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
        Self { code: status.code(), message: status.message().to_owned(), details }
    }
}

impl Said {
    /// A service that has just heard of a district may not know it yet.
    pub(crate) fn may_pass(&self) -> bool {
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
