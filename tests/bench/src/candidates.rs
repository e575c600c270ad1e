//! Ranked proposals for one request, from a pool of volunteers, by the matching service as it is reached over the
//! network, with rows under row-level security and the view log written.

use std::time::{Duration, Instant};

use access::Role;
use anyhow::Context as _;
use decider::DistrictId;
use futures::future::try_join_all;
use matching::Matching;
use proto::{
    matching::v1::{
        ApplyAsVolunteerRequest, ApproveVolunteerRequest, ApproveVolunteerResponse, AssessRoleRequest,
        ListProposalsRequest, ListSupportRequestsRequest, MatchingProfile, RankCandidatesRequest,
        RecordConfidentialityPledgeRequest, RecordInterviewRequest, RecordTrainingRequest, TimeOfWeek, Wish,
    },
    programmes::v1::{ExtractRule, LanguageLevel, Programme, ProgrammeKind, VolunteerRules},
    referrals::v1::{
        AcceptReferralRequest, AgreementScope, Answer, CheckTargetGroupRequest, Coverage, Gender, GivenBy, Partner,
        PartnerAgreement, PartnerKind, PersonFacts, PersonIdentity, PersonRole, RecordAgreementRequest, ReferralSource,
        RegisterPersonRequest, RegisterPersonResponse, SpokenLanguage, SubmitReferralRequest,
    },
};
use referrals::Referrals;
use rpc::{
    matching::v1::{matches_service_client::MatchesServiceClient, volunteers_service_client::VolunteersServiceClient},
    referrals::v1::{
        offering_service_client::OfferingServiceClient, persons_service_client::PersonsServiceClient,
        referrals_service_client::ReferralsServiceClient,
    },
};
use testing::{As, Cluster, Ground, Running, random_id};
use tonic::{Response, service::interceptor::InterceptedService, transport::Channel};

use crate::{
    Effort,
    closed_loop::closed_loop,
    report::{Better, Report},
    scene::{BEHIND, channels},
};

/// Who fill the pool in, each with volunteers of her own.
const CLIENTS: usize = 40;
const SHARE: usize = 50;
const VOLUNTEERS: usize = CLIENTS * SHARE;
const CAUGHT_UP_WITHIN: Duration = Duration::from_mins(5);
const FRIEND: &str = "friend-for-a-mother";
const TIMES: [TimeOfWeek; 5] = [
    TimeOfWeek::WeekdayMorning,
    TimeOfWeek::WeekdayAfternoon,
    TimeOfWeek::WeekdayEvening,
    TimeOfWeek::WeekendDay,
    TimeOfWeek::WeekendEvening,
];
const WISHES: [Wish; 4] = [Wish::Company, Wish::PractiseLanguage, Wish::Parenting, Wish::Society];

type Authorised = InterceptedService<Channel, As>;

pub(crate) async fn measure(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let district = District::open().await?;
    let support_request_id = district.somebody_waits().await?;
    district.volunteers_come().await?;
    let matches = MatchesServiceClient::with_interceptor(district.matching_channel.clone(), district.coordinator());
    let ask = move |mut matches: MatchesServiceClient<Authorised>, _: usize| {
        let request = RankCandidatesRequest {
            support_request_id: support_request_id.clone(),
            ..RankCandidatesRequest::default()
        };
        async move {
            let ranked = matches.rank_candidates(request).await?.into_inner();
            anyhow::ensure!(ranked.total as usize == VOLUNTEERS, "{} volunteers are ranked", ranked.total);
            anyhow::ensure!(ranked.candidates.len() == 50, "a page of {}", ranked.candidates.len());
            Ok(matches)
        }
    };
    closed_loop(vec![matches.clone()], 50, ask.clone()).await?;
    let measured = closed_loop(vec![matches], effort.operations / 20, ask).await?;
    let name = format!("ranked proposals for one request among {VOLUNTEERS} volunteers, p99");
    report.judge(&name, measured.percentile(0.99), "ms", 20.0, Better::Lower);
    report.note("  p50", measured.percentile(0.5), "ms", Better::Lower);
    district.matching.stop().await;
    district.referrals.stop().await;
    Ok(())
}

/// Two services and a district whose agreement covers two municipalities.
struct District {
    ground: Ground,
    id: DistrictId,
    referrals: Running,
    matching: Running,
    referrals_channel: Channel,
    matching_channel: Channel,
}

