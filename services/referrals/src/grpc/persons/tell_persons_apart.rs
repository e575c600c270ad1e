use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{PersonToldApart, TellPersonsApartRequest, TellPersonsApartResponse};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::known_as;

/// The other may come with a referral whose person a process registers a moment later: nobody looks her up.
pub(super) async fn tell_persons_apart(
    app: &App,
    call: Call,
    request: TellPersonsApartRequest,
) -> Result<Reply<TellPersonsApartResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    let other = violations.id("other_person_id", &request.other_person_id);
    violations.settled()?;

    let (person, other) = (known_as(app, &call, person).await?, known_as(app, &call, other).await?);
    let command = PersonCommand::TellApart {
        from: PersonToldApart { other_person_id: other.to_string() },
        is_herself: other == person,
    };
    let done = app.execute::<Person>(&call, when, &request, person, command).await?;
    Ok(Reply::done(&done, TellPersonsApartResponse {}))
}
