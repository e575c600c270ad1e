use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{FindDuplicatesRequest, FindDuplicatesResponse};
use uuid::Uuid;

use crate::queries::{duplicates, likeness::Keys, person};

pub(super) async fn find_duplicates(
    app: &App,
    call: Call,
    request: FindDuplicatesRequest,
) -> Result<Reply<FindDuplicatesResponse>, Failure> {
    let mut violations = Violations::default();
    let known = violations.optional_id("person_id", &request.person_id);
    let identity = request.identity.unwrap_or_default();
    for (field, text) in [
        ("identity.given_name", &identity.given_name),
        ("identity.family_name", &identity.family_name),
        ("identity.phone", &identity.phone),
        ("identity.email", &identity.email),
    ] {
        violations.text(field, text, Limits::NAME);
    }
    violations.text("identity.safe_contact", &identity.safe_contact, Limits::NOTE);
    violations.month("birth_month", &request.birth_month);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let hits = match known {
        Some(id) => {
            if !person::exists(&mut tx, id).await? {
                return Err(Failure::NotFound);
            }
            let id = alias::kept(&mut tx, id).await?;
            duplicates::of_persons(&mut tx, &[id]).await?.remove(&id).unwrap_or_default()
        }
        None => duplicates::of_newcomer(&mut tx, Keys::of(&identity, &request.birth_month)).await?,
    };
    let persons: Vec<Uuid> = hits.iter().map(|(id, _)| *id).collect();
    let shown = call.shows(tx, &persons).await?;
    let message = FindDuplicatesResponse { hits: hits.into_iter().map(|(_, hit)| hit).collect() };
    Ok(Reply::showing(message, shown))
}
