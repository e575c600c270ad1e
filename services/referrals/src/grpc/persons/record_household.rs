use edge::{App, Call, Failure, Limits, Reply, Violations};
use proto::referrals::v1::{HouseholdRelation, RecordHouseholdRequest, RecordHouseholdResponse};
use referrals_domain::{Person, PersonCommand};

use crate::grpc::known_as;

const MEMBERS_AT_MOST: usize = 30;

pub(super) async fn record_household(
    app: &App,
    call: Call,
    request: RecordHouseholdRequest,
) -> Result<Reply<RecordHouseholdResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let person = violations.id("person_id", &request.person_id);
    let household = violations.message("household", request.household.clone());
    if household.members.len() > MEMBERS_AT_MOST {
        violations.add("household.members", "has too many entries");
    }
    for (index, member) in household.members.iter().enumerate() {
        let at = |name: &str| format!("household.members[{index}].{name}");
        violations.choice::<HouseholdRelation>(&at("relation"), member.relation);
        violations.text(&at("given_name"), &member.given_name, Limits::NAME);
        violations.month(&at("birth_month"), &member.birth_month);
    }
    violations.settled()?;

    let person = known_as(app, &call, person).await?;
    let sealed = app.keyring.seal(call.district(), person, &household).await?;
    let done = app.execute::<Person>(&call, when, &request, person, PersonCommand::RecordHousehold(sealed)).await?;
    Ok(Reply::done(&done, RecordHouseholdResponse {}))
}