impl District {
    async fn open() -> anyhow::Result<Self> {
        let ground = Ground::new(Cluster::R1).await;
        let id = ground.open("bench", &[programme()]).await;
        let (mut settings, database) = ground.settings::<Referrals>().await;
        // As in production.
        (settings.connections, settings.keys_kept_for) = (16, Duration::from_mins(1));
        let referrals = Running::start::<Referrals>(settings, database).await;
        let (mut settings, database) = ground.settings::<Matching>().await;
        (settings.connections, settings.keys_kept_for) = (16, Duration::from_mins(1));
        let matching = Running::start::<Matching>(settings, database).await;
        let referrals_channel = channels(&format!("http://{}", referrals.grpc))?.remove(0);
        let matching_channel = channels(&format!("http://{}", matching.grpc))?.remove(0);
        let district = Self { ground, id, referrals, matching, referrals_channel, matching_channel };
        district.agree().await?;
        Ok(district)
    }

    fn coordinator(&self) -> As {
        self.as_role(Role::Coordinator)
    }

    fn as_role(&self, role: Role) -> As {
        As::new(self.ground.token(&self.id, role, &random_id().to_string()))
    }

    async fn agree(&self) -> anyhow::Result<()> {
        let agreement = PartnerAgreement {
            agreement_id: "pori".to_owned(),
            partner: Some(Partner {
                partner_id: "pori".to_owned(),
                name: "Pori".to_owned(),
                kind: PartnerKind::Municipality.into(),
            }),
            scope: AgreementScope::OneProgramme.into(),
            valid_from: "2020-01-01".to_owned(),
            coverage: vec![Coverage { programme_id: FRIEND.to_owned(), ..Coverage::default() }],
            ..PartnerAgreement::default()
        };
        let request =
            RecordAgreementRequest { request_id: request_id(), agreement: Some(agreement), occurred_on: String::new() };
        let manager = self.as_role(Role::Manager);
        let mut offering = OfferingServiceClient::with_interceptor(self.referrals_channel.clone(), manager);
        self.caught_up(&offering.record_agreement(request).await?).await
    }

    /// Waits until matching has seen what a reply tells of.
    async fn caught_up<T: Sync>(&self, reply: &Response<T>) -> anyhow::Result<()> {
        let seen = self.coordinator().after(reply);
        let mut matches = MatchesServiceClient::with_interceptor(self.matching_channel.clone(), seen);
        let began = Instant::now();
        while matches.list_proposals(ListProposalsRequest::default()).await?.metadata().contains_key(BEHIND) {
            anyhow::ensure!(began.elapsed() < CAUGHT_UP_WITHIN, "matching never caught up");
        }
        Ok(())
    }

    /// A mother is taken in: her support request.
    async fn somebody_waits(&self) -> anyhow::Result<String> {
        let mut referrals =
            ReferralsServiceClient::with_interceptor(self.referrals_channel.clone(), self.coordinator());
        let submitted = referrals.submit_referral(submission()).await?.into_inner();
        let referral_id = submitted.referral_id;
        let check = CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: referral_id.clone(),
            occurred_on: String::new(),
        };
        referrals.check_target_group(check).await?;
        let accept =
            AcceptReferralRequest { request_id: request_id(), referral_id, ..AcceptReferralRequest::default() };
        self.caught_up(&referrals.accept_referral(accept).await?).await?;
        let mut matches = MatchesServiceClient::with_interceptor(self.matching_channel.clone(), self.coordinator());
        let waiting = matches.list_support_requests(ListSupportRequestsRequest::default()).await?.into_inner();
        let request = waiting.support_requests.into_iter().next().context("nobody waits")?;
        Ok(request.support_request_id)
    }

    /// All of them, approved.
    async fn volunteers_come(&self) -> anyhow::Result<()> {
        let known = try_join_all((0..CLIENTS).map(|client| self.registered(client))).await?;
        for (_, last) in &known {
            self.caught_up(last).await?;
        }
        let approving = known.iter().enumerate().map(|(client, (ids, _))| self.approved(client, ids));
        for last in &try_join_all(approving).await? {
            self.caught_up(last).await?;
        }
        Ok(())
    }

    /// A client's share of persons, and the last reply.
    async fn registered(&self, client: usize) -> anyhow::Result<(Vec<String>, Response<RegisterPersonResponse>)> {
        let mut persons = PersonsServiceClient::with_interceptor(self.referrals_channel.clone(), self.coordinator());
        let mut ids = Vec::with_capacity(SHARE);
        loop {
            let reply = persons.register_person(registration(client * SHARE + ids.len())).await?;
            ids.push(reply.get_ref().person_id.clone());
            if ids.len() == SHARE {
                return Ok((ids, reply));
            }
        }
    }

    /// Each of them goes every step to approval; the last reply.
    async fn approved(&self, client: usize, ids: &[String]) -> anyhow::Result<Response<ApproveVolunteerResponse>> {
        let mut volunteers =
            VolunteersServiceClient::with_interceptor(self.matching_channel.clone(), self.coordinator());
        let mut last = None;
        for (n, person_id) in ids.iter().enumerate() {
            last = Some(approve(&mut volunteers, person_id, client * SHARE + n).await?);
        }
        last.context("a client without a share")
    }
}

