use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetProposalRequest, GetProposalResponse};

use crate::queries::proposal;

pub(super) async fn get_proposal(
    app: &App,
    call: Call,
    request: GetProposalRequest,
) -> Result<Reply<GetProposalResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("proposal_id", &request.proposal_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (persons, found) = proposal::get(app, &mut tx, id, call.today()).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(GetProposalResponse { proposal: Some(found) }, shown))
}
