use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{NamePersonsRequest, NamePersonsResponse, PersonName};
use uuid::Uuid;

use crate::queries::person;

const AT_MOST: usize = 200;

pub(super) async fn name_persons(
    app: &App,
    call: Call,
    request: NamePersonsRequest,
) -> Result<Reply<NamePersonsResponse>, Failure> {
    let mut violations = Violations::default();
    if request.person_ids.len() > AT_MOST {
        violations.add("person_ids", "has too many entries");
    }
    let ids: Vec<Uuid> = request.person_ids.iter().take(AT_MOST).map(|id| violations.id("person_ids", id)).collect();
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let names = person::names(&mut tx, &ids).await?;
    let persons: Vec<Uuid> = names.iter().map(|(id, ..)| *id).collect();
    let shown = call.shows(tx, &persons).await?;
    let names = names.into_iter().map(|(id, name, address_protected)| PersonName {
        person_id: id.to_string(),
        name,
        address_protected,
    });
    let names = names.collect();
    Ok(Reply::showing(NamePersonsResponse { names }, shown))
}
