//! Each step as a command of a service, in the name of one of the district's coordinators. Ids that services give are
//! kept for the steps that need them.

mod groups;
mod matches;
mod requests;
mod sessions;
mod volunteers;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use access::{Caller, Role};
use decider::{ActorId, DistrictId};
use jiff::civil::Date;
use proto::{
    matching::v1::ListGroupsRequest,
    referrals::v1::{GetCoverageRequest, GetOfferingRequest},
    scheduling::v1::ListSeriesRequest,
};
use rpc::{
    matching::v1::groups_service_client::GroupsServiceClient,
    referrals::v1::offering_service_client::OfferingServiceClient,
    scheduling::v1::sessions_service_client::SessionsServiceClient,
};
use tokio::time::{Duration, Instant};
use tonic::Response;
use uuid::Uuid;

use super::{
    Lived,
    clients::{BEHIND, Clients},
};
use crate::{
    Failed, Said,
    simulate::{
        plan::DistrictPlan,
        steps::{Act, Service},
    },
};

/// Agreements are what target groups are checked against.
const AGREEMENTS_WITHIN: Duration = Duration::from_secs(20);

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Done,
    LeftOut,
    Failed,
}

/// Why a step was not carried out.
pub(super) enum Stop {
    /// A step before it gave no id.
    Without,
    Said(Said),
}

impl From<Said> for Stop {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}

pub(super) type Carried = Result<(), Stop>;

/// Sends a message by a method of a service's client.
macro_rules! ask {
    ($district:expr, $caller:expr, $service:ident, $client:ident, $method:ident, $message:expr) => {{
        let district = $district;
        let channel = district.clients.channel($crate::simulate::steps::Service::$service);
        let send = |request| {
            let mut client = $client::new(channel.clone());
            async move { client.$method(request).await }
        };
        district.clients.ask(&$caller, None, $message, send).await.map(tonic::Response::into_inner)
    }};
}
pub(super) use ask;

/// A district that is lived in.
pub(crate) struct District<'p> {
    pub(super) clients: &'p Clients,
    pub(super) plan: &'p DistrictPlan,
    pub(super) id: DistrictId,
    namespace: Uuid,
    ids: Mutex<HashMap<String, String>>,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    done: BTreeMap<Service, usize>,
    left_out: BTreeMap<Service, usize>,
    failures: Vec<String>,
    failed: usize,
}

/// A district has no agreement yet, or fewer than its file states.
#[derive(Debug, thiserror::Error)]
#[error("{0} lacks agreements; open it with: rinnalla district add FILE")]
pub(crate) struct WithoutAgreements(String);

impl<'p> District<'p> {
    pub(super) fn new(clients: &'p Clients, seed: u64, plan: &'p DistrictPlan) -> Result<Self, Failed> {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{}#{seed}", home(plan)).as_bytes());
        let id = plan.district_id.parse()?;
        Ok(Self { clients, plan, id, namespace, ids: Mutex::default(), counts: Mutex::default() })
    }

    pub(super) async fn carry_out(&self, act: Act, on: Date) -> Did {
        let service = act.service();
        let instead = matches!(act, Act::Meet(_)) && self.clients.answers(Service::Matching);
        if !self.clients.answers(service) && !instead {
            *lock(&self.counts).left_out.entry(service).or_default() += 1;
            return Did::LeftOut;
        }
        let carried = self.act(act, on).await;
        let mut counts = lock(&self.counts);
        match carried {
            Ok(()) => {
                *counts.done.entry(service).or_default() += 1;
                Did::Done
            }
            // What it stands on was left out, or failed and is told already.
            Err(Stop::Without) if Service::ALL.iter().any(|service| !self.clients.answers(*service)) => {
                *counts.left_out.entry(service).or_default() += 1;
                Did::LeftOut
            }
            Err(stop) => {
                counts.failed += 1;
                let why = match stop {
                    Stop::Without => "stands on a step that failed".to_owned(),
                    Stop::Said(said) => said.to_string(),
                };
                counts.failures.push(format!("{} {on} {act:?}: {why}", self.plan.district_id));
                Did::Failed
            }
        }
    }

    async fn act(&self, act: Act, on: Date) -> Carried {
        match act {
            Act::Submit(at) => self.submit(at, on).await,
            Act::Acknowledge(at) => self.acknowledge(at, on).await,
            Act::GiveNotice(at) => self.give_notice(at, on).await,
            Act::Decide(at) => self.decide(at, on).await,
            Act::ConsentToSharing(at) => self.consent_to_sharing(at, on).await,
            Act::NoteContact(at) => self.note_contact(at, on).await,
            Act::WithdrawConsent(at) => self.withdraw_consent(at, on).await,
            Act::Close(at) => self.close(at, on).await,
            Act::Register(at) => self.register(at, on).await,
            Act::Apply(at) => self.apply(at, on).await,
            Act::Train(at) => self.train(at, on).await,
            Act::Interview(at) => self.interview(at, on).await,
            Act::Pledge(at) => self.pledge(at, on).await,
            Act::Assess(at) => self.assess(at, on).await,
            Act::Extract(at) => self.extract(at, on).await,
            Act::Approve(at) => self.approve(at, on).await,
            Act::Refuse(at) => self.refuse(at, on).await,
            Act::Pause(at) => self.pause(at, on).await,
            Act::Leave(at) => self.leave(at, on).await,
            Act::Decline(at, n) => self.decline(at, n, on).await,
            Act::Propose(at) => self.propose(at, on).await,
            Act::AcceptAsParticipant(at) => self.accept(at, on, proto::matching::v1::Side::Participant).await,
            Act::AcceptAsVolunteer(at) => self.accept(at, on, proto::matching::v1::Side::Volunteer).await,
            Act::PlanInVain(at, n) => self.plan_meeting(at, on, Some(n)).await,
            Act::NotHeld(at, n) => self.not_held(at, n, on).await,
            Act::PlanMeeting(at) => self.plan_meeting(at, on, None).await,
            Act::Meet(at) => self.meet(at, on).await,
            Act::CheckIn(at, n) => self.check_in(at, n, on).await,
            Act::Renew(at) => self.renew(at, on).await,
            Act::RaiseConcern(at) => self.raise_concern(at, on).await,
            Act::End(at) => self.end(at, on).await,
            Act::RegisterLeader(at) => self.register_leader(at, on).await,
            Act::StartGroup(at) => self.start_group(at, on).await,
            Act::GivePlace(at, n) => self.give_place(at, n, on).await,
            Act::GiveUpPlace(at, n) => self.give_up_place(at, n, on).await,
            Act::CloseGroup(at) => self.close_group(at, on).await,
            Act::PlanSeries(at, n) => self.plan_series(at, n, on).await,
            Act::Attend(at, n, h) => self.attend(at, n, h, on).await,
            Act::PlanSession(at) => self.plan_session(at, on).await,
            Act::HoldSession(at) => self.hold_session(at, on).await,
        }
    }

