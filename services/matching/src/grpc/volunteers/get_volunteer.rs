use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetVolunteerRequest, GetVolunteerResponse};

use crate::queries::volunteer;

pub(super) async fn get_volunteer(
    app: &App,
    call: Call,
    request: GetVolunteerRequest,
) -> Result<Reply<GetVolunteerResponse>, Failure> {
    let mut violations = Violations::default();
    let id = violations.id("volunteer_id", &request.volunteer_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (person, found) = volunteer::get(app, &mut tx, id, call.today()).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &[person]).await?;
    Ok(Reply::showing(GetVolunteerResponse { volunteer: Some(found) }, shown))
}
