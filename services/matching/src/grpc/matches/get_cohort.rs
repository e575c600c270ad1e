use edge::{App, Call, Failure, Reply, Violations};
use proto::matching::v1::{GetCohortRequest, GetCohortResponse};

use super::plan_matches::AT_ONCE;
use crate::{grpc::read_code, queries::cohort};

pub(super) async fn get_cohort(
    app: &App,
    call: Call,
    request: GetCohortRequest,
) -> Result<Reply<GetCohortResponse>, Failure> {
    let mut violations = Violations::default();
    let programme = read_code(&mut violations, "programme_id", &request.programme_id);
    let code = read_code(&mut violations, "cohort_code", &request.cohort_code);
    violations.settled()?;

    let today = call.today();
    let named = cohort::named(app, &programme, &code, today)?;
    let mut tx = app.database.district(call.district()).await?;
    let members = cohort::members(&mut tx, &programme, cohort::intake(&named)?, AT_ONCE).await?;
    let persons: Vec<_> = members.iter().flat_map(|member| member.persons.iter().copied()).collect();
    let shown = call.shows(tx, &persons).await?;
    let members = members.into_iter().map(|member| member.message).collect();
    Ok(Reply::showing(GetCohortResponse { cohort: Some(named), members, as_of: today.to_string() }, shown))
}
