use std::{future::Future, time::Duration};

use access::Caller;
use decider::DistrictId;
use projection::Token;
use tokio::time::Instant;
use tonic::{
    Request, Response, Status,
    metadata::{MetadataMap, MetadataValue},
};
use tracing::Instrument as _;

use crate::{App, Call, Failure, Reply};

/// How far the caller has seen each context; in replies of commands and requests of queries.
pub const POSITION_METADATA: &str = "x-rinnalla-position";
/// In a reply: commits that the rows it was made from lacked when the wait ended.
pub const BEHIND_METADATA: &str = "x-rinnalla-behind";

/// In a request of a command, with any value: the answer comes once this service's rows show what was done, or says how
/// far they are behind.
pub const VISIBLE_METADATA: &str = "x-rinnalla-visible";

/// How long a call waits for rows as new as the caller has seen.
const WAIT_AT_MOST: Duration = Duration::from_secs(2);

/// The rows did not become as new as the caller has seen while it waited.
#[derive(Debug, thiserror::Error)]
#[error("the rows lack {0} commits that the caller has seen")]
struct Behind(u64);

/// The way from a tonic request to a handler and back, the same for every method.
#[derive(Debug, Clone)]
pub struct Edge {
    pub app: App,
}

impl Edge {
    /// Runs one handler. `method` is the path of the method.
    pub async fn answer<Q, A, F, W>(
        &self,
        method: &'static str,
        request: Request<Q>,
        handler: F,
    ) -> Result<Response<A>, Status>
    where
        Q: Send,
        A: Send,
        F: FnOnce(Call, Q) -> W + Send,
        W: Future<Output = Result<Reply<A>, Failure>> + Send,
    {
        let span = tracing::info_span!("rpc", rpc.method = method, district = tracing::field::Empty);
        parent(&span, request.metadata());
        let answered = async {
            let caller = request
                .extensions()
                .get::<Caller>()
                .cloned()
                .ok_or_else(|| Failure::internal("a method was reached without the access layer"))?;
            tracing::Span::current().record("district", caller.district.as_str());
            let behind = self.wait(&caller, request.metadata()).await?;
            let visible = request.metadata().contains_key(VISIBLE_METADATA).then(|| caller.district.clone());
            let call = Call { caller, method, now: self.app.installation.now() };
            let reply = handler(call, request.into_inner()).await.map_err(|failure| unless_behind(failure, behind))?;
            let behind = match (visible, reply.position) {
                (Some(district), Some(position)) => self.reach(&district, &Token(vec![position])).await,
                _ => behind,
            };
            Ok::<_, Failure>((reply, behind))
        }
        .instrument(span)
        .await;
        let (reply, behind) = answered.map_err(|failure| failure.into_status(method))?;
        let mut response = Response::new(reply.message);
        if let Some((context, sequence)) = reply.position {
            let token = Token(vec![(context, sequence)]).to_string();
            if let Ok(token) = MetadataValue::try_from(token) {
                response.metadata_mut().insert(POSITION_METADATA, token);
            }
        }
        if let Some(behind) = behind {
            response.metadata_mut().insert(BEHIND_METADATA, MetadataValue::from(behind));
        }
        Ok(response)
    }

    /// Waits until the rows show what the caller has seen. Gives how far they are behind when they do not in time.
    async fn wait(&self, caller: &Caller, metadata: &MetadataMap) -> Result<Option<u64>, Failure> {
        let Some(token) = metadata.get(POSITION_METADATA) else { return Ok(None) };
        let token: Token = token
            .to_str()
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Failure::invalid(POSITION_METADATA, "is not a position token"))?;
        Ok(self.reach(&caller.district, &token).await)
    }

    /// Gives how far the rows are behind when they do not come so far in time.
    async fn reach(&self, district: &DistrictId, token: &Token) -> Option<u64> {
        let until = Instant::now() + WAIT_AT_MOST;
        self.app.positions.wait(district, token, until).await.err().map(|stale| stale.behind)
    }
}

/// What the caller has just made may be what the rows lack: that it is not among them says nothing yet.
fn unless_behind(failure: Failure, behind: Option<u64>) -> Failure {
    match (failure, behind) {
        (Failure::NotFound, Some(behind)) => Failure::Unavailable(Behind(behind).into()),
        (failure, _) => failure,
    }
}

/// The caller's trace goes on in ours.
fn parent(span: &tracing::Span, metadata: &MetadataMap) {
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;
    struct Headers<'m>(&'m MetadataMap);
    impl opentelemetry::propagation::Extractor for Headers<'_> {
        fn get(&self, key: &str) -> Option<&str> {
            self.0.get(key).and_then(|value| value.to_str().ok())
        }
        fn keys(&self) -> Vec<&str> {
            Vec::new()
        }
    }
    let context = opentelemetry::global::get_text_map_propagator(|propagator| propagator.extract(&Headers(metadata)));
    // A span outside every subscriber has no place for a parent; the request goes on without.
    let _ = span.set_parent(context);
}

/// Implements a tonic service: each method is the function of the same name in the module of the same name.
#[macro_export]
macro_rules! service {
    ($package:literal, $service:ident for $grpc:ty; $($method:ident: $rpc:literal, $request:ty => $response:ty;)+) => {
        #[tonic::async_trait]
        impl $service for $grpc {
            $(async fn $method(
                &self,
                request: tonic::Request<$request>,
            ) -> Result<tonic::Response<$response>, tonic::Status> {
                const METHOD: &str = concat!("/", $package, ".", stringify!($service), "/", $rpc);
                self.0.answer(METHOD, request, |call, message| $method::$method(&self.0.app, call, message)).await
            })+
        }
    };
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tonic_types::StatusExt as _;

    use super::*;

    #[test]
    fn what_is_not_among_rows_that_are_behind_is_asked_for_again() {
        let told = |failure, behind| unless_behind(failure, behind).into_status("test");
        assert_eq!(told(Failure::NotFound, None).code(), Code::NotFound);
        let later = told(Failure::NotFound, Some(3));
        assert_eq!(later.code(), Code::Unavailable);
        assert!(later.get_details_retry_info().is_some(), "it says when to try again");
        assert_eq!(told(Failure::Forbidden, Some(3)).code(), Code::PermissionDenied);
    }
}
