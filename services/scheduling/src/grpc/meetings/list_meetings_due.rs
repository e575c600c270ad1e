use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{ListMeetingsDueRequest, ListMeetingsDueResponse};

use crate::queries::due;

/// Longer than anybody waits.
const DAYS: u32 = 3_650;

pub(super) async fn list_meetings_due(
    app: &App,
    call: Call,
    request: ListMeetingsDueRequest,
) -> Result<Reply<ListMeetingsDueResponse>, Failure> {
    let mut violations = Violations::default();
    if request.to_plan_after_days > DAYS {
        violations.add("to_plan_after_days", "is too long");
    }
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let (due, persons) = due::list(&mut tx, call.today(), request.to_plan_after_days).await?;
    let planned_match_ids = due::planned_matches(&mut tx, call.today()).await?;
    let shown = call.shows(tx, &persons).await?;
    let as_of = call.today().to_string();
    Ok(Reply::showing(ListMeetingsDueResponse { due, as_of, planned_match_ids }, shown))
}
