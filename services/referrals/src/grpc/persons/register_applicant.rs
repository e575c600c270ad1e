use decider::Decider as _;
use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{PersonRegistered, PersonRole, RegisterApplicantRequest, RegisterApplicantResponse};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::{read_facts, read_identity};

pub(super) async fn register_applicant(
    app: &App,
    call: Call,
    request: RegisterApplicantRequest,
) -> Result<Reply<RegisterApplicantResponse>, Failure> {
    let mut violations = Violations::default();
    let (request_id, occurred_on) = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let identity = violations.message("identity", request.identity.clone());
    read_identity(&mut violations, "identity", &identity);
    let facts = request.facts.clone().unwrap_or_default();
    read_facts(&mut violations, "facts", &facts);
    violations.settled()?;

    let district = call.district();
    let by = call.command(&app.keyring, request_id, occurred_on, &request).await?;
    let person = by.creates(Person::KIND, 0);
    app.keyring.register(district, person).await?;
    let command = PersonCommand::Register {
        registered: PersonRegistered {
            identity: Some(app.keyring.seal(district, person, &identity).await?),
            facts: Some(app.keyring.seal(district, person, &facts).await?),
            role: PersonRole::Volunteer.into(),
        },
        consents: vec![],
        // She wrote it herself, with the notice before her.
        notice_due_on: None,
    };
    let done = app.log.create::<Person>(&by, person, &command).await?;
    Ok(Reply::done(&done, RegisterApplicantResponse { person_id: person.to_string() }))
}
