use std::collections::BTreeSet;

use access::Role;
use futures::future::join_all;
use proto::{
    matching::v1::{
        GetCohortRequest, HardRule, ListProposalsRequest, MatchStatus, PlanMatchesRequest, PlanMatchesResponse,
        PlanPair, PlannedPair, RankCandidatesRequest, RankCandidatesResponse, SupportRequestCloseReason,
        SupportRequestStatus, TermCode, TermSide, TimeOfWeek, UnmatchedReason as Reason, UnmatchedRequest,
    },
    programmes::v1::{Cohort, LanguageLevel, Programme, ProgrammeKind, VolunteerRules},
    referrals::v1::{
        AcceptReferralRequest, AgreementScope, CheckTargetGroupRequest, CloseReason, CloseReferralRequest, Coverage,
        Partner, PartnerAgreement, PartnerKind, PersonFacts, PersonIdentity, PersonRole, RecordAgreementRequest,
        ReferralStatus, RegisterPersonRequest, SpokenLanguage, SubmitReferralRequest,
    },
};
use rpc::matching::v1::matches_service_client::MatchesServiceClient;
use testing::{As, Cluster, eventually, random_id};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::district::{
    District, FRIEND, approval, assessment, facts, interview, pledge, programmes, proposal, reason, request_id,
    submission, training,
};

const MENTORING: &str = "career-mentoring";

impl District {
    async fn plan(&self, programme_id: &str, locked: &[PlanPair], vetoed: &[PlanPair]) -> PlanMatchesResponse {
        self.try_plan(programme_id, locked, vetoed).await.unwrap()
    }

    async fn try_plan(
        &self,
        programme_id: &str,
        locked: &[PlanPair],
        vetoed: &[PlanPair],
    ) -> Result<PlanMatchesResponse, Status> {
        let request = PlanMatchesRequest {
            programme_id: programme_id.to_owned(),
            locked: locked.to_vec(),
            vetoed: vetoed.to_vec(),
            ..PlanMatchesRequest::default()
        };
        Ok(self.matches(Role::Coordinator).plan_matches(request).await?.into_inner())
    }

    async fn ranked(&self, support_request_id: &str) -> RankCandidatesResponse {
        let rank = RankCandidatesRequest {
            support_request_id: support_request_id.to_owned(),
            ..RankCandidatesRequest::default()
        };
        self.matches(Role::Coordinator).rank_candidates(rank).await.unwrap().into_inner()
    }

    async fn proposals(&self) -> u32 {
        let listed = self.matches(Role::Coordinator).list_proposals(ListProposalsRequest::default()).await.unwrap();
        listed.into_inner().total
    }
}

fn pair(support_request_id: &str, volunteer_id: &str) -> PlanPair {
    PlanPair { support_request_id: support_request_id.to_owned(), volunteer_id: volunteer_id.to_owned() }
}

fn pairs(plan: &PlanMatchesResponse) -> BTreeSet<(&str, &str)> {
    plan.pairs.iter().map(|pair| (pair.support_request_id.as_str(), pair.volunteer_id.as_str())).collect()
}

