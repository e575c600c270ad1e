use edge::{App, Call, Failure, Reply, Shown};
use matching_domain::Match;
use proto::matching::v1::{GetLinkedMatchRequest, GetLinkedMatchResponse, LinkAction};

use super::held::Held;

pub(super) async fn get_linked_match(
    app: &App,
    call: Call,
    _: GetLinkedMatchRequest,
) -> Result<Reply<GetLinkedMatchResponse>, Failure> {
    let held = Held::by_token(app, &call, LinkAction::TellCheckIn).await?.lives(app, &call).await?;
    let found = app.found::<Match>(&call, held.object).await?;
    let known = app.installation.known();
    let programme = known.programme(&found.state.pair.programme_id, call.today());
    let message = GetLinkedMatchResponse {
        side: held.side().into(),
        topics: programme.map(|programme| programme.topics.clone()).unwrap_or_default(),
    };
    Ok(Reply::showing(message, Shown::NOBODY))
}
