mod change_group_capacity;
mod change_group_childcare;
mod change_group_leaders;
mod close_group;
mod get_group;
mod give_group_place;
mod give_up_group_place;
mod list_groups;
mod offer_group_place;
mod record_group_offer_answer;
mod start_group;
mod tell_group_childcare_need;
mod withdraw_group_offer;

use edge::{App, Call, Failure, Violations};
use matching_domain::{Group, group::Standing};
use proto::matching::v1::{self as pb, GroupPlaceStatus};
use rpc::matching::v1::groups_service_server::GroupsService;
use uuid::Uuid;

use super::GroupsGrpc;
use crate::queries::group::{is_closed, may_be_asked};

edge::service! {
    "rinnalla.matching.v1", GroupsService for GroupsGrpc;
    start_group: "StartGroup", pb::StartGroupRequest => pb::StartGroupResponse;
    change_group_leaders: "ChangeGroupLeaders", pb::ChangeGroupLeadersRequest => pb::ChangeGroupLeadersResponse;
    change_group_capacity: "ChangeGroupCapacity", pb::ChangeGroupCapacityRequest => pb::ChangeGroupCapacityResponse;
    give_group_place: "GiveGroupPlace", pb::GiveGroupPlaceRequest => pb::GiveGroupPlaceResponse;
    give_up_group_place: "GiveUpGroupPlace", pb::GiveUpGroupPlaceRequest => pb::GiveUpGroupPlaceResponse;
    offer_group_place: "OfferGroupPlace", pb::OfferGroupPlaceRequest => pb::OfferGroupPlaceResponse;
    record_group_offer_answer: "RecordGroupOfferAnswer", pb::RecordGroupOfferAnswerRequest => pb::RecordGroupOfferAnswerResponse;
    withdraw_group_offer: "WithdrawGroupOffer", pb::WithdrawGroupOfferRequest => pb::WithdrawGroupOfferResponse;
    change_group_childcare: "ChangeGroupChildcare", pb::ChangeGroupChildcareRequest => pb::ChangeGroupChildcareResponse;
    tell_group_childcare_need: "TellGroupChildcareNeed", pb::TellGroupChildcareNeedRequest => pb::TellGroupChildcareNeedResponse;
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

/// For how many children somebody needs childcare.
fn read_children(violations: &mut Violations, children: u32) {
    const MOST: u32 = 20;
    if children > MOST {
        violations.add("children", "is too large");
    }
}

/// The id by which a group knows a person: that of a record which was merged since, where she leads it or has a place by it.
async fn as_known_there(app: &App, call: &Call, group: Uuid, person: Uuid) -> Result<Uuid, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let ids = alias::ids(&mut tx, person).await?;
    tx.commit().await?;
    let kept = ids.first().copied().unwrap_or(person);
    if ids.len() == 1 {
        return Ok(kept);
    }
    let group = app.log.load_newest::<Group>(call.district(), group).await?;
    let is_known = |id: &&Uuid| {
        let id = id.to_string();
        group.state.place_of(&id) != GroupPlaceStatus::Unspecified || group.state.leaders().contains(&id)
    };
    Ok(ids.iter().find(is_known).copied().unwrap_or(kept))
}

/// Whether somebody in the queue may be offered a place by now, whatever was so when her turn began.
async fn standing(app: &App, call: &Call, group: Uuid, person: Uuid) -> Result<Standing, Failure> {
    let group = app.found::<Group>(call, group).await?;
    let turn = group.state.queue().iter().find(|turn| turn.person_id == person.to_string());
    let referral: Option<Uuid> = turn.and_then(|turn| turn.referral_id.parse().ok());
    super::as_new_as_referrals(app, call).await?;
    let mut tx = app.database.district(call.district()).await?;
    let standing = if erasure::is_ordered(&mut tx, person).await? {
        Standing::ErasureOrdered
    } else if !may_be_asked(&mut tx, person).await? {
        Standing::ConsentWithdrawn
    } else if is_closed(&mut tx, referral).await? {
        Standing::ReferralClosed
    } else {
        Standing::MayBeAsked
    };
    tx.commit().await?;
    Ok(standing)
}
