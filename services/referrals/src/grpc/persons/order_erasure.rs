use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{ErasureGround, OrderErasureRequest, OrderErasureResponse, person_event::Event};
use referrals_domain::{Person, PersonCommand};

/// Kind that ids of erasures derive from; an erasure is a part of its person's history, not an aggregate.
const ERASURE: &str = "erasure";

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

    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let erasure_id = by.creates(ERASURE, 0).to_string();
    let command = PersonCommand::OrderErasure { erasure_id, ground };
    let done = app.log.execute::<Person>(&by, person, &command).await?;
    let Some(Event::ErasureOrdered(ordered)) = done.events.first() else {
        return Err(Failure::internal("no erasure was ordered"));
    };
    let erasure_id = ordered.erasure_id.clone();
    Ok(Reply::done(&done, OrderErasureResponse { erasure_id }))
}
