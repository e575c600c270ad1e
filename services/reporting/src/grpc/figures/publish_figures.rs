use edge::{App, Call, Failure, Reply, Violations};
use proto::reporting::v1::{
    PublicationStatus, PublishFiguresRequest, PublishFiguresResponse, publication_event::Event,
};
use reporting_domain::{Publication, PublicationCommand, publication_id};

use super::table;

pub(super) async fn publish_figures(
    app: &App,
    call: Call,
    request: PublishFiguresRequest,
) -> Result<Reply<PublishFiguresResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let audience = violations.slug("audience", &request.audience).to_owned();
    let year = super::read_year(&mut violations, "year", request.year);
    let looked_at = (!request.table_id.is_empty()).then(|| violations.id("table_id", &request.table_id));
    violations.settled()?;

    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let command = PublicationCommand { looked_at, ..table::publication(app, &call, &audience, year).await? };
    let done = app.log.execute::<Publication>(&by, publication_id(&audience, request.year), &command).await?;
    let (status, cells) = match done.events.first() {
        Some(Event::Published(published)) => (PublicationStatus::Published, published.cells.clone()),
        Some(Event::Approved(approved)) => (PublicationStatus::AwaitingApproval, approved.cells.clone()),
        None => (done.folded.state.status(), Vec::new()),
    };
    let revision = done.folded.state.revision();
    Ok(Reply::done(&done, PublishFiguresResponse { status: status.into(), revision, cells }))
}
