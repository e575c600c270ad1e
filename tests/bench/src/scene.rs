use access::Role;
use decider::DistrictId;
use proto::{
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{PersonFacts, PersonIdentity, PersonRole, RecordContactRequest, RegisterPersonRequest},
};
use referrals::Referrals;
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

/// A running service with open districts and persons in each.
pub(crate) struct Scene {
    pub(crate) ground: Ground,
    pub(crate) service: Running,
    pub(crate) districts: Vec<DistrictId>,
}

/// Somebody who notes contacts with a person of her own.
pub(crate) struct Coordinator {
    pub(crate) persons: PersonsServiceClient<InterceptedService<Channel, As>>,
    pub(crate) person_id: String,
}

/// Connections of the clients: one carries some sixty streams at full speed.
const CHANNELS: usize = 4;

impl Scene {
    pub(crate) async fn open(cluster: Cluster, districts: usize) -> Self {
        let ground = Ground::new(cluster).await;
        let programme = Programme {
            programme_id: "friend".to_owned(),
            version: 1,
            valid_from: "2020-01-01".to_owned(),
            kind: ProgrammeKind::OneToOne.into(),
            ..Programme::default()
        };
        let mut open = Vec::new();
        for n in 0..districts {
            open.push(ground.open(&format!("bench{n}"), std::slice::from_ref(&programme)).await);
        }
        let service = ground.start::<Referrals>().await;
        Self { ground, service, districts: open }
    }

    /// As many coordinators as asked, over the districts in turn, each with a person that is registered here.
    pub(crate) async fn coordinators(&self, clients: usize) -> anyhow::Result<Vec<Coordinator>> {
        let mut channels = Vec::new();
        for _ in 0..CHANNELS {
            channels
                .push(Endpoint::from_shared(format!("http://{}", self.service.grpc))?.tcp_nodelay(true).connect_lazy());
        }
        let mut coordinators = Vec::with_capacity(clients);
        for n in 0..clients {
            let district = &self.districts[n % self.districts.len()];
            let token = As::new(self.ground.token(district, Role::Coordinator, &random_id().to_string()));
            let mut persons = PersonsServiceClient::with_interceptor(channels[n % CHANNELS].clone(), token);
            let registered = persons
                .register_person(RegisterPersonRequest {
                    request_id: random_id().to_string(),
                    identity: Some(PersonIdentity { given_name: "Malli".to_owned(), ..PersonIdentity::default() }),
                    facts: Some(PersonFacts::default()),
                    role: PersonRole::Participant.into(),
                    occurred_on: String::new(),
                })
                .await?;
            coordinators.push(Coordinator { persons, person_id: registered.into_inner().person_id });
        }
        Ok(coordinators)
    }
}

impl Coordinator {
    /// One durable command: authorised, sealed, chained.
    pub(crate) async fn note_contact(mut self) -> anyhow::Result<Self> {
        self.persons
            .record_contact(RecordContactRequest {
                request_id: random_id().to_string(),
                person_id: self.person_id.clone(),
                channel: 1,
                reached: true,
                note: "Juttelimme puhelimessa. Sovittiin, että soitan uudelleen ensi viikolla.".to_owned(),
                ..RecordContactRequest::default()
            })
            .await?;
        Ok(self)
    }
}
