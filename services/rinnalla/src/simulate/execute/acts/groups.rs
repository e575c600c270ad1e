use jiff::civil::Date;
use proto::{
    matching::v1::{
        CloseGroupRequest, EndReason, GiveGroupPlaceRequest, GiveUpGroupPlaceRequest, GroupCloseReason,
        StartGroupRequest,
    },
    referrals::v1::{Answer, PersonRole, RegisterPersonRequest},
};
use rpc::{
    matching::v1::groups_service_client::GroupsServiceClient,
    referrals::v1::persons_service_client::PersonsServiceClient,
};

use super::{Carried, District, Stop, ask};
use crate::simulate::plan::is_good;

impl District<'_> {
    pub(super) async fn register_leader(&self, at: usize, on: Date) -> Carried {
        let leader = &self.plan.leaders[at];
        let message = RegisterPersonRequest {
            request_id: self.request_id(&format!("leader {at}/register")),
            identity: Some(leader.identity.clone()),
            facts: Some(leader.facts.clone()),
            role: PersonRole::Leader.into(),
            occurred_on: on.to_string(),
        };
        let registered = ask!(self, self.coordinator(at), Referrals, PersonsServiceClient, register_person, message)?;
        self.keep(format!("leader {at}"), registered.person_id);
        Ok(())
    }

    pub(super) fn group(&self, at: usize) -> Result<String, Stop> {
        self.id_of(&format!("group {at}"))
    }

    pub(super) async fn start_group(&self, at: usize, on: Date) -> Carried {
        let group = &self.plan.groups[at];
        let message = StartGroupRequest {
            request_id: self.request_id(&format!("{}/start", group.key)),
            name: group.name.clone(),
            programme_id: group.programme_id.clone(),
            municipality_code: group.municipality.clone(),
            leader_person_ids: vec![self.id_of(&format!("leader {}", group.leader))?],
            capacity: group.capacity,
            occurred_on: on.to_string(),
            ..StartGroupRequest::default()
        };
        let started = ask!(self, self.coordinator(at), Matching, GroupsServiceClient, start_group, message)?;
        self.keep(format!("group {at}"), started.group_id);
        Ok(())
    }

    pub(super) async fn give_place(&self, at: usize, n: usize, on: Date) -> Carried {
        let (group, member) = (&self.plan.groups[at], self.plan.groups[at].members[n]);
        let message = GiveGroupPlaceRequest {
            request_id: self.request_id(&format!("{}/give {n}", group.key)),
            group_id: self.group(at)?,
            person_id: self.person_of(member.request)?,
            referral_id: self.referral(member.request)?,
            occurred_on: on.to_string(),
            children: 0,
        };
        ask!(self, self.coordinator(at), Matching, GroupsServiceClient, give_group_place, message)?;
        Ok(())
    }

    pub(super) async fn give_up_place(&self, at: usize, n: usize, on: Date) -> Carried {
        let (group, member) = (&self.plan.groups[at], self.plan.groups[at].members[n]);
        let reason = member.until.map_or(EndReason::Unspecified, |(_, reason)| reason);
        let message = GiveUpGroupPlaceRequest {
            request_id: self.request_id(&format!("{}/give up {n}", group.key)),
            group_id: self.group(at)?,
            person_id: self.person_of(member.request)?,
            reason: reason.into(),
            occurred_on: on.to_string(),
            // Asked unless the end is a good one; nobody in the year wants another.
            new_place_wanted: if is_good(reason) { Answer::Unspecified } else { Answer::No }.into(),
        };
        ask!(self, self.coordinator(at), Matching, GroupsServiceClient, give_up_group_place, message)?;
        Ok(())
    }

    pub(super) async fn close_group(&self, at: usize, on: Date) -> Carried {
        let message = CloseGroupRequest {
            request_id: self.request_id(&format!("{}/close", self.plan.groups[at].key)),
            group_id: self.group(at)?,
            reason: GroupCloseReason::TermFull.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(at), Matching, GroupsServiceClient, close_group, message)?;
        Ok(())
    }
}
