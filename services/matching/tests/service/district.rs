use access::Role;
use decider::DistrictId;
use matching::Matching;
use proto::{
    matching::v1::{
        ApplyAsVolunteerRequest, ApproveVolunteerRequest, AssessRoleRequest, ListProposalsRequest,
        ListSupportRequestsRequest, MatchingProfile, ProposeMatchRequest, RecordConfidentialityPledgeRequest,
        RecordInterviewRequest, RecordProposalAnswerRequest, RecordTrainingRequest, Side, SupportRequestSummary,
        TimeOfWeek, Wish,
    },
    programmes::v1::{ExtractRule, LanguageLevel, Programme, ProgrammeKind, VolunteerRules},
    referrals::v1::{
        AcceptReferralRequest, AgreementScope, Answer, CheckTargetGroupRequest, Coverage, Gender, GetReferralRequest,
        GivenBy, Partner, PartnerAgreement, PartnerKind, PersonFacts, PersonIdentity, PersonRole,
        RecordAgreementRequest, Referral, ReferralSource, RegisterPersonRequest, SpokenLanguage, SubmitReferralRequest,
    },
};
use referrals::Referrals;
use rpc::{
    matching::v1::{
        groups_service_client::GroupsServiceClient, links_service_client::LinksServiceClient,
        matches_service_client::MatchesServiceClient, volunteers_service_client::VolunteersServiceClient,
    },
    referrals::v1::{
        offering_service_client::OfferingServiceClient, persons_service_client::PersonsServiceClient,
        referrals_service_client::ReferralsServiceClient,
    },
};
use testing::{As, Cluster, Ground, Running, eventually, random_id};
use tonic::{Status, service::interceptor::InterceptedService, transport::Channel};
use tonic_types::StatusExt as _;

pub(crate) type Authorised = InterceptedService<Channel, As>;

/// Both services with one open district whose agreement covers Pori (609) and Rauma (684).
pub(crate) struct District {
    pub(crate) ground: Ground,
    pub(crate) id: DistrictId,
    pub(crate) referrals: Running,
    pub(crate) matching: Running,
}

pub(crate) const FRIEND: &str = "friend-for-a-mother";
pub(crate) const WEEKLY: &str = "weekly-mothers-groups";

pub(crate) fn programmes() -> [Programme; 2] {
    let friend = Programme {
        programme_id: FRIEND.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        acknowledge_working_days: 3,
        term_months: 12,
        check_in_days: vec![14, 30],
        volunteer: Some(VolunteerRules {
            languages_any: vec!["fi".to_owned(), "sv".to_owned()],
            women_only: true,
            training_hours: 3,
            default_capacity: 1,
            ..VolunteerRules::default()
        }),
        ..Programme::default()
    };
    let weekly = Programme {
        programme_id: WEEKLY.to_owned(),
        kind: ProgrammeKind::Group.into(),
        volunteer: None,
        ..friend.clone()
    };
    [friend, weekly]
}

impl District {
    pub(crate) async fn open() -> Self {
        Self::open_on(Cluster::R1).await
    }

    pub(crate) async fn open_on(cluster: Cluster) -> Self {
        Self::open_with(cluster, &programmes()).await
    }

    pub(crate) async fn open_with(cluster: Cluster, programmes: &[Programme]) -> Self {
        let ground = Ground::new(cluster).await;
        let id = ground.open("satakunta", programmes).await;
        let referrals = ground.start::<Referrals>().await;
        let matching = ground.start::<Matching>().await;
        let district = Self { ground, id, referrals, matching };
        district.agree("2020-01-01", "").await;
        district
    }

    /// Another district, once both services have heard of it.
    pub(crate) async fn another(&self, name: &str, programmes: &[Programme]) -> DistrictId {
        let other = self.ground.open(name, programmes).await;
        let token = self.ground.token(&other, Role::Manager, "manager");
        self.referrals.heard_of(&token, "/rinnalla.referrals.v1.OfferingService/GetOffering").await;
        self.matching.heard_of(&token, "/rinnalla.matching.v1.VolunteersService/ListVolunteers").await;
        other
    }

