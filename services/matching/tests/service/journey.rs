use access::Role;
use decider::{ActorId, CommandId, Env};
use eventlog::{CommandContext, Context, EventLog};
use jiff::Timestamp;
use proto::{
    matching::v1::{
        CancelMatchRequest, CancelReason, EndMatchRequest, EndReason, EndedBy, GetMatchRequest, GetProposalRequest,
        GetSupportRequestRequest, HardRule, ListMatchesRequest, MatchStatus, MatchSummary, Mood, ProposalStatus,
        RankCandidatesRequest, RecordCheckInRequest, Side, SupportRequestStatus, TermCode, TermSide,
    },
    referrals::v1::{Answer, CloseReason, GivenBy, ReferralStatus},
    scheduling::v1::FirstMeetingOpened,
};
use scheduling_domain::{FirstMeeting, FirstMeetingCommand, Minutes, WallTime, first_meeting::Plan};
use testing::{eventually, random_id};

use super::district::{District, FRIEND, WEEKLY, answer, proposal, reason, refusal, request_id};

impl District {
    /// The pair's match once it has come to a status.
    pub(crate) async fn match_of(&self, person_id: &str, status: MatchStatus) -> MatchSummary {
        eventually("the match", async || {
            let list = ListMatchesRequest {
                statuses: vec![status.into()],
                person_id: person_id.to_owned(),
                ..ListMatchesRequest::default()
            };
            self.matches(Role::Coordinator).list_matches(list).await.unwrap().into_inner().matches.pop()
        })
        .await
    }