fn violations(refused: &Status) -> Vec<(String, String)> {
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let told = refused.get_details_bad_request().unwrap().field_violations;
    told.into_iter().map(|violation| (violation.field, violation.description)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_tells_of_everybody_and_changes_nothing() {
    let district = District::open().await;
    let (first, second, third) = (district.waiting().await, district.waiting().await, district.waiting().await);
    let (near, far) = (district.approved("609", 1).await, district.approved("684", 1).await);
    let plan = district.plan(FRIEND, &[], &[]).await;
    assert_eq!(plan.pairs.len(), 2);
    assert_eq!(plan.pairs.iter().map(|pair| &pair.volunteer_id).collect::<BTreeSet<_>>(), [&near, &far].into());
    for PlannedPair { terms, waits_since, alternatives, locked, .. } in &plan.pairs {
        assert!(terms.iter().any(|term| term.side() == TermSide::For), "{terms:?}");
        assert_eq!((waits_since.as_str(), alternatives.len(), *locked), (first.waits_since.as_str(), 1, false));
    }
    let [left_out] = plan.unmatched.as_slice() else { panic!("{:?}", plan.unmatched) };
    assert_eq!(left_out.reason(), Reason::CandidatesGiven);
    assert_eq!((plan.free_volunteers.len(), plan.not_planned), (0, 0));
    // They wait since the same day.
    let mut ids = [first.support_request_id, second.support_request_id, third.support_request_id];
    ids.sort();
    assert_eq!(left_out.support_request_id, ids[2]);
    assert_eq!(district.plan(FRIEND, &[], &[]).await, plan);
    assert_eq!(district.proposals().await, 0);

    let mut superuser = district.matching.database.superuser().await;
    let shown: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select distinct p.person from kept.view v join kept.viewed p on p.district = v.district and p.view = v.id
         where v.method = '/rinnalla.matching.v1.MatchesService/PlanMatches'",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    assert_eq!(shown.len(), 5, "three who wait and two volunteers");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locks_and_vetoes_are_honoured_and_a_lock_that_cannot_be_kept_is_told_by_its_field() {
    let district = District::open().await;
    let mut ids = [district.waiting().await.support_request_id, district.waiting().await.support_request_id];
    ids.sort();
    let [earlier, later] = ids;
    let applied = district.applied("609").await;
    let (one, other) = (district.approved("609", 1).await, district.approved("609", 2).await);

    let locked = district.plan(FRIEND, &[pair(&later, &one)], &[]).await;
    assert_eq!(pairs(&locked), [(earlier.as_str(), other.as_str()), (later.as_str(), one.as_str())].into());
    assert_eq!(locked.pairs.iter().map(|pair| pair.locked).collect::<Vec<_>>(), [false, true]);
    assert_eq!(locked.free_volunteers.iter().map(|free| free.free_slots).collect::<Vec<_>>(), [1]);

    let vetoed = district.plan(FRIEND, &[], &[pair(&earlier, &one), pair(&later, &one)]).await;
    assert_eq!(pairs(&vetoed), [(earlier.as_str(), other.as_str()), (later.as_str(), other.as_str())].into());
    let both = [pair(&earlier, &one), pair(&earlier, &other)];
    let neither = district.plan(FRIEND, &[], &both).await;
    assert_eq!(neither.unmatched[0].reason(), Reason::CandidatesVetoed);

    let nobody = random_id().to_string();
    let locks = [pair(&nobody, &one), pair(&earlier, &nobody), pair(&earlier, &applied), pair(&later, &one)];
    let refused = district.try_plan(FRIEND, &locks, &[pair(&later, &one)]).await.unwrap_err();
    let told = |field: &str, description: &str| (field.to_owned(), description.to_owned());
    assert_eq!(
        violations(&refused),
        [
            told("locked[0].support_request_id", "does not wait in this programme"),
            told("locked[1].volunteer_id", "does not volunteer in this programme"),
            told("locked[2]", "is kept apart by a rule"),
            told("locked[3]", "is vetoed too"),
        ],
    );
    let twice = [pair(&earlier, &one), pair(&later, &one), pair(&earlier, &other)];
    assert_eq!(
        violations(&district.try_plan(FRIEND, &twice, &[]).await.unwrap_err()),
        [told("locked[1].volunteer_id", "has no slot left"), told("locked[2].support_request_id", "is locked twice"),],
    );
    let unreadable = district.try_plan("Not a slug", &[pair("x", "")], &[]).await.unwrap_err();
    let fields: Vec<_> = violations(&unreadable).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["programme_id", "locked[0].support_request_id", "locked[0].volunteer_id"]);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_coordinators_who_propose_the_same_plan_end_with_each_pair_proposed_once() {
    let district = District::open().await;
    for _ in 0..3 {
        district.waiting().await;
    }
    let full = district.approved("609", 3).await;
    let plan = district.plan(FRIEND, &[], &[]).await;
    assert_eq!(plan.pairs.len(), 3);
    let presses = plan.pairs.iter().flat_map(|pair| [pair, pair]).map(|pair| {
        let propose = proposal(&pair.support_request_id, &pair.volunteer_id);
        let mut coordinator = district.matches(Role::Coordinator);
        async move { coordinator.propose_match(propose).await }
    });
    let answers = join_all(presses).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        assert_eq!(reason(refused), "PAIR_ALREADY_PROPOSED");
    }
    for reply in answers.iter().flatten() {
        district.caught_up(reply).await;
    }
    assert_eq!(district.proposals().await, 3);

    // Whoever plans next leaves them to those proposals, and the volunteer's slots to whom she is asked about.
    let waits = district.waiting().await;
    let next = district.plan(FRIEND, &[], &[]).await;
    assert_eq!(next.pairs, []);
    let reasons: Vec<_> = next.unmatched.iter().map(UnmatchedRequest::reason).collect();
    assert_eq!(reasons.iter().filter(|reason| **reason == Reason::ProposalOpen).count(), 3);
    let asked = next.unmatched.iter().find(|one| one.support_request_id == waits.support_request_id).unwrap();
    assert_eq!(asked.reason(), Reason::CandidatesAsked);
    let locks = [pair(&plan.pairs[0].support_request_id, &full)];
    let refused = district.try_plan(FRIEND, &locks, &[]).await.unwrap_err();
    assert_eq!(violations(&refused)[0].1, "has a proposal that is not settled");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_candidate_is_told_the_one_change_and_the_one_volunteer_that_would_help() {
    let district = District::open().await;
    let request = district.waiting().await;
    let none = district.ranked(&request.support_request_id).await;
    assert_eq!((none.total, none.unlockings.len()), (0, 0));
    let [wanted] = none.wanted_volunteers.as_slice() else { panic!("{:?}", none.wanted_volunteers) };
    assert_eq!((wanted.municipality_code.as_str(), wanted.times.len()), ("609", 0));
    assert_eq!(wanted.languages_any, ["fi", "sv"]);
    assert_eq!(wanted.support_request_ids, [request.support_request_id.as_str()]);

    let applied = district.applied("609").await;
    let told = eventually("the row of the volunteer", async || {
        let told = district.ranked(&request.support_request_id).await;
        (!told.unlockings.is_empty()).then_some(told)
    })
    .await;
    let [change] = told.unlockings.as_slice() else { panic!("{:?}", told.unlockings) };
    assert_eq!((change.rule(), change.total), (HardRule::Approved, 1));
    assert_eq!(change.volunteers[0].volunteer_id, applied);

    let plan = district.plan(FRIEND, &[], &[]).await;
    assert_eq!(plan.unmatched[0].reason(), Reason::NoCandidate);
    assert_eq!(plan.unmatched[0].exclusions.len(), 1);
    assert_eq!(plan.wanted_volunteers, told.wanted_volunteers);
    assert_eq!(plan.wanted_agreements, []);

    // The agreement ends: nobody helps, unless somebody volunteers already where it would be made again.
    district.approved("609", 1).await;
    district.agree("2020-01-01", "2020-12-31").await;
    let uncovered = district.plan(FRIEND, &[], &[]).await;
    assert_eq!(uncovered.wanted_volunteers, []);
    let [agreement] = uncovered.wanted_agreements.as_slice() else { panic!("{:?}", uncovered.wanted_agreements) };
    assert_eq!(agreement.municipality_code, "609");
    assert_eq!(agreement.support_request_ids, [request.support_request_id.as_str()]);
    let told = district.ranked(&request.support_request_id).await;
    assert_eq!(told.unlockings[0].rule(), HardRule::AgreementCovers);
    assert_eq!(told.wanted_volunteers, []);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_knows_nothing_of_another_district() {
    let district = District::open().await;
    let request = district.waiting().await;
    let volunteer = district.approved("609", 1).await;
    let other = district.another("varsinais-suomi", &programmes()).await;
    let token = As::new(district.ground.token(&other, Role::Manager, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d"));
    let mut stranger = MatchesServiceClient::with_interceptor(district.matching.channel.clone(), token);
    let mut ask = async |locked: Vec<PlanPair>| {
        let request = PlanMatchesRequest { programme_id: FRIEND.to_owned(), locked, ..Default::default() };
        stranger.plan_matches(request).await
    };
    let empty = ask(Vec::new()).await.unwrap().into_inner();
    assert_eq!((empty.pairs.len(), empty.unmatched.len(), empty.free_volunteers.len()), (0, 0, 0));
    let known = ask(vec![pair(&request.support_request_id, &volunteer)]).await.unwrap_err();
    let unknown = ask(vec![pair(&random_id().to_string(), &random_id().to_string())]).await.unwrap_err();
    assert_eq!(violations(&known), violations(&unknown));
    district.stop().await;
}

fn mentoring() -> Programme {
    Programme {
        programme_id: MENTORING.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        acknowledge_working_days: 5,
        term_months: 8,
        check_in_days: vec![14, 30],
        volunteer: Some(VolunteerRules {
            same_profession: true,
            training_hours: 3,
            default_capacity: 1,
            ..VolunteerRules::default()
        }),
        ..Programme::default()
    }
}

/// Somebody of a profession who speaks everyday Finnish.
fn working(profession_code: &str) -> PersonFacts {
    PersonFacts {
        profession_code: profession_code.to_owned(),
        languages: vec![SpokenLanguage { code: "fi".to_owned(), level: LanguageLevel::Basic.into() }],
        ..facts("609", "ar")
    }
}

impl District {
    /// Another association, whose one agreement covers every municipality.
    async fn mentoring(mut self) -> Self {
        self.id = self.another("vaestoliitto", &[mentoring()]).await;
        let agreement = PartnerAgreement {
            agreement_id: "national".to_owned(),
            partner: Some(Partner {
                partner_id: "national".to_owned(),
                name: "Valtakunnallinen".to_owned(),
                kind: PartnerKind::Municipality.into(),
            }),
            scope: AgreementScope::OneProgramme.into(),
            valid_from: "2020-01-01".to_owned(),
            coverage: vec![Coverage { programme_id: MENTORING.to_owned(), ..Coverage::default() }],
            ..PartnerAgreement::default()
        };
        let request =
            RecordAgreementRequest { request_id: request_id(), agreement: Some(agreement), occurred_on: String::new() };
        let reply = self.offering(Role::Manager).record_agreement(request).await.unwrap();
        self.caught_up(&reply).await;
        self
    }

    async fn mentor(&self, profession_code: &str) -> String {
        let register = RegisterPersonRequest {
            request_id: request_id(),
            identity: Some(PersonIdentity { given_name: "Maija".to_owned(), ..PersonIdentity::default() }),
            facts: Some(working(profession_code)),
            role: PersonRole::Volunteer.into(),
            ..RegisterPersonRequest::default()
        };
        let reply = self.persons(Role::Coordinator).register_person(register).await.unwrap();
        self.caught_up(&reply).await;
        let apply = proto::matching::v1::ApplyAsVolunteerRequest {
            request_id: request_id(),
            person_id: reply.into_inner().person_id,
            programme_id: MENTORING.to_owned(),
            capacity_wish: 1,
            ..Default::default()
        };
        let mut coordinator = self.volunteers(Role::Coordinator);
        let volunteer_id = coordinator.apply_as_volunteer(apply).await.unwrap().into_inner().volunteer_id;
        coordinator.record_training(training(&volunteer_id, 180)).await.unwrap();
        coordinator.record_interview(interview(&volunteer_id)).await.unwrap();
        coordinator.record_confidentiality_pledge(pledge(&volunteer_id)).await.unwrap();
        coordinator.assess_role(assessment(&volunteer_id, false)).await.unwrap();
        let reply = coordinator.approve_volunteer(approval(&volunteer_id, 1)).await.unwrap();
        self.caught_up(&reply).await;
        volunteer_id
    }

    async fn mentee(&self, profession_code: &str) -> String {
        let submit = SubmitReferralRequest { facts: Some(working(profession_code)), ..submission(MENTORING) };
        let mut coordinator = self.referring(Role::Coordinator);
        let submitted = coordinator.submit_referral(submit).await.unwrap().into_inner();
        let check = CheckTargetGroupRequest {
            request_id: request_id(),
            referral_id: submitted.referral_id.clone(),
            occurred_on: String::new(),
        };
        coordinator.check_target_group(check).await.unwrap();
        let accept = AcceptReferralRequest {
            request_id: request_id(),
            referral_id: submitted.referral_id,
            ..AcceptReferralRequest::default()
        };
        let reply = coordinator.accept_referral(accept).await.unwrap();
        self.caught_up(&reply).await;
        self.request_of(&submitted.person_id).await.unwrap().support_request_id
    }
}

/// ISCO-08: 2512 software developers and 2511 analysts below 251 software professionals, 2221 nurses, 2341 teachers.
#[tokio::test(flavor = "multi_thread")]
async fn an_intake_of_career_mentoring_is_planned_by_profession_and_becomes_proposals() {
    let district = District::open().await.mentoring().await;
    let (developers, analysts) = (district.mentor("2512").await, district.mentor("2511").await);
    let nurses = district.mentor("222").await;
    let developer = district.mentee("2512").await;
    let in_software = district.mentee("251").await;
    let nurse = district.mentee("2221").await;
    let teacher = district.mentee("2341").await;

    let plan = district.plan(MENTORING, &[], &[]).await;
    let expected = [
        (developer.as_str(), developers.as_str()),
        (in_software.as_str(), analysts.as_str()),
        (nurse.as_str(), nurses.as_str()),
    ];
    assert_eq!(pairs(&plan), expected.into());
    assert!(plan.pairs.iter().all(|pair| pair.terms.iter().any(|term| term.code() == TermCode::SharedLanguages)));
    let [left_out] = plan.unmatched.as_slice() else { panic!("{:?}", plan.unmatched) };
    assert_eq!((left_out.support_request_id.as_str(), left_out.reason()), (teacher.as_str(), Reason::NoCandidate));
    let [wanted] = plan.wanted_volunteers.as_slice() else { panic!("{:?}", plan.wanted_volunteers) };
    assert_eq!((wanted.profession_code.as_str(), &wanted.support_request_ids), ("2341", &vec![teacher]));
    assert!(wanted.times.iter().all(|time| TimeOfWeek::try_from(*time).is_ok()));

    for (request, volunteer) in pairs(&plan) {
        district.propose(request, volunteer).await;
    }
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_an_intake_holds_those_whose_request_was_opened_on_its_days() {
    let [friend, weekly] = programmes();
    let cohort = |code: &str, opens: &str, closes: &str| Cohort {
        code: code.to_owned(),
        opens: opens.to_owned(),
        closes: closes.to_owned(),
        ..Cohort::default()
    };
    let cohorts = vec![cohort("past", "2020-01-01", "2020-02-15"), cohort("present", "2020-02-16", "9998-12-31")];
    let district = District::open_with(Cluster::R1, &[Programme { cohorts, ..friend }, weekly]).await;
    let request = district.waiting().await;
    district.approved("609", 1).await;
    let mut coordinator = district.matches(Role::Coordinator);
    let mut plan = async |code: &str| {
        let request = PlanMatchesRequest {
            programme_id: FRIEND.to_owned(),
            cohort_code: code.to_owned(),
            ..PlanMatchesRequest::default()
        };
        coordinator.plan_matches(request).await.map(tonic::Response::into_inner)
    };
    assert_eq!(plan("present").await.unwrap().pairs.len(), 1);
    let past = plan("past").await.unwrap();
    assert_eq!((past.pairs.len(), past.unmatched.len(), past.free_volunteers.len()), (0, 0, 1));
    assert_eq!(plan("no-such").await.unwrap_err().code(), Code::NotFound);

    let pair = district.active_pair().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let mut of = async |code: &str| {
        let get = GetCohortRequest { programme_id: FRIEND.to_owned(), cohort_code: code.to_owned() };
        coordinator.get_cohort(get).await.map(tonic::Response::into_inner)
    };
    let members = of("present").await.unwrap().members;
    let [first, second] = &members[..] else { panic!("{members:?}") };
    let paired = if first.match_id == pair.match_id { first } else { second };
    assert_eq!((paired.match_status(), &paired.volunteer_person_id), (MatchStatus::Active, &pair.volunteer_person_id));
    assert!(members.iter().any(|one| one.support_request_id == request.support_request_id && one.match_id.is_empty()));
    let close = CloseReferralRequest {
        request_id: request_id(),
        referral_id: request.referral_id.clone(),
        status: ReferralStatus::Cancelled.into(),
        reason: CloseReason::NoCapacity.into(),
        ..CloseReferralRequest::default()
    };
    let closed = district.referring(Role::Coordinator).close_referral(close).await.unwrap();
    district.caught_up(&closed).await;
    let members = of("present").await.unwrap().members;
    let hers = members.iter().find(|one| one.support_request_id == request.support_request_id).unwrap();
    assert_eq!(hers.close_reason(), SupportRequestCloseReason::ReferralClosed);
    assert_eq!((hers.status(), hers.referral_close_reason()), (SupportRequestStatus::Closed, CloseReason::NoCapacity));
    assert!(of("past").await.unwrap().members.is_empty());
    assert_eq!(of("no-such").await.unwrap_err().code(), Code::NotFound);
    district.stop().await;
}
