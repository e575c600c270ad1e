use decider::{Decider as _, Env};
use edge::{App, Call, Failure, Reply, Shown, Violations};
use proto::reporting::v1::{PreviewPublicationRequest, PreviewPublicationResponse, publication_event::Event};
use reporting_domain::{Publication, PublicationState, table_id};

use super::table;

pub(super) async fn preview_publication(
    app: &App,
    call: Call,
    request: PreviewPublicationRequest,
) -> Result<Reply<PreviewPublicationResponse>, Failure> {
    let mut violations = Violations::default();
    let audience = violations.slug("audience", &request.audience).to_owned();
    let year = super::read_year(&mut violations, "year", request.year);
    violations.settled()?;

    let command = table::publication(app, &call, &audience, year).await?;
    // As though nothing had been published: what is decided then is the whole table, or why there is none.
    let decided = Publication::decide(&PublicationState::default(), &command, &Env::at(call.now, None))
        .map_err(|rejection| Failure::rejected(&rejection))?;
    let cells = decided.into_iter().next().map(|event| match event {
        Event::Approved(approved) => approved.cells,
        Event::Published(published) => published.cells,
    });
    let cells = cells.unwrap_or_default();
    let preview = PreviewPublicationResponse {
        table_id: table_id(&cells).to_string(),
        cells,
        smallest_cell: command.smallest_cell.get(),
        two_approvers: command.two_approvers,
    };
    Ok(Reply::showing(preview, Shown::NOBODY))
}
