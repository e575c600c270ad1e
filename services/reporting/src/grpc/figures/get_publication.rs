use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::reporting::v1::{GetPublicationRequest, GetPublicationResponse};

use crate::queries::publication::publication;

pub(super) async fn get_publication(
    app: &App,
    call: Call,
    request: GetPublicationRequest,
) -> Result<Reply<GetPublicationResponse>, Failure> {
    let mut violations = Violations::default();
    let audience = violations.slug("audience", &request.audience);
    super::read_year(&mut violations, "year", request.year);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let found = publication(&mut tx, audience, request.year).await?.ok_or(Failure::NotFound)?;
    tx.commit().await?;
    Ok(Reply::showing(found, Shown::NOBODY))
}
