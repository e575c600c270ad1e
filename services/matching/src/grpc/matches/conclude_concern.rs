use edge::{App, Call, Failure, Reply, Violations, date};
use matching_domain::{Match, MatchCommand};
use proto::matching::v1::{ConcernConclusion, ConcernOutcome, ConcludeConcernRequest, ConcludeConcernResponse};

use crate::grpc::person;

pub(super) async fn conclude_concern(
    app: &App,
    call: Call,
    request: ConcludeConcernRequest,
) -> Result<Reply<ConcludeConcernResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let concern = violations.id("concern_id", &request.concern_id);
    let outcome = violations.choice::<ConcernOutcome>("outcome", request.outcome);
    let notified_on = violations.optional_date("notified_on", &request.notified_on);
    let county = &request.county_code;
    let two_digits = county.len() == 2 && county.bytes().all(|b| b.is_ascii_digit());
    if !(county.is_empty() || two_digits) {
        violations.add("county_code", "must be two digits");
    }
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let her = person(&folded.state.pair.person_id)?;
    let conclusion = ConcernConclusion {
        outcome: request.outcome,
        notified_on: date(notified_on),
        county_code: request.county_code.clone(),
    };
    let conclude = MatchCommand::ConcludeConcern {
        concern_id: concern.to_string(),
        outcome,
        notified_on,
        county_code: Some(request.county_code.clone()).filter(|code| !code.is_empty()),
        conclusion: app.keyring.seal(call.district(), her, &conclusion).await?,
    };
    let done = app.execute::<Match>(&call, when, &request, id, conclude).await?;
    Ok(Reply::done(&done, ConcludeConcernResponse {}))
}