    pub(crate) async fn stop(self) {
        self.matching.stop().await;
        self.referrals.stop().await;
    }

    pub(crate) async fn agree(&self, valid_from: &str, valid_to: &str) {
        let coverage = |programme_id: &str| Coverage {
            programme_id: programme_id.to_owned(),
            municipality_codes: vec!["609".to_owned(), "684".to_owned()],
            from: String::new(),
        };
        let agreement = PartnerAgreement {
            agreement_id: "pori".to_owned(),
            partner: Some(Partner {
                partner_id: "pori".to_owned(),
                name: "Pori".to_owned(),
                kind: PartnerKind::Municipality.into(),
            }),
            scope: AgreementScope::OneProgramme.into(),
            valid_from: valid_from.to_owned(),
            valid_to: valid_to.to_owned(),
            coverage: vec![coverage(FRIEND), coverage(WEEKLY)],
            ..PartnerAgreement::default()
        };
        let request =
            RecordAgreementRequest { request_id: request_id(), agreement: Some(agreement), occurred_on: String::new() };
        let reply = self.offering(Role::Manager).record_agreement(request).await.unwrap();
        self.caught_up(&reply).await;
    }

    /// Waits until matching has seen what a reply of either service tells of.
    pub(crate) async fn caught_up<T: Sync>(&self, reply: &tonic::Response<T>) {
        let seen = self.as_role(Role::Coordinator).after(reply);
        eventually("matching to catch up", async || {
            let listed = MatchesServiceClient::with_interceptor(self.matching.channel.clone(), seen.clone())
                .list_proposals(ListProposalsRequest::default())
                .await
                .unwrap();
            listed.metadata().get("x-rinnalla-behind").is_none().then_some(())
        })
        .await;
    }

    pub(crate) fn as_role(&self, role: Role) -> As {
        As::new(self.ground.token(&self.id, role, "f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11"))
    }

    pub(crate) fn volunteers(&self, role: Role) -> VolunteersServiceClient<Authorised> {
        VolunteersServiceClient::with_interceptor(self.matching.channel.clone(), self.as_role(role))
    }

    pub(crate) fn matches(&self, role: Role) -> MatchesServiceClient<Authorised> {
        MatchesServiceClient::with_interceptor(self.matching.channel.clone(), self.as_role(role))
    }

    pub(crate) fn groups(&self, role: Role) -> GroupsServiceClient<Authorised> {
        GroupsServiceClient::with_interceptor(self.matching.channel.clone(), self.as_role(role))
    }

    pub(crate) fn links(&self, role: Role) -> LinksServiceClient<Authorised> {
        LinksServiceClient::with_interceptor(self.matching.channel.clone(), self.as_role(role))
    }

    /// As whoever holds a link.
    pub(crate) fn holder(&self, token_object: &str) -> LinksServiceClient<Authorised> {
        let token = As::new(self.ground.link_token(&self.id, token_object));
        LinksServiceClient::with_interceptor(self.matching.channel.clone(), token)
    }

    pub(crate) fn referring(&self, role: Role) -> ReferralsServiceClient<Authorised> {
        ReferralsServiceClient::with_interceptor(self.referrals.channel.clone(), self.as_role(role))
    }

    pub(crate) fn persons(&self, role: Role) -> PersonsServiceClient<Authorised> {
        PersonsServiceClient::with_interceptor(self.referrals.channel.clone(), self.as_role(role))
    }

    pub(crate) fn offering(&self, role: Role) -> OfferingServiceClient<Authorised> {
        OfferingServiceClient::with_interceptor(self.referrals.channel.clone(), self.as_role(role))
    }

