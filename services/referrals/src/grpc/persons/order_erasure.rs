use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ErasureGround, OrderErasureRequest, OrderErasureResponse, person_event::Event};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::{known_as, retention::has_run_out};

/// Kind that ids of erasures derive from; an erasure is a part of its person's history, not an aggregate.
const ERASURE: &str = "erasure";

/// For want of a purpose it takes two people: this is the second look at what was proposed. Every record of hers goes,
/// each with an erasure of its own.
pub(super) async fn order_erasure(
    app: &App,
    call: Call,
    request: OrderErasureRequest,
) -> Result<Reply<OrderErasureResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    let ground = violations.choice::<ErasureGround>("ground", request.ground);
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let erasure_id = by.creates(ERASURE, 0).to_string();
    let together_with = app.found::<Person>(&call, person).await?.state.absorbed().clone();
    let others = together_with.clone();
    let command = if ground == ErasureGround::Retention {
        let has_run_out = has_run_out(app, &call, person).await?;
        let by = call.caller.actor.as_str().to_owned();
        PersonCommand::OrderProposedErasure { erasure_id, by, has_run_out, together_with }
    } else {
        PersonCommand::OrderErasure { erasure_id, ground, together_with }
    };
    let mut orders = app.log.together::<Person>(&by, person, command);
    for (n, other) in (1..).zip(others) {
        let order = PersonCommand::OrderErasureWithKept { erasure_id: by.creates(ERASURE, n).to_string(), ground };
        orders = orders.and::<Person>(other.parse().map_err(Failure::internal)?, order);
    }
    let done = orders.execute().await?;
    let Some(Event::ErasureOrdered(ordered)) = done.events.first() else {
        return Err(Failure::internal("no erasure was ordered"));
    };
    let erasure_id = ordered.erasure_id.clone();
    Ok(Reply::done(&done, OrderErasureResponse { erasure_id }))
}