async fn approve(
    volunteers: &mut VolunteersServiceClient<Authorised>,
    person_id: &str,
    n: usize,
) -> anyhow::Result<Response<ApproveVolunteerResponse>> {
    let apply = ApplyAsVolunteerRequest {
        request_id: request_id(),
        person_id: person_id.to_owned(),
        programme_id: FRIEND.to_owned(),
        capacity_wish: 1,
        profile: Some(profile(n)),
        introduction: "Pidän metsästä ja leipomisesta.".to_owned(),
        motivation: String::new(),
        occurred_on: String::new(),
    };
    let volunteer_id = volunteers.apply_as_volunteer(apply).await?.into_inner().volunteer_id;
    let (volunteer_id, occurred_on) = (|| volunteer_id.clone(), String::new);
    volunteers
        .record_training(RecordTrainingRequest {
            request_id: request_id(),
            volunteer_id: volunteer_id(),
            minutes: 180,
            topic: "basic".to_owned(),
            occurred_on: occurred_on(),
        })
        .await?;
    volunteers
        .record_interview(RecordInterviewRequest {
            request_id: request_id(),
            volunteer_id: volunteer_id(),
            note: String::new(),
            occurred_on: occurred_on(),
        })
        .await?;
    volunteers
        .record_confidentiality_pledge(RecordConfidentialityPledgeRequest {
            request_id: request_id(),
            volunteer_id: volunteer_id(),
            wording_version: "1".to_owned(),
            given_by: GivenBy::Paper.into(),
            occurred_on: occurred_on(),
        })
        .await?;
    volunteers
        .assess_role(AssessRoleRequest {
            request_id: request_id(),
            volunteer_id: volunteer_id(),
            role: "friend".to_owned(),
            conditions: Some(ExtractRule::default()),
            occurred_on: occurred_on(),
        })
        .await?;
    let approve = ApproveVolunteerRequest {
        request_id: request_id(),
        volunteer_id: volunteer_id(),
        capacity: 1,
        occurred_on: occurred_on(),
    };
    Ok(volunteers.approve_volunteer(approve).await?)
}

fn request_id() -> String {
    random_id().to_string()
}

fn programme() -> Programme {
    Programme {
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
    }
}

/// Of an invented woman; the n-th differs from others in what ranking compares.
fn facts(n: usize, languages: [&str; 2]) -> PersonFacts {
    let spoken = |code: &str| SpokenLanguage { code: code.to_owned(), level: LanguageLevel::Fluent.into() };
    PersonFacts {
        municipality_code: ["609", "684", "734", "853"][n % 4].to_owned(),
        birth_month: "1990-05".to_owned(),
        gender: Gender::Woman.into(),
        immigrant_background: Answer::Yes.into(),
        languages: languages.map(spoken).to_vec(),
        child_birth_months: vec![format!("{}-{:02}", 2010 + n % 14, 1 + n % 12)],
        ..PersonFacts::default()
    }
}

fn profile(n: usize) -> MatchingProfile {
    let interests = ["cooking", "outdoors", "crafts", "music", "garden"];
    MatchingProfile {
        availability: vec![TIMES[n % 5].into(), TIMES[n / 5 % 5].into()],
        interests: vec![interests[n % 5].to_owned(), interests[n / 3 % 5].to_owned()],
        wishes: vec![WISHES[n % 4].into()],
    }
}

fn registration(n: usize) -> RegisterPersonRequest {
    RegisterPersonRequest {
        request_id: request_id(),
        identity: Some(PersonIdentity {
            given_name: "Aino".to_owned(),
            family_name: format!("Mallinen {}", &random_id().simple().to_string()[..8]),
            ..PersonIdentity::default()
        }),
        facts: Some(facts(n, ["fi", ["ar", "uk", "so", "fa"][n % 4]])),
        role: PersonRole::Volunteer.into(),
        ..RegisterPersonRequest::default()
    }
}

fn submission() -> SubmitReferralRequest {
    SubmitReferralRequest {
        request_id: request_id(),
        programme_id: FRIEND.to_owned(),
        source: ReferralSource::Clinic.into(),
        she_knows_and_agrees: true,
        identity: Some(PersonIdentity {
            given_name: "Nadia".to_owned(),
            family_name: "Esimerkki".to_owned(),
            ..PersonIdentity::default()
        }),
        facts: Some(facts(0, ["ar", "so"])),
        consent_language: "ar".to_owned(),
        ..SubmitReferralRequest::default()
    }
}
