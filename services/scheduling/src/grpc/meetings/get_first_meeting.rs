use edge::{App, Call, Failure, Reply, Violations};
use proto::scheduling::v1::{GetFirstMeetingRequest, GetFirstMeetingResponse};

use crate::queries::first_meeting::{Which, get};

pub(super) async fn get_first_meeting(
    app: &App,
    call: Call,
    request: GetFirstMeetingRequest,
) -> Result<Reply<GetFirstMeetingResponse>, Failure> {
    let mut violations = Violations::default();
    let which = if request.match_id.is_empty() {
        Which::Meeting(violations.id("first_meeting_id", &request.first_meeting_id))
    } else {
        if !request.first_meeting_id.is_empty() {
            violations.add("first_meeting_id", "must be empty when the match is given");
        }
        Which::OfMatch(violations.id("match_id", &request.match_id))
    };
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let meeting = get(&mut tx, which).await?.ok_or(Failure::NotFound)?;
    let shown = call.shows(tx, &meeting.persons).await?;
    Ok(Reply::showing(GetFirstMeetingResponse { first_meeting: Some(meeting.message) }, shown))
}
