mod change_group_capacity;
mod change_group_leaders;
mod close_group;
mod get_group;
mod give_group_place;
mod give_up_group_place;
mod list_groups;
mod start_group;

use edge::{App, Call, Failure, Violations};
use matching_domain::Group;
use proto::matching::v1::{self as pb, GroupPlaceStatus};
use rpc::matching::v1::groups_service_server::GroupsService;
use uuid::Uuid;

use super::GroupsGrpc;

edge::service! {
    "rinnalla.matching.v1", GroupsService for GroupsGrpc;
    start_group: "StartGroup", pb::StartGroupRequest => pb::StartGroupResponse;
    change_group_leaders: "ChangeGroupLeaders", pb::ChangeGroupLeadersRequest => pb::ChangeGroupLeadersResponse;
    change_group_capacity: "ChangeGroupCapacity", pb::ChangeGroupCapacityRequest => pb::ChangeGroupCapacityResponse;
    give_group_place: "GiveGroupPlace", pb::GiveGroupPlaceRequest => pb::GiveGroupPlaceResponse;
    give_up_group_place: "GiveUpGroupPlace", pb::GiveUpGroupPlaceRequest => pb::GiveUpGroupPlaceResponse;
    close_group: "CloseGroup", pb::CloseGroupRequest => pb::CloseGroupResponse;
    list_groups: "ListGroups", pb::ListGroupsRequest => pb::ListGroupsResponse;
    get_group: "GetGroup", pb::GetGroupRequest => pb::GetGroupResponse;
}

/// Persons who lead a group, at least one, none twice.
fn read_leaders(violations: &mut Violations, leaders: &[String]) {
    if leaders.is_empty() {
        violations.add("leader_person_ids", "is required");
    }
    if leaders.len() > super::CODES {
        violations.add("leader_person_ids", "has too many entries");
    }
    for (n, leader) in leaders.iter().enumerate() {
        violations.id("leader_person_ids", leader);
        if leaders[..n].contains(leader) {
            violations.add("leader_person_ids", "names somebody twice");
        }
    }
}

/// The id by which a group knows a person: that of a record which was merged since, where she has a place by it.
async fn as_known_there(app: &App, call: &Call, group: Uuid, person: Uuid) -> Result<Uuid, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let ids = alias::ids(&mut tx, person).await?;
    tx.commit().await?;
    let kept = ids.first().copied().unwrap_or(person);
    if ids.len() == 1 {
        return Ok(kept);
    }
    let group = app.log.load_newest::<Group>(call.district(), group).await?;
    let has_place = |id: &&Uuid| group.state.place_of(&id.to_string()) != GroupPlaceStatus::Unspecified;
    Ok(ids.iter().find(has_place).copied().unwrap_or(kept))
}
