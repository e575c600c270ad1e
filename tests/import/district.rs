//! A district that has just joined: an agreement, running services, nobody in them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use access::{Caller, Issuer, Role};
use decider::{ActorId, DistrictId};
use matching::Matching;
use proto::{
    programmes::v1::{
        AgeBetween, ImmigrantBackground, MunicipalityCovered, Programme, ProgrammeKind, TargetRule, VolunteerRules,
        target_rule::Rule,
    },
    referrals::v1::{
        AgreementScope, Coverage, GetOfferingRequest, Partner, PartnerAgreement, PartnerKind, RecordAgreementRequest,
    },
};
use referrals::Referrals;
use rinnalla::{
    Settings, Surroundings,
    commands::{
        import::{Imported, Pairs, pairs},
        keys,
    },
};
use rpc::{
    matching::v1::{matches_service_client::MatchesServiceClient, volunteers_service_client::VolunteersServiceClient},
    referrals::v1::{
        offering_service_client::OfferingServiceClient, persons_service_client::PersonsServiceClient,
        referrals_service_client::ReferralsServiceClient,
    },
    scheduling::v1::meetings_service_client::MeetingsServiceClient,
};
use scheduling::Scheduling;
use tempfile::TempDir;
use testing::{As, Cluster, Ground, Running, ServiceDatabase, eventually, random_id};
use tonic::{service::interceptor::InterceptedService, transport::Channel};

type Authorised = InterceptedService<Channel, As>;

pub(crate) const FRIEND: &str = "friend-for-a-mother";

pub(crate) struct District {
    ground: Ground,
    id: DistrictId,
    referrals: Running,
    matching: Running,
    scheduling: Running,
    folder: TempDir,
}

impl District {
    pub(crate) async fn join() -> Self {
        let (ground, folder) = (Ground::new(Cluster::R1).await, TempDir::new().unwrap());
        keys::init(&folder.path().join("keys"), Surroundings::of_this_machine()).unwrap();
        let verifying = folder.path().join("keys/token-verifying.pem");
        fs::copy(verifying, ground.key_file("token-verifying.pem")).unwrap();
        let id = ground.open("satakunta", &[programme()]).await;
        let referrals = ground.start::<Referrals>().await;
        let matching = ground.start::<Matching>().await;
        let scheduling = ground.start::<Scheduling>().await;
        let district = Self { ground, id, referrals, matching, scheduling, folder };
        district.agree().await;
        district
    }

    pub(crate) async fn stop(self) {
        self.scheduling.stop().await;
        self.matching.stop().await;
        self.referrals.stop().await;
    }

    async fn agree(&self) {
        let agreement = PartnerAgreement {
            agreement_id: "pori".to_owned(),
            partner: Some(Partner {
                partner_id: "pori".to_owned(),
                name: "Pori".to_owned(),
                kind: PartnerKind::Municipality.into(),
            }),
            scope: AgreementScope::OneProgramme.into(),
            valid_from: "2020-01-01".to_owned(),
            coverage: vec![Coverage {
                programme_id: FRIEND.to_owned(),
                municipality_codes: vec!["609".to_owned()],
                from: String::new(),
            }],
            ..PartnerAgreement::default()
        };
        let record = RecordAgreementRequest {
            request_id: random_id().to_string(),
            agreement: Some(agreement),
            occurred_on: String::new(),
        };
        let mut offering = OfferingServiceClient::with_interceptor(self.referrals.channel.clone(), self.manager());
        offering.record_agreement(record).await.unwrap();
        eventually("the agreement", async || {
            let offered = offering.clone().get_offering(GetOfferingRequest {}).await.ok()?.into_inner();
            (!offered.agreements.is_empty()).then_some(())
        })
        .await;
    }

    fn manager(&self) -> As {
        let caller = Caller {
            actor: ActorId::new("f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11"),
            role: Role::Manager,
            district: self.id.clone(),
            object: None,
        };
        As::new(Issuer::read(&self.folder.path().join("keys/token-signing.pem")).unwrap().issue(&caller, 600).unwrap())
    }

    pub(crate) fn persons(&self) -> PersonsServiceClient<Authorised> {
        PersonsServiceClient::with_interceptor(self.referrals.channel.clone(), self.manager())
    }

    pub(crate) fn referring(&self) -> ReferralsServiceClient<Authorised> {
        ReferralsServiceClient::with_interceptor(self.referrals.channel.clone(), self.manager())
    }

    pub(crate) fn matches(&self) -> MatchesServiceClient<Authorised> {
        MatchesServiceClient::with_interceptor(self.matching.channel.clone(), self.manager())
    }