    /// What scheduling records when the two have met.
    pub(crate) async fn have_met(&self, of: &MatchSummary) {
        let client = runtime::nats(&self.ground.nats_settings("scheduling"), "test", false).await.unwrap();
        let log = EventLog::without_saved(client, Context::Scheduling);
        let opened = FirstMeetingOpened {
            match_id: of.match_id.clone(),
            person_id: of.person_id.clone(),
            volunteer_person_id: of.volunteer_person_id.clone(),
            programme_id: FRIEND.to_owned(),
            coordinator_required: true,
        };
        let coordinator = ActorId::new("f3b0a7de-0c5d-4b52-9d4e-0a1b5c7d9e11");
        let today = self.context().env.today;
        let plan = Plan {
            start: WallTime { date: today, ..WallTime::default() },
            duration: Minutes::try_from(60).unwrap(),
            coordinator: Some(coordinator),
            place: None,
            needs: None,
        };
        let meeting = random_id();
        for command in [
            FirstMeetingCommand::Open(opened),
            FirstMeetingCommand::Plan(plan),
            FirstMeetingCommand::RecordHeld { coordinator_present: true },
        ] {
            log.execute::<FirstMeeting>(&self.context(), meeting, &command).await.map(drop).unwrap();
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own events are recorded when it runs")]
    fn context(&self) -> CommandContext {
        CommandContext {
            district: self.id.clone(),
            command: CommandId(random_id()),
            digest: [0; 32],
            actor: ActorId::new("test"),
            purpose: "coordination",
            env: Env::at(Timestamp::now(), None),
            causation: None,
        }
    }

    /// Waits for the status of the referral behind a match.
    async fn referral_is(&self, referral_id: &str, status: ReferralStatus) -> proto::referrals::v1::Referral {
        eventually("the referral to follow", async || {
            let referral = self.referral(referral_id).await;
            (referral.summary.as_ref().unwrap().status() == status).then_some(referral)
        })
        .await
    }
}

pub(crate) fn end(match_id: &str, reason: EndReason, new_friend_wanted: Answer) -> EndMatchRequest {
    let asked = new_friend_wanted != Answer::Unspecified;
    EndMatchRequest {
        request_id: request_id(),
        match_id: match_id.to_owned(),
        reason: reason.into(),
        ended_by: if asked { EndedBy::Volunteer.into() } else { 0 },
        new_friend_wanted: new_friend_wanted.into(),
        note: "Kiitos molemmille".to_owned(),
        ..EndMatchRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_an_accepted_referral_to_a_match_and_on_to_a_new_friend() {
    let district = District::open().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let (referral_id, person_id) = district.taken_in(FRIEND).await;
    let request = district.request_of(&person_id).await.unwrap();
    assert_eq!((request.status(), request.referral_id.as_str()), (SupportRequestStatus::Open, referral_id.as_str()));
    assert_eq!(request.municipality_code, "609");

    // Rauma is in the same region, Pori in the same municipality; one of them has not been approved.
    let near = district.approved("609", 1).await;
    let far = district.approved("684", 1).await;
    district.applied("609").await;
    let rank = RankCandidatesRequest {
        support_request_id: request.support_request_id.clone(),
        ..RankCandidatesRequest::default()
    };
    let ranked = eventually("three volunteers on the board", async || {
        let ranked = district.matches(Role::Coordinator).rank_candidates(rank.clone()).await.unwrap().into_inner();
        (!ranked.exclusions.is_empty()).then_some(ranked)
    })
    .await;
    let order: Vec<_> = ranked.candidates.iter().map(|candidate| candidate.volunteer_id.clone()).collect();
    assert_eq!(order, [near.clone(), far.clone()]);
    let first = ranked.candidates[0].terms.iter().find(|term| term.code() == TermCode::SameMunicipality).unwrap();
    assert_eq!((first.side(), first.facts.clone()), (TermSide::For, vec!["609".to_owned()]));
    assert!(ranked.candidates[1].terms.iter().any(|term| term.code() == TermCode::SameRegion));
    let rules: Vec<_> = ranked.exclusions.iter().map(|exclusion| (exclusion.rule(), exclusion.volunteers)).collect();
    assert_eq!(rules, [(HardRule::Approved, 1)]);

    let proposal_id = district.propose(&request.support_request_id, &near).await;
    let by_one = coordinator.record_proposal_answer(answer(&proposal_id, Side::Participant, true)).await.unwrap();
    assert_eq!(by_one.into_inner().status(), ProposalStatus::AcceptedByOne);
    let by_both = coordinator.record_proposal_answer(answer(&proposal_id, Side::Volunteer, true)).await.unwrap();
    assert_eq!(by_both.get_ref().status(), ProposalStatus::Accepted);
    district.caught_up(&by_both).await;
    let set_up = district.match_of(&person_id, MatchStatus::SettingUp).await;
    let get = GetProposalRequest { proposal_id: proposal_id.clone() };
    let told = coordinator.get_proposal(get).await.unwrap().into_inner().proposal.unwrap();
    assert_eq!(told.match_id, set_up.match_id);
    assert!(!told.terms.is_empty());
    let volunteer = told.volunteer.unwrap();
    assert_eq!((volunteer.age_decade, volunteer.introduction.as_str()), (30, "Pidän metsästä"));
    assert_eq!(district.referral(&referral_id).await.summary.unwrap().status(), ReferralStatus::Accepted);

    district.have_met(&set_up).await;
    let active = district.match_of(&person_id, MatchStatus::Active).await;
    assert!(!active.active_since.is_empty() && !active.agreed_until.is_empty() && !active.check_in_due_on.is_empty());
    district.referral_is(&referral_id, ReferralStatus::InProgress).await;

    let check_in = RecordCheckInRequest {
        request_id: request_id(),
        match_id: active.match_id.clone(),
        side: Side::Participant.into(),
        mood: Mood::Good.into(),
        topics: vec!["parenting".to_owned()],
        given_by: GivenBy::Interpreter.into(),
        note: "Käytiin kirjastossa".to_owned(),
        occurred_on: String::new(),
    };
    coordinator.record_check_in(check_in).await.unwrap();
    let ended = coordinator.end_match(end(&active.match_id, EndReason::Moved, Answer::Yes)).await.unwrap();
    district.caught_up(&ended).await;
    let get = GetMatchRequest { match_id: active.match_id.clone() };
    let over = coordinator.get_match(get).await.unwrap().into_inner().r#match.unwrap();
    assert_eq!((over.end_reason(), over.check_ins[0].note.as_str()), (EndReason::Moved, "Käytiin kirjastossa"));
    let steps: Vec<_> = over.history.iter().map(|step| step.r#type.as_str()).collect();
    assert_eq!(steps, ["MatchSetUp", "MatchActivated", "CheckInRecorded", "MatchEnded"]);
    assert_eq!(district.request_of(&person_id).await.unwrap().status(), SupportRequestStatus::Open);
    let referral = district.referral_is(&referral_id, ReferralStatus::Accepted).await;
    assert!(referral.summary.unwrap().waiting, "she waits again");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_end_closes_request_and_referral() {
    let district = District::open().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    let refused = coordinator.end_match(end(&set_up.match_id, EndReason::GoalsMet, Answer::Unspecified)).await;
    assert_eq!(reason(&refused.unwrap_err()), "MATCH_NOT_BEGUN");
    district.have_met(&set_up).await;
    district.match_of(&request.person_id, MatchStatus::Active).await;
    let unasked = coordinator.end_match(end(&set_up.match_id, EndReason::Moved, Answer::Unspecified)).await;
    assert_eq!(reason(&unasked.unwrap_err()), "MATCH_END_QUESTIONS");
    let ending = end(&set_up.match_id, EndReason::GoalsMet, Answer::Unspecified);
    coordinator.end_match(ending.clone()).await.unwrap();
    coordinator.end_match(ending).await.unwrap();
    let referral = district.referral_is(&request.referral_id, ReferralStatus::Completed).await;
    assert_eq!(referral.close_reason(), CloseReason::NeedMet);
    assert_eq!(district.request_of(&request.person_id).await.unwrap().status(), SupportRequestStatus::Closed);
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_pair_is_not_proposed_again_unless_both_were_asked() {
    let district = District::open().await;
    let mut coordinator = district.matches(Role::Coordinator);
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let first = proposal(&request.support_request_id, &volunteer_id);
    let proposal_id = coordinator.propose_match(first.clone()).await.unwrap().into_inner().proposal_id;
    let no = answer(&proposal_id, Side::Volunteer, false);
    let declined = coordinator.record_proposal_answer(no.clone()).await.unwrap();
    district.caught_up(&declined).await;
    assert_eq!(declined.into_inner().status(), ProposalStatus::Declined);
    let again = coordinator.record_proposal_answer(no).await.unwrap().into_inner();
    assert_eq!(again.status(), ProposalStatus::Declined, "a repeat gets its first answer");
    let repeat = coordinator.propose_match(first).await.unwrap().into_inner();
    assert_eq!(repeat.proposal_id, proposal_id, "a repeat gets its first answer");

    let mut anew = proposal(&request.support_request_id, &volunteer_id);
    let refused = coordinator.propose_match(anew.clone()).await.unwrap_err();
    assert_eq!(reason(&refused), "PAIR_DECLINED_BEFORE");
    let get = GetSupportRequestRequest { support_request_id: request.support_request_id.clone() };
    let told = coordinator.get_support_request(get).await.unwrap().into_inner().support_request.unwrap();
    assert_eq!(told.declined_volunteer_ids, [volunteer_id]);
    anew.asked_again = true;
    coordinator.propose_match(anew).await.unwrap();
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_a_rule_keeps_apart_is_not_proposed() {
    let district = District::open().await;
    let request = district.waiting().await;
    let volunteer_id = district.applied("609").await;
    district.agree("2020-01-01", "2020-12-31").await;
    let propose = proposal(&request.support_request_id, &volunteer_id);
    let refused = district.matches(Role::Coordinator).propose_match(propose).await.unwrap_err();
    let (reason, facts) = refusal(&refused);
    assert_eq!(reason, "PAIR_EXCLUDED");
    assert_eq!(facts["rules"], "HARD_RULE_AGREEMENT_COVERS,HARD_RULE_APPROVED,HARD_RULE_FREE_SLOT");
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_that_never_begins_opens_the_request_again_and_frees_the_slot() {
    let district = District::open().await;
    let volunteer_id = district.approved("609", 1).await;
    let request = district.waiting().await;
    let proposal_id = district.propose(&request.support_request_id, &volunteer_id).await;
    district.both_agree(&proposal_id).await;
    let set_up = district.match_of(&request.person_id, MatchStatus::SettingUp).await;
    let cancel = CancelMatchRequest {
        request_id: request_id(),
        match_id: set_up.match_id,
        reason: CancelReason::NoFirstMeeting.into(),
        occurred_on: String::new(),
    };
    let reply = district.matches(Role::Coordinator).cancel_match(cancel).await.unwrap();
    district.caught_up(&reply).await;
    let reopened = district.request_of(&request.person_id).await.unwrap();
    assert_eq!((reopened.status(), reopened.match_id.as_str()), (SupportRequestStatus::Open, ""));
    district.propose(&request.support_request_id, &volunteer_id).await;
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_in_to_a_group_seeks_no_friend() {
    let district = District::open().await;
    let (_, person_id) = district.taken_in(WEEKLY).await;
    assert_eq!(district.request_of(&person_id).await, None);
    district.stop().await;
}
