//! Calling services: a token for one district and role.

use std::{sync::Arc, time::Duration};

use access::{Caller, Issuer, Role};
use decider::{ActorId, DistrictId};
use tonic::{
    Request,
    metadata::MetadataValue,
    transport::{Channel, Endpoint},
};

use crate::{Failed, Settings};

pub use import::Said;

const CONNECT_WITHIN: Duration = Duration::from_secs(3);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Calls one service in one district. Tokens are short-lived, so each request gets its own.
pub(crate) struct Calls {
    issuer: Arc<Issuer>,
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
        Ok(Self { issuer: Arc::new(issuer), caller, channel })
    }

    pub(crate) fn request<M>(&self, message: M) -> Result<Request<M>, Failed> {
        let token = self.issuer.issue(&self.caller, 60)?;
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", MetadataValue::try_from(format!("Bearer {token}"))?);
        Ok(request)
    }

    /// For bringing in lists.
    pub(crate) fn for_import(&self) -> import::Calls {
        let (issuer, caller) = (Arc::clone(&self.issuer), self.caller.clone());
        import::Calls::new(self.channel.clone(), move || Ok(issuer.issue(&caller, 60)?))
    }
}