    /// An invented Finnish-speaking woman the district knows.
    pub(crate) async fn person(&self, municipality: &str) -> String {
        let request = RegisterPersonRequest {
            request_id: request_id(),
            identity: Some(PersonIdentity {
                given_name: "Aino".to_owned(),
                family_name: "Vapaaehtoinen".to_owned(),
                ..PersonIdentity::default()
            }),
            facts: Some(facts(municipality, "fi")),
            role: PersonRole::Volunteer.into(),
            ..RegisterPersonRequest::default()
        };
        let reply = self.persons(Role::Coordinator).register_person(request).await.unwrap();
        self.caught_up(&reply).await;
        reply.into_inner().person_id
    }

    pub(crate) async fn applied(&self, municipality: &str) -> String {
        let apply = ApplyAsVolunteerRequest {
            request_id: request_id(),
            person_id: self.person(municipality).await,
            programme_id: FRIEND.to_owned(),
            capacity_wish: 1,
            profile: Some(MatchingProfile {
                availability: vec![TimeOfWeek::WeekdayMorning.into()],
                interests: vec!["cooking".to_owned()],
                wishes: vec![Wish::PractiseLanguage.into()],
            }),
            introduction: "Pidän metsästä".to_owned(),
            motivation: String::new(),
            occurred_on: String::new(),
        };
        let reply = self.volunteers(Role::Coordinator).apply_as_volunteer(apply).await.unwrap();
        self.caught_up(&reply).await;
        reply.into_inner().volunteer_id
    }

    /// A volunteer who has done every step, and may have so many matches at once.
    pub(crate) async fn approved(&self, municipality: &str, capacity: u32) -> String {
        let volunteer_id = self.applied(municipality).await;
        let mut coordinator = self.volunteers(Role::Coordinator);
        coordinator.record_training(training(&volunteer_id, 180)).await.unwrap();
        coordinator.record_interview(interview(&volunteer_id)).await.unwrap();
        coordinator.record_confidentiality_pledge(pledge(&volunteer_id)).await.unwrap();
        coordinator.assess_role(assessment(&volunteer_id, false)).await.unwrap();
        let reply = coordinator.approve_volunteer(approval(&volunteer_id, capacity)).await.unwrap();
        self.caught_up(&reply).await;
        volunteer_id
    }

    /// A mother handed in and taken in; gives the referral and who she is.
    pub(crate) async fn taken_in(&self, programme_id: &str) -> (String, String) {
        let mut coordinator = self.referring(Role::Coordinator);
        let submitted = coordinator.submit_referral(submission(programme_id)).await.unwrap().into_inner();
        let referral_id = submitted.referral_id.clone();
        let check = CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: String::new(),
        };
        coordinator.check_target_group(check).await.unwrap();
        let accept = AcceptReferralRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            ..AcceptReferralRequest::default()
        };
        let reply = coordinator.accept_referral(accept).await.unwrap();
        self.caught_up(&reply).await;
        (referral_id, submitted.person_id)
    }

    /// The support request of somebody taken in.
    pub(crate) async fn waiting(&self) -> SupportRequestSummary {
        let (_, person_id) = self.taken_in(FRIEND).await;
        self.request_of(&person_id).await.unwrap()
    }

    /// Whatever its status.
    pub(crate) async fn request_of(&self, person_id: &str) -> Option<SupportRequestSummary> {
        let list = ListSupportRequestsRequest {
            statuses: vec![1, 2, 3],
            person_id: person_id.to_owned(),
            ..ListSupportRequestsRequest::default()
        };
        let listed = self.matches(Role::Coordinator).list_support_requests(list).await.unwrap();
        listed.into_inner().support_requests.pop()
    }

    pub(crate) async fn referral(&self, referral_id: &str) -> Referral {
        eventually("the row of the referral", async || {
            let get = GetReferralRequest { referral_id: referral_id.to_owned() };
            self.referring(Role::Coordinator).get_referral(get).await.ok()?.into_inner().referral
        })
        .await
    }

    pub(crate) async fn propose(&self, support_request_id: &str, volunteer_id: &str) -> String {
        let propose = proposal(support_request_id, volunteer_id);
        self.matches(Role::Coordinator).propose_match(propose).await.unwrap().into_inner().proposal_id
    }

    /// Both sides say yes.
    pub(crate) async fn both_agree(&self, proposal_id: &str) {
        for side in [Side::Participant, Side::Volunteer] {
            self.matches(Role::Coordinator).record_proposal_answer(answer(proposal_id, side, true)).await.unwrap();
        }
    }
}

