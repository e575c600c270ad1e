//! The one method. The token's role and signature were checked by the layer; the audience is checked here.

use access::Caller;
use database::Database;
use edge::{Failure, Violations};
use proto::reporting::v1::{GetPublishedFiguresRequest, GetPublishedFiguresResponse};
use reporting_domain::total::totals;
use rpc::reporting::v1::national_service_server::NationalService;
use tonic::{Request, Response, Status};

use crate::rows::{programmes, publications, years};

#[derive(Debug)]
pub(crate) struct NationalGrpc {
    pub(crate) database: Database,
}

#[tonic::async_trait]
impl NationalService for NationalGrpc {
    async fn get_published_figures(
        &self,
        request: Request<GetPublishedFiguresRequest>,
    ) -> Result<Response<GetPublishedFiguresResponse>, Status> {
        const METHOD: &str = "/rinnalla.reporting.v1.NationalService/GetPublishedFigures";
        let caller = request.extensions().get::<Caller>().cloned();
        let answered = get_published_figures(&self.database, caller, request.get_ref()).await;
        answered.map(Response::new).map_err(|failure| failure.into_status(METHOD))
    }
}

async fn get_published_figures(
    database: &Database,
    caller: Option<Caller>,
    request: &GetPublishedFiguresRequest,
) -> Result<GetPublishedFiguresResponse, Failure> {
    let caller = caller.ok_or_else(|| Failure::internal("a method was reached without the access layer"))?;
    let mut violations = Violations::default();
    let audience = violations.slug("audience", &request.audience);
    if !(1900..=2200).contains(&request.year) {
        violations.add("year", "must be a year like 2025");
    }
    violations.settled()?;
    // A token names the one audience it is for.
    if caller.object.as_deref() != Some(audience) {
        return Err(Failure::Forbidden);
    }
    let districts = publications(database, audience, request.year).await?;
    let totals = totals(districts.iter().flat_map(|district| &district.cells));
    let programmes = programmes(database, audience, request.year).await?;
    let years = years(database, audience).await?;
    Ok(GetPublishedFiguresResponse { districts, totals, programmes, years })
}
