use std::time::Duration;

use access::Role;
use decider::DistrictId;
use futures::future::try_join_all;
use proto::{
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{
        PersonFacts, PersonIdentity, PersonRole, RecordContactRequest, RecordContactResponse, RegisterPersonRequest,
    },
};
use referrals::Referrals;
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{
    Request, Response,
    metadata::MetadataValue,
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

/// A running service with open districts and persons in each.
pub(crate) struct Scene {
    pub(crate) ground: Ground,
    pub(crate) service: Running,
    pub(crate) districts: Vec<DistrictId>,
}

/// Somebody who notes contacts with persons of her own, with one after the other.
pub(crate) struct Coordinator {
    pub(crate) persons: PersonsServiceClient<InterceptedService<Channel, As>>,
    pub(crate) channel: Channel,
    pub(crate) token: String,
    pub(crate) known: Vec<String>,
    next: usize,
}

const VISIBLE: &str = "x-rinnalla-visible";
pub(crate) const BEHIND: &str = "x-rinnalla-behind";
/// Connections of the clients: one carries some sixty streams at full speed.
const CHANNELS: usize = 4;
/// Contacts with one person in one run. An aggregate remembers its last 64 commands; few persons get as many.
const CONTACTS: usize = 40;

/// A district's one programme.
pub(crate) fn programme() -> Programme {
    Programme {
        programme_id: "friend".to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        ..Programme::default()
    }
}

impl Scene {
    pub(crate) async fn open(cluster: Cluster, districts: usize) -> Self {
        let ground = Ground::new(cluster).await;
        let mut open = Vec::new();
        for n in 0..districts {
            open.push(ground.open(&format!("bench{n}"), &[programme()]).await);
        }
        let (mut settings, database) = ground.settings::<Referrals>().await;
        // As in production.
        (settings.connections, settings.keys_kept_for) = (16, Duration::from_mins(1));
        let service = Running::start::<Referrals>(settings, database).await;
        Self { ground, service, districts: open }
    }

    /// As many coordinators as asked, over the districts in turn, each with persons enough for its share.
    pub(crate) async fn coordinators(&self, clients: usize, operations: usize) -> anyhow::Result<Vec<Coordinator>> {
        let tokens: Vec<_> = (0..clients).map(|n| self.token(n)).collect();
        coordinators(&format!("http://{}", self.service.grpc), &tokens, operations, CONTACTS).await
    }

    pub(crate) fn token(&self, n: usize) -> String {
        let district = &self.districts[n % self.districts.len()];
        self.ground.token(district, Role::Coordinator, &random_id().to_string())
    }
}

/// Connections to a service.
pub(crate) fn channels(address: &str) -> anyhow::Result<Vec<Channel>> {
    let channel = |_| Ok(Endpoint::from_shared(address.to_owned())?.tcp_nodelay(true).connect_lazy());
    (0..CHANNELS).map(channel).collect()
}

/// One for each token, who reaches the service at an address, with so many persons that none gets more contacts than
/// said.
pub(crate) async fn coordinators(
    address: &str,
    tokens: &[String],
    operations: usize,
    contacts: usize,
) -> anyhow::Result<Vec<Coordinator>> {
    let channels = channels(address)?;
    let each = operations.div_ceil(tokens.len()).div_ceil(contacts);
    let ready = tokens.iter().enumerate().map(|(n, token)| {
        let mut coordinator = Coordinator::new(channels[n % CHANNELS].clone(), token.clone());
        async move {
            for _ in 0..each {
                coordinator.register().await?;
            }
            anyhow::Ok(coordinator)
        }
    });
    try_join_all(ready).await
}

impl Coordinator {
    pub(crate) fn new(channel: Channel, token: String) -> Self {
        let persons = PersonsServiceClient::with_interceptor(channel.clone(), As::new(token.clone()));
        Self { persons, channel, token, known: Vec::new(), next: 0 }
    }

    /// Somebody she knows from now on.
    pub(crate) async fn register(&mut self) -> anyhow::Result<()> {
        let identity = PersonIdentity {
            given_name: "Malli".to_owned(),
            family_name: format!("Mallinen {}", &random_id().simple().to_string()[..8]),
            // Of her own: nobody takes her for somebody else.
            phone: format!("040 {:07}", random_id().as_u128() % 10_000_000),
            ..PersonIdentity::default()
        };
        let facts = PersonFacts {
            municipality_code: "609".to_owned(),
            birth_month: "1994-05".to_owned(),
            ..PersonFacts::default()
        };
        let request = RegisterPersonRequest {
            request_id: random_id().to_string(),
            identity: Some(identity),
            facts: Some(facts),
            role: PersonRole::Participant.into(),
            occurred_on: String::new(),
        };
        self.known.push(self.persons.register_person(request).await?.into_inner().person_id);
        Ok(())
    }

    /// Whom it is the turn of.
    pub(crate) fn somebody(&mut self) -> String {
        self.next += 1;
        self.known[(self.next - 1) % self.known.len()].clone()
    }

    /// One durable command: authorised, sealed, chained.
    pub(crate) async fn note_contact(mut self) -> anyhow::Result<Self> {
        let person = self.somebody();
        self.contact(&person).await?;
        Ok(self)
    }

    /// The same, answered once the rows show it.
    pub(crate) async fn note_visibly(mut self) -> anyhow::Result<Self> {
        let mut request = Request::new(contact_with(&self.somebody()));
        request.metadata_mut().insert(VISIBLE, MetadataValue::from_static("1"));
        let reply = self.persons.record_contact(request).await?;
        anyhow::ensure!(!reply.metadata().contains_key(BEHIND), "the rows do not show it");
        Ok(self)
    }

    /// A contact with somebody. The reply says where the log has it.
    pub(crate) async fn contact(&mut self, person: &str) -> anyhow::Result<Response<RecordContactResponse>> {
        Ok(self.persons.record_contact(contact_with(person)).await?)
    }
}

fn contact_with(person: &str) -> RecordContactRequest {
    RecordContactRequest {
        request_id: random_id().to_string(),
        person_id: person.to_owned(),
        channel: 1,
        reached: true,
        note: "Juttelimme puhelimessa. Sovittiin, että soitan uudelleen ensi viikolla.".to_owned(),
        ..RecordContactRequest::default()
    }
}
