use edge::{App, Call, Failure, Reply, Violations};
use matching_domain::{Match, MatchCommand, MatchState};
use proto::matching::v1::{OutcomeAnswer, OutcomeRecorded, OutcomeTold, RecordOutcomeRequest, RecordOutcomeResponse};

use crate::{
    grpc::{person, read_code, read_given_to_staff_in},
    queries::way,
};

pub(super) async fn record_outcome(
    app: &App,
    call: Call,
    request: RecordOutcomeRequest,
) -> Result<Reply<RecordOutcomeResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let id = violations.id("match_id", &request.match_id);
    let told = violations.message("outcome", request.outcome.clone());
    read(&mut violations, &told);
    violations.settled()?;

    let folded = app.found::<Match>(&call, id).await?;
    let outcome = sealed(app, &call, &folded.state, &told).await?;
    let done = app.execute::<Match>(&call, when, &request, id, MatchCommand::RecordOutcome(outcome)).await?;
    Ok(Reply::done(&done, RecordOutcomeResponse {}))
}

pub(super) fn read(violations: &mut Violations, told: &OutcomeTold) {
    read_code(violations, "outcome.outcome_code", &told.outcome_code);
    read_given_to_staff_in(violations, "outcome.given_by", told.given_by);
    violations.optional_date("outcome.follow_up_on", &told.follow_up_on);
}

/// As it is kept. Fails with `OUTCOME_UNKNOWN` where the programme has none of that code.
pub(super) async fn sealed(
    app: &App,
    call: &Call,
    state: &MatchState,
    told: &OutcomeTold,
) -> Result<OutcomeRecorded, Failure> {
    way::has_outcome(app, &state.pair.programme_id, &told.outcome_code, call.today())?;
    let answer = OutcomeAnswer { code: told.outcome_code.clone() };
    Ok(OutcomeRecorded {
        outcome: Some(app.keyring.seal(call.district(), person(&state.pair.person_id)?, &answer).await?),
        given_by: told.given_by,
        follow_up_on: told.follow_up_on.clone(),
    })
}
