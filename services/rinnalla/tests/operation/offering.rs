use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use access::{Role, Verifier};
use proto::referrals::v1::{
    EndAgreementRequest, EndAgreementResponse, GetCoverageRequest, GetCoverageResponse, GetOfferingRequest,
    GetOfferingResponse, ListTrainedOrganisationsRequest, ListTrainedOrganisationsResponse, RecordAgreementRequest,
    RecordAgreementResponse, RecordGrantRequest, RecordGrantResponse, RecordTrainedOrganisationRequest,
    RecordTrainedOrganisationResponse, ReopenIntakeRequest, ReopenIntakeResponse, StopIntakeRequest,
    StopIntakeResponse, TakeBackTrainedOrganisationRequest, TakeBackTrainedOrganisationResponse,
};
use rpc::referrals::v1::offering_service_server::{OfferingService, OfferingServiceServer};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

/// Stands for the service that owns agreements and grants of one district.
#[derive(Clone)]
pub(crate) struct Offering {
    verifier: Verifier,
    told: Arc<Mutex<Told>>,
}

#[derive(Default)]
pub(crate) struct Told {
    pub(crate) standing: GetOfferingResponse,
    /// Commands received.
    pub(crate) commands: usize,
    /// Requests answered as if the district were not known yet.
    pub(crate) deaf_for: usize,
}

impl Offering {
    pub(crate) fn new(verifying_key: &Path) -> Self {
        Self { verifier: Verifier::read(verifying_key).unwrap(), told: Arc::default() }
    }

    pub(crate) fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap()
    }

    /// Answers until the test ends. Gives its address.
    #[expect(clippy::disallowed_methods, reason = "it ends with its test's runtime")]
    pub(crate) async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder().add_service(OfferingServiceServer::new(self.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        url
    }

    /// Only an operator's token is let in.
    fn admit<M>(&self, request: &Request<M>) -> Result<MutexGuard<'_, Told>, Status> {
        let bearer = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let caller = token.and_then(|token| self.verifier.verify(token).ok());
        let caller = caller.ok_or_else(|| Status::unauthenticated("no token"))?;
        if caller.role != Role::Operator {
            return Err(Status::permission_denied("not the operator"));
        }
        let mut told = self.told();
        if told.deaf_for > 0 {
            told.deaf_for -= 1;
            return Err(Status::not_found("no such district yet"));
        }
        Ok(told)
    }
}

#[tonic::async_trait]
impl OfferingService for Offering {
    async fn record_agreement(
        &self,
        request: Request<RecordAgreementRequest>,
    ) -> Result<Response<RecordAgreementResponse>, Status> {
        let mut told = self.admit(&request)?;
        let agreement = request.into_inner().agreement.unwrap();
        told.commands += 1;
        told.standing.agreements.retain(|stands| stands.agreement_id != agreement.agreement_id);
        told.standing.agreements.push(agreement);
        Ok(Response::new(RecordAgreementResponse {}))
    }

    async fn record_grant(
        &self,
        request: Request<RecordGrantRequest>,
    ) -> Result<Response<RecordGrantResponse>, Status> {
        let mut told = self.admit(&request)?;
        let grant = request.into_inner().grant.unwrap();
        told.commands += 1;
        told.standing.grants.retain(|stands| stands.grant_id != grant.grant_id);
        told.standing.grants.push(grant);
        Ok(Response::new(RecordGrantResponse {}))
    }

    async fn get_offering(
        &self,
        request: Request<GetOfferingRequest>,
    ) -> Result<Response<GetOfferingResponse>, Status> {
        Ok(Response::new(self.admit(&request)?.standing.clone()))
    }

    async fn end_agreement(&self, _: Request<EndAgreementRequest>) -> Result<Response<EndAgreementResponse>, Status> {
        Err(Status::permission_denied("nobody ends an agreement here"))
    }

    async fn get_coverage(&self, _: Request<GetCoverageRequest>) -> Result<Response<GetCoverageResponse>, Status> {
        Err(Status::permission_denied("nobody refers here"))
    }

    async fn stop_intake(&self, _: Request<StopIntakeRequest>) -> Result<Response<StopIntakeResponse>, Status> {
        Err(Status::permission_denied("nobody stops an intake here"))
    }

    async fn reopen_intake(&self, _: Request<ReopenIntakeRequest>) -> Result<Response<ReopenIntakeResponse>, Status> {
        Err(Status::permission_denied("nobody opens an intake here"))
    }

    async fn record_trained_organisation(
        &self,
        _: Request<RecordTrainedOrganisationRequest>,
    ) -> Result<Response<RecordTrainedOrganisationResponse>, Status> {
        Err(Status::permission_denied("nobody trains an organisation here"))
    }

    async fn take_back_trained_organisation(
        &self,
        _: Request<TakeBackTrainedOrganisationRequest>,
    ) -> Result<Response<TakeBackTrainedOrganisationResponse>, Status> {
        Err(Status::permission_denied("nobody takes an organisation back here"))
    }

    async fn list_trained_organisations(
        &self,
        _: Request<ListTrainedOrganisationsRequest>,
    ) -> Result<Response<ListTrainedOrganisationsResponse>, Status> {
        Err(Status::permission_denied("nobody lists organisations here"))
    }
}
