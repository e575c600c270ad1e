use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{GetPersonRequest, GetPersonResponse};

use crate::queries::person;

pub(super) async fn get_person(
    app: &App,
    call: Call,
    request: GetPersonRequest,
) -> Result<Reply<GetPersonResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("person_id", &request.person_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let person = person::get(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &[id]).await?;
    Ok(Reply::showing(GetPersonResponse { person: Some(person) }, shown))
}
