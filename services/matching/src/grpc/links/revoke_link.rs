use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Link, LinkCommand};
use proto::matching::v1::{RevokeLinkRequest, RevokeLinkResponse};

pub(super) async fn revoke_link(
    app: &App,
    call: Call,
    request: RevokeLinkRequest,
) -> Result<Reply<RevokeLinkResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("link_id", &request.link_id);
    violations.settled()?;

    let done = app.execute::<Link>(&call, when, &request, id, LinkCommand::Revoke).await?;
    Ok(Reply::done(&done, RevokeLinkResponse {}))
}