    pub(crate) fn volunteers(&self) -> VolunteersServiceClient<Authorised> {
        VolunteersServiceClient::with_interceptor(self.matching.channel.clone(), self.manager())
    }

    pub(crate) fn meetings(&self) -> MeetingsServiceClient<Authorised> {
        MeetingsServiceClient::with_interceptor(self.scheduling.channel.clone(), self.manager())
    }

    /// What the operator would type.
    pub(crate) fn asked(&self, text: &[u8]) -> Pairs {
        let file = self.folder.path().join("pairs.csv");
        fs::write(&file, text).unwrap();
        Pairs {
            district: self.id.clone(),
            file,
            for_all: vec![],
            override_justification: None,
            despite_duplicates: false,
            apply: false,
        }
    }

    pub(crate) async fn import(&self, asked: &Pairs) -> Imported {
        pairs(asked, &self.settings(), Surroundings::of_this_machine()).await.unwrap()
    }

    pub(crate) fn settings(&self) -> Settings {
        let nats = self.ground.nats_settings("operator");
        let path = |path: PathBuf| path.to_str().unwrap().to_owned();
        let pairs = [
            ("INSTALLATION", self.ground.installation.to_string()),
            ("NATS_URL", nats.url),
            ("NATS_MONITOR", nats.monitors.join(",")),
            ("NATS_USER", nats.user),
            ("NATS_PASSWORD", nats.password),
            ("KEYRING_URL", self.ground.keyring_database.owner_url.clone()),
            ("INSTALLATION_KEY", path(self.ground.key_file("installation.key"))),
            ("TOKEN_SIGNING_KEY", path(self.folder.path().join("keys/token-signing.pem"))),
            ("REFERRALS_URL", format!("http://{}", self.referrals.grpc)),
            ("MATCHING_URL", format!("http://{}", self.matching.grpc)),
        ];
        Settings::from_pairs(pairs.map(|(name, value)| (format!("RINNALLA_{name}"), value)))
    }

    pub(crate) fn slug(&self) -> String {
        self.id.to_string()
    }

    pub(crate) async fn console_database(&self) -> ServiceDatabase {
        self.ground.database("console").await
    }

    /// Of a console that asks these services.
    pub(crate) fn console_settings(&self, database_url: &str) -> BTreeMap<&'static str, String> {
        let key = self.folder.path().join("keys/token-signing.pem").to_str().unwrap().to_owned();
        BTreeMap::from([
            ("RINNALLA_DATABASE_URL", database_url.to_owned()),
            ("RINNALLA_TOKEN_SIGNING_KEY", key),
            ("RINNALLA_REFERRALS_URL", format!("http://{}", self.referrals.grpc)),
            ("RINNALLA_MATCHING_URL", format!("http://{}", self.matching.grpc)),
            ("RINNALLA_SCHEDULING_URL", format!("http://{}", self.scheduling.grpc)),
            // Nobody asks these.
            ("RINNALLA_REPORTING_URL", "http://127.0.0.1:1".to_owned()),
            ("RINNALLA_NATIONAL_URL", "http://127.0.0.1:1".to_owned()),
        ])
    }

    /// Messages in the district's stream of a context.
    pub(crate) async fn messages(&self, context: &str) -> u64 {
        let jetstream = async_nats::jetstream::new(self.ground.operator.clone());
        let stream = jetstream.get_stream(format!("EV_{context}_{}", self.id)).await.unwrap();
        stream.cached_info().state.messages
    }
}

fn programme() -> Programme {
    let rule = |id: &str, rule| TargetRule { rule_id: id.to_owned(), rule: Some(rule) };
    Programme {
        programme_id: FRIEND.to_owned(),
        version: 1,
        valid_from: "2018-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        name: [("fi".to_owned(), "Ystäväksi maahanmuuttajaäidille".to_owned())].into(),
        target_group: vec![
            rule("municipality-covered", Rule::MunicipalityCovered(MunicipalityCovered {})),
            rule("immigrant-background", Rule::ImmigrantBackground(ImmigrantBackground {})),
            rule("grown-up", Rule::AgeBetween(AgeBetween { from_years: 18, to_years: 99 })),
        ],
        acknowledge_working_days: 3,
        term_months: 12,
        check_in_days: vec![14, 30],
        coordinator_at_first_meeting: true,
        volunteer: Some(VolunteerRules {
            languages_any: vec!["fi".to_owned(), "sv".to_owned()],
            women_only: true,
            training_hours: 3,
            default_capacity: 1,
            ..VolunteerRules::default()
        }),
        ..Programme::default()
    }
}
