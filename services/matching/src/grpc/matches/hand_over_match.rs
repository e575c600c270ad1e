use decider::ActorId;
use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{HandOverMatchRequest, HandOverMatchResponse};

/// Who works in the district is known to whoever issues tokens: any actor may be named here.
pub(super) async fn hand_over_match(
    app: &App,
    call: Call,
    request: HandOverMatchRequest,
) -> Result<Reply<HandOverMatchResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let coordinator = violations.id("coordinator_actor_id", &request.coordinator_actor_id);
    violations.settled()?;

    let hand_over = MatchCommand::HandOver { coordinator: ActorId::new(&coordinator.to_string()) };
    let done = app.execute::<Match>(&call, when, &request, id, hand_over).await?;
    Ok(Reply::done(&done, HandOverMatchResponse {}))
}
