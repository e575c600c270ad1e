use access::Role;
use decider::DistrictId;
use proto::{
    programmes::v1::{
        ImmigrantBackground, MunicipalityCovered, Programme, ProgrammeKind, TargetRule, target_rule::Rule,
    },
    referrals::v1::{
        AgreementScope, Answer, Coverage, Gender, Partner, PartnerAgreement, PartnerKind, PersonFacts, PersonIdentity,
        RecordAgreementRequest, ReferralSource, ReferrerContact, SubmitReferralRequest,
    },
};
use referrals::Referrals;
use rpc::referrals::v1::{
    offering_service_client::OfferingServiceClient, persons_service_client::PersonsServiceClient,
    referrals_service_client::ReferralsServiceClient,
};
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{service::interceptor::InterceptedService, transport::Channel};

pub(crate) type Authorised = InterceptedService<Channel, As>;

/// A running service with one open district whose agreement covers Pori (609) for one programme.
pub(crate) struct District {
    pub(crate) ground: Ground,
    pub(crate) id: DistrictId,
    pub(crate) service: Running,
}

pub(crate) const PROGRAMME: &str = "friend-for-a-mother";

pub(crate) fn programme() -> Programme {
    let rule = |rule_id: &str, rule: Rule| TargetRule { rule_id: rule_id.to_owned(), rule: Some(rule) };
    Programme {
        programme_id: PROGRAMME.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        acknowledge_working_days: 3,
        target_group: vec![
            rule("municipality", Rule::MunicipalityCovered(MunicipalityCovered {})),
            rule("background", Rule::ImmigrantBackground(ImmigrantBackground {})),
        ],
        ..Programme::default()
    }
}

impl District {
    pub(crate) async fn open() -> Self {
        Self::open_on(Cluster::R1).await
    }

    pub(crate) async fn open_on(cluster: Cluster) -> Self {
        let ground = Ground::new(cluster).await;
        let id = ground.open("satakunta", &[programme()]).await;
        let service = ground.start::<Referrals>().await;
        let district = Self { ground, id, service };
        district.agree(&["609"]).await;
        district
    }

    /// Another district with the same programme, once the service has heard of it.
    pub(crate) async fn another(&self) -> DistrictId {
        let other = self.ground.open("varsinais-suomi", &[programme()]).await;
        let token = self.ground.token(&other, Role::Manager, "manager");
        self.service.heard_of(&token, "/rinnalla.referrals.v1.OfferingService/GetOffering").await;
        other
    }

    pub(crate) async fn agree(&self, codes: &[&str]) {
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
                programme_id: PROGRAMME.to_owned(),
                municipality_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
                from: String::new(),
            }],
            ..PartnerAgreement::default()
        };
        let request = RecordAgreementRequest {
            request_id: random_id().to_string(),
            agreement: Some(agreement),
            occurred_on: String::new(),
        };
        let reply = self.offering(Role::Manager).record_agreement(request).await.unwrap();
        // What follows reads the agreement.
        let seen = self.as_role(Role::Manager).after(&reply);
        OfferingServiceClient::with_interceptor(self.service.channel.clone(), seen)
            .get_offering(proto::referrals::v1::GetOfferingRequest {})
            .await
            .unwrap();
    }

    pub(crate) fn as_role(&self, role: Role) -> As {
        As::new(self.ground.token(&self.id, role, "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11"))
    }

    pub(crate) fn referrals(&self, role: Role) -> ReferralsServiceClient<Authorised> {
        ReferralsServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(role))
    }

    pub(crate) fn persons(&self, role: Role) -> PersonsServiceClient<Authorised> {
        PersonsServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(role))
    }

    pub(crate) fn offering(&self, role: Role) -> OfferingServiceClient<Authorised> {
        OfferingServiceClient::with_interceptor(self.service.channel.clone(), self.as_role(role))
    }
}

/// A clinic's referral of an invented mother in Pori.
pub(crate) fn submission() -> SubmitReferralRequest {
    SubmitReferralRequest {
        request_id: random_id().to_string(),
        programme_id: PROGRAMME.to_owned(),
        source: ReferralSource::Clinic.into(),
        she_knows_and_agrees: true,
        identity: Some(PersonIdentity {
            given_name: "Nadia".to_owned(),
            family_name: "Esimerkki".to_owned(),
            phone: "+358 40 1234567".to_owned(),
            ..PersonIdentity::default()
        }),
        facts: Some(PersonFacts {
            municipality_code: "609".to_owned(),
            birth_month: "1994-05".to_owned(),
            gender: Gender::Woman.into(),
            immigrant_background: Answer::Yes.into(),
            ..PersonFacts::default()
        }),
        referrer: Some(ReferrerContact { name: "Terveydenhoitaja Malli".to_owned(), ..ReferrerContact::default() }),
        wish: "Iltaisin puistoon lasten kanssa".to_owned(),
        consent_language: "ar".to_owned(),
        ..SubmitReferralRequest::default()
    }
}
