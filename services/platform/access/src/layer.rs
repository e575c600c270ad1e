use std::{
    sync::Arc,
    task::{Context, Poll},
};

use futures::future::{Either, Ready, ready};
use http::{Request, Response, header::AUTHORIZATION};
use tonic::{Code, Status};
use tower::{Layer, Service};

use crate::{Action, Actions, Caller, Verifier, allows};

/// Before every method: who calls, and may their role do that at all.
#[derive(Debug, Clone)]
pub struct AccessLayer {
    verifier: Verifier,
    actions: Arc<Actions>,
}

impl AccessLayer {
    pub fn new(verifier: Verifier, actions: Actions) -> Self {
        Self { verifier, actions: Arc::new(actions) }
    }

    /// The caller, or why not.
    fn admit<B>(&self, request: &Request<B>) -> Result<Caller, Status> {
        let token = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(|| Status::new(Code::Unauthenticated, "a token is needed"))?;
        let caller = self.verifier.verify(token).map_err(|error| {
            tracing::info!(error = &error as &dyn std::error::Error, "a token was refused");
            Status::new(Code::Unauthenticated, "the token is not good")
        })?;
        let action = self.actions.of(request.uri().path());
        if action == Action::Unspecified || !allows(caller.role, action) {
            return Err(Status::new(Code::PermissionDenied, "the role does not allow this"));
        }
        Ok(caller)
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { inner, access: self.clone() }
    }
}

/// A service behind the layer.
#[derive(Debug, Clone)]
pub struct Guarded<S> {
    inner: S,
    access: AccessLayer,
}

/// Answer to anybody: says nothing of districts or people.
const OPEN: [&str; 2] = ["/grpc.health.", "/grpc.reflection."];

impl<S, B> Service<Request<B>> for Guarded<S>
where
    S: Service<Request<B>, Response = Response<tonic::body::Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let path = request.uri().path();
        if OPEN.iter().any(|open| path.starts_with(open)) {
            return Either::Left(self.inner.call(request));
        }
        match self.access.admit(&request) {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                Either::Left(self.inner.call(request))
            }
            Err(refused) => Either::Right(ready(Ok(refused.into_http()))),
        }
    }
}