    /// The coordinator who looks after this life.
    fn coordinator(&self, whose: usize) -> Caller {
        let n = whose % self.plan.coordinators.max(1) as usize + 1;
        self.caller(&actor(self.plan, n))
    }

    fn caller(&self, actor: &Uuid) -> Caller {
        Caller {
            actor: ActorId::new(&actor.to_string()),
            role: Role::Coordinator,
            district: self.id.clone(),
            object: None,
        }
    }

    /// The same for the same step, whenever it is tried.
    fn request_id(&self, step: &str) -> String {
        Uuid::new_v5(&self.namespace, step.as_bytes()).to_string()
    }

    fn keep(&self, key: String, id: String) {
        lock(&self.ids).insert(key, id);
    }

    fn kept(&self, key: &str) -> Option<String> {
        lock(&self.ids).get(key).cloned()
    }

    fn id_of(&self, key: &str) -> Result<String, Stop> {
        self.kept(key).ok_or(Stop::Without)
    }

    /// Whether every service that answers shows what the token names.
    pub(super) async fn catch_up(&self, token: &str) -> Result<bool, Failed> {
        let caller = self.coordinator(0);
        let behind = |response: &dyn Behind| response.is_behind();
        let mut caught_up = true;
        if self.clients.answers(Service::Referrals) {
            let channel = self.clients.channel(Service::Referrals);
            let send = |request| {
                let mut client = OfferingServiceClient::new(channel.clone());
                async move { client.get_coverage(request).await }
            };
            let seen = self.clients.ask(&self.anybody(), Some(token), GetCoverageRequest {}, send).await?;
            caught_up &= !behind(&seen);
        }
        if self.clients.answers(Service::Matching) {
            let channel = self.clients.channel(Service::Matching);
            let send = |request| {
                let mut client = GroupsServiceClient::new(channel.clone());
                async move { client.list_groups(request).await }
            };
            let ask = ListGroupsRequest { page_size: 1, ..ListGroupsRequest::default() };
            caught_up &= !behind(&self.clients.ask(&caller, Some(token), ask, send).await?);
        }
        if self.clients.answers(Service::Scheduling) {
            let channel = self.clients.channel(Service::Scheduling);
            let send = |request| {
                let mut client = SessionsServiceClient::new(channel.clone());
                async move { client.list_series(request).await }
            };
            let ask = ListSeriesRequest { page_size: 1, ..ListSeriesRequest::default() };
            caught_up &= !behind(&self.clients.ask(&caller, Some(token), ask, send).await?);
        }
        Ok(caught_up)
    }

    fn anybody(&self) -> Caller {
        Caller { actor: ActorId::new("simulation"), role: Role::Anonymous, district: self.id.clone(), object: None }
    }

    /// Checks of target groups stand on agreements, which may have been recorded a moment ago.
    pub(super) async fn wait_for_agreements(&self) -> Result<(), Failed> {
        if !self.clients.answers(Service::Referrals) {
            return Ok(());
        }
        let until = Instant::now() + AGREEMENTS_WITHIN;
        loop {
            let offering =
                ask!(self, self.coordinator(0), Referrals, OfferingServiceClient, get_offering, GetOfferingRequest {})?;
            if offering.agreements.len() >= self.plan.agreements {
                return Ok(());
            }
            if Instant::now() >= until {
                return Err(WithoutAgreements(self.plan.district_id.clone()).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(super) fn report(self, lived: &mut Lived) {
        let Counts { done, left_out, failures, failed } =
            self.counts.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (service, count) in done {
            service.counted(&mut lived.done, count);
        }
        for (service, count) in left_out {
            service.counted(&mut lived.left_out, count);
        }
        lived.failed += failed;
        lived.failures.extend(failures);
    }
}

trait Behind {
    fn is_behind(&self) -> bool;
}

impl<T> Behind for Response<T> {
    fn is_behind(&self) -> bool {
        self.metadata().contains_key(BEHIND)
    }
}

/// What ids of a district derive from; no page stands there.
fn home(plan: &DistrictPlan) -> String {
    format!("https://example.org/rinnalla/{}", plan.district_id)
}

/// The n-th coordinator's account, from 1; the demo's console knows it by the same id.
fn actor(plan: &DistrictPlan, n: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{}/coordinator-{n}", home(plan)).as_bytes())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