pub(crate) fn request_id() -> String {
    random_id().to_string()
}

/// The stable reason of a rule that refused, and its facts.
pub(crate) fn refusal(status: &Status) -> (String, std::collections::HashMap<String, String>) {
    let info = status.get_details_error_info().unwrap_or_else(|| panic!("not a rule: {status:?}"));
    (info.reason, info.metadata)
}

pub(crate) fn reason(status: &Status) -> String {
    refusal(status).0
}

pub(crate) fn facts(municipality: &str, language: &str) -> PersonFacts {
    PersonFacts {
        municipality_code: municipality.to_owned(),
        birth_month: "1990-05".to_owned(),
        gender: Gender::Woman.into(),
        immigrant_background: Answer::Yes.into(),
        languages: vec![SpokenLanguage { code: language.to_owned(), level: LanguageLevel::Native.into() }],
        child_birth_months: vec!["2020-01".to_owned()],
        ..PersonFacts::default()
    }
}

/// A clinic's referral of an invented mother in Pori.
pub(crate) fn submission(programme_id: &str) -> SubmitReferralRequest {
    SubmitReferralRequest {
        request_id: request_id(),
        programme_id: programme_id.to_owned(),
        source: ReferralSource::Clinic.into(),
        she_knows_and_agrees: true,
        identity: Some(PersonIdentity {
            given_name: "Nadia".to_owned(),
            family_name: "Esimerkki".to_owned(),
            ..PersonIdentity::default()
        }),
        facts: Some(facts("609", "ar")),
        consent_language: "ar".to_owned(),
        ..SubmitReferralRequest::default()
    }
}

pub(crate) fn training(volunteer_id: &str, minutes: u32) -> RecordTrainingRequest {
    RecordTrainingRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        minutes,
        topic: "basic".to_owned(),
        occurred_on: String::new(),
    }
}

pub(crate) fn interview(volunteer_id: &str) -> RecordInterviewRequest {
    RecordInterviewRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        note: "Rauhallinen".to_owned(),
        occurred_on: String::new(),
    }
}

pub(crate) fn pledge(volunteer_id: &str) -> RecordConfidentialityPledgeRequest {
    RecordConfidentialityPledgeRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        wording_version: "1".to_owned(),
        given_by: GivenBy::Paper.into(),
        occurred_on: String::new(),
    }
}

pub(crate) fn assessment(volunteer_id: &str, extract_required: bool) -> AssessRoleRequest {
    AssessRoleRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        role: "friend".to_owned(),
        conditions: Some(ExtractRule {
            regular_contact_with_minors: true,
            personal_interaction: true,
            alone_with_minors: extract_required,
        }),
        occurred_on: String::new(),
    }
}

pub(crate) fn approval(volunteer_id: &str, capacity: u32) -> ApproveVolunteerRequest {
    ApproveVolunteerRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id.to_owned(),
        capacity,
        occurred_on: String::new(),
    }
}

pub(crate) fn proposal(support_request_id: &str, volunteer_id: &str) -> ProposeMatchRequest {
    ProposeMatchRequest {
        request_id: request_id(),
        support_request_id: support_request_id.to_owned(),
        volunteer_id: volunteer_id.to_owned(),
        ..ProposeMatchRequest::default()
    }
}

pub(crate) fn answer(proposal_id: &str, side: Side, yes: bool) -> RecordProposalAnswerRequest {
    RecordProposalAnswerRequest {
        request_id: request_id(),
        proposal_id: proposal_id.to_owned(),
        side: side.into(),
        yes,
        given_by: GivenBy::Spoken.into(),
        ..RecordProposalAnswerRequest::default()
    }
}
