use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::reporting::v1::{ListPublicationsRequest, ListPublicationsResponse};

use crate::queries::publication::of_audience;

pub(super) async fn list_publications(
    app: &App,
    call: Call,
    request: ListPublicationsRequest,
) -> Result<Reply<ListPublicationsResponse>, Failure> {
    let mut violations = Violations::default();
    super::read_year(&mut violations, "year", request.year);
    violations.settled()?;

    let known = app.installation.known();
    let district = known.districts.get(call.district()).ok_or(Failure::NotFound)?;
    let mut tx = app.database.district(call.district()).await?;
    let mut publications = Vec::new();
    for audience in &district.audiences {
        publications.push(of_audience(&mut tx, audience, request.year).await?);
    }
    tx.commit().await?;
    Ok(Reply::showing(ListPublicationsResponse { publications }, Shown::NOBODY))
}
