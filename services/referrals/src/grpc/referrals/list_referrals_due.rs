use edge::{App, Call, Failure, Reply};
use proto::referrals::v1::{ListReferralsDueRequest, ListReferralsDueResponse};

use crate::queries::{due, retention};

pub(super) async fn list_referrals_due(
    app: &App,
    call: Call,
    _: ListReferralsDueRequest,
) -> Result<Reply<ListReferralsDueResponse>, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let known = app.installation.known();
    let (due, persons) = due::list(&mut tx, &known, call.today()).await?;
    let purposes = retention::Purposes::of(known.purposes());
    let retention_due = edge::total(retention::due(&mut tx, &purposes, call.today()).await?);
    let shown = call.shows(tx, &persons).await?;
    let as_of = call.today().to_string();
    Ok(Reply::showing(ListReferralsDueResponse { due, as_of, retention_due }, shown))
}
