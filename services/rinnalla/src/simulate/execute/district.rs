//! A district that is lived in: who asks there, which ids services have given, and how far it has been seen.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use access::{Caller, Role};
use decider::{ActorId, DistrictId};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Lived, clients::Clients, positions::Positions};
use crate::{
    Failed,
    simulate::{plan::DistrictPlan, steps::Service},
};

/// Sends a message by a method of a service's client. What the reply says of positions is remembered.
macro_rules! ask {
    ($district:expr, $caller:expr, $service:ident, $client:ident, $method:ident, $message:expr) => {{
        let district = $district;
        let channel = district.clients.channel($crate::simulate::steps::Service::$service);
        let send = |request| {
            let mut client = $client::new(channel.clone());
            async move { client.$method(request).await }
        };
        district.clients.ask(&$caller, None, $message, send).await.map(|reply| {
            district.saw(&reply);
            reply.into_inner()
        })
    }};
}
pub(super) use ask;

pub(crate) struct District<'p> {
    pub(super) clients: &'p Clients,
    pub(super) plan: &'p DistrictPlan,
    pub(super) id: DistrictId,
    namespace: Uuid,
    ids: Mutex<HashMap<String, String>>,
    seen: Mutex<Positions>,
    today: Mutex<Date>,
    pub(super) counts: Mutex<Counts>,
}

#[derive(Default)]
pub(super) struct Counts {
    pub(super) done: BTreeMap<Service, usize>,
    pub(super) left_out: BTreeMap<Service, usize>,
    pub(super) failures: Vec<String>,
    pub(super) failed: usize,
}

impl<'p> District<'p> {
    pub(super) fn new(clients: &'p Clients, seed: u64, plan: &'p DistrictPlan) -> Result<Self, Failed> {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{}#{seed}", home(plan)).as_bytes());
        let id = plan.district_id.parse()?;
        let (ids, seen, counts) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Self { clients, plan, id, namespace, ids, seen, today: Mutex::default(), counts })
    }

    /// The installation's clock has come to this day.
    pub(super) fn wakes(&self, today: Date) {
        *lock(&self.today) = today;
    }

    pub(super) fn today(&self) -> Date {
        *lock(&self.today)
    }

    /// The coordinator who looks after this life.
    pub(super) fn coordinator(&self, whose: usize) -> Caller {
        let n = whose % self.plan.coordinators.max(1) as usize + 1;
        Caller {
            actor: ActorId::new(&actor(self.plan, n).to_string()),
            role: Role::Coordinator,
            district: self.id.clone(),
            object: None,
        }
    }

    pub(super) fn manager(&self) -> Caller {
        Caller {
            actor: ActorId::new(&account(self.plan, "manager").to_string()),
            role: Role::Manager,
            ..self.coordinator(0)
        }
    }

    pub(super) fn anybody(&self) -> Caller {
        Caller { actor: ActorId::new("simulation"), role: Role::Anonymous, district: self.id.clone(), object: None }
    }

    /// The same for the same step, whenever it is tried.
    pub(super) fn request_id(&self, step: &str) -> String {
        Uuid::new_v5(&self.namespace, step.as_bytes()).to_string()
    }

    pub(super) fn keep(&self, key: String, id: String) {
        lock(&self.ids).insert(key, id);
    }

    pub(super) fn kept(&self, key: &str) -> Option<String> {
        lock(&self.ids).get(key).cloned()
    }

    /// How far replies say each service has come, as a token.
    pub(super) fn seen(&self) -> String {
        lock(&self.seen).to_string()
    }

    pub(super) fn saw<A>(&self, reply: &tonic::Response<A>) {
        if let Some(position) = super::clients::position(reply) {
            lock(&self.seen).see(position);
        }
    }

    pub(super) fn report(self, lived: &mut Lived) {
        let Counts { done, left_out, failures, failed } =
            self.counts.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (service, count) in done {
            *lived.done.entry(service.name()).or_default() += count;
        }
        for (service, count) in left_out {
            *lived.left_out.entry(service.name()).or_default() += count;
        }
        lived.failed += failed;
        lived.failures.extend(failures);
    }
}

/// What ids of a district derive from; no page stands there.
fn home(plan: &DistrictPlan) -> String {
    format!("https://example.org/rinnalla/{}", plan.district_id)
}

/// The n-th coordinator's account, from 1.
pub(super) fn actor(plan: &DistrictPlan, n: usize) -> Uuid {
    account(plan, &format!("coordinator-{n}"))
}

/// The demo's console knows accounts by the same ids.
fn account(plan: &DistrictPlan, whose: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{}/{whose}", home(plan)).as_bytes())
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
