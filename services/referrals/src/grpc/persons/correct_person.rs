use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{CorrectPersonRequest, CorrectPersonResponse};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::{known_as, read_facts, read_identity};

pub(super) async fn correct_person(
    app: &App,
    call: Call,
    request: CorrectPersonRequest,
) -> Result<Reply<CorrectPersonResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    if let Some(identity) = &request.identity {
        read_identity(&mut violations, "identity", identity);
    }
    if let Some(facts) = &request.facts {
        read_facts(&mut violations, "facts", facts);
    }
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let district = call.district();
    let identity = match &request.identity {
        Some(identity) => Some(app.keyring.seal(district, person, identity).await?),
        None => None,
    };
    let facts = match &request.facts {
        Some(facts) => Some(app.keyring.seal(district, person, facts).await?),
        None => None,
    };
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::Correct { identity, facts }).await?;
    Ok(Reply::done(&done, CorrectPersonResponse {}))
}
