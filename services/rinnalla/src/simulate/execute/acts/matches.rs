use jiff::civil::Date;
use proto::{
    matching::v1::{
        ActivateMatchRequest, DeclineReason, EndMatchRequest, GetProposalRequest, ListSupportRequestsRequest,
        OutcomeTold, ProposeMatchRequest, RaiseConcernRequest, ReachMilestoneRequest, RecordCheckInRequest,
        RecordProposalAnswerRequest, RenewMatchRequest, Side, SupportRequestStatus,
    },
    referrals::v1::{Answer, GivenBy},
    scheduling::v1::{
        GetFirstMeetingRequest, LocalStart, MeetingHeld, MeetingNeeds, MeetingNotHeld, NotHeldReason,
        PlanFirstMeetingRequest, RecordFirstMeetingRequest, record_first_meeting_request,
    },
};
use rpc::{
    matching::v1::matches_service_client::MatchesServiceClient,
    scheduling::v1::meetings_service_client::MeetingsServiceClient,
};

use super::{Carried, District, Stop, actor, ask};
use crate::simulate::{
    days::{plus, plus_months},
    plan::Match,
    steps::Service,
};

impl District<'_> {
    fn of(&self, at: usize) -> &Match {
        &self.plan.matches[at]
    }

    fn step_in(&self, at: usize, step: &str) -> String {
        self.request_id(&format!("{}/{step}", self.of(at).key))
    }

    /// Opened by matching itself when the referral was accepted.
    async fn support_request(&self, at: usize) -> Result<String, Stop> {
        let request = self.of(at).request;
        let key = format!("support request of {request}");
        if let Some(id) = self.kept(&key) {
            return Ok(id);
        }
        let referral = self.referral(request)?;
        let ask = ListSupportRequestsRequest {
            statuses: [SupportRequestStatus::Open, SupportRequestStatus::Matched, SupportRequestStatus::Closed]
                .map(i32::from)
                .to_vec(),
            person_id: self.person_of(request)?,
            ..ListSupportRequestsRequest::default()
        };
        let found = ask!(self, self.coordinator(request), Matching, MatchesServiceClient, list_support_requests, ask)?;
        let ours = found.support_requests.into_iter().find(|found| found.referral_id == referral);
        let id = ours.map(|found| found.support_request_id).ok_or(Stop::Without)?;
        self.keep(key, id.clone());
        Ok(id)
    }

    async fn proposed(&self, at: usize, volunteer: usize, on: Date, step: &str) -> Result<String, Stop> {
        let message = ProposeMatchRequest {
            request_id: self.step_in(at, step),
            support_request_id: self.support_request(at).await?,
            volunteer_id: self.volunteer(volunteer)?,
            // What was proposed long ago is answered in a moment, and must not have expired by then.
            answer_by: plus(on.max(self.today()), 21).to_string(),
            asked_again: false,
            occurred_on: on.to_string(),
        };
        let caller = self.coordinator(self.of(at).request);
        Ok(ask!(self, caller, Matching, MatchesServiceClient, propose_match, message)?.proposal_id)
    }

    async fn answered(&self, at: usize, proposal: String, side: Side, yes: bool, on: Date, step: &str) -> Carried {
        let message = RecordProposalAnswerRequest {
            request_id: self.step_in(at, step),
            proposal_id: proposal,
            side: side.into(),
            yes,
            given_by: GivenBy::Spoken.into(),
            decline_reason: match (yes, side) {
                (true, _) => DeclineReason::Unspecified,
                (false, Side::Volunteer) => DeclineReason::Time,
                (false, _) => DeclineReason::OtherWishes,
            }
            .into(),
            note: String::new(),
            occurred_on: on.to_string(),
        };
        let caller = self.coordinator(self.of(at).request);
        ask!(self, caller, Matching, MatchesServiceClient, record_proposal_answer, message)?;
        Ok(())
    }

    pub(super) async fn decline(&self, at: usize, n: usize, on: Date) -> Carried {
        let no = self.of(at).declined[n];
        let proposal = self.proposed(at, no.volunteer, on, &format!("propose {n}")).await?;
        self.answered(at, proposal, no.side, false, on, &format!("no {n}")).await
    }

    pub(super) async fn propose(&self, at: usize, on: Date) -> Carried {
        let proposal = self.proposed(at, self.of(at).volunteer, on, "propose").await?;
        self.keep(format!("proposal {at}"), proposal);
        Ok(())
    }

    /// The second yes makes the match.
    pub(super) async fn accept(&self, at: usize, on: Date, side: Side) -> Carried {
        let proposal = self.id_of(&format!("proposal {at}"))?;
        if side == Side::Participant {
            self.family_agrees(at, &self.support_request(at).await?, on).await?;
        }
        self.answered(at, proposal, side, true, on, &format!("yes {}", side.as_str_name())).await
    }

    async fn match_id(&self, at: usize) -> Result<String, Stop> {
        let key = format!("match {at}");
        if let Some(id) = self.kept(&key) {
            return Ok(id);
        }
        let ask = GetProposalRequest { proposal_id: self.id_of(&format!("proposal {at}"))? };
        let caller = self.coordinator(self.of(at).request);
        let found = ask!(self, caller, Matching, MatchesServiceClient, get_proposal, ask)?;
        let id = found.proposal.map(|proposal| proposal.match_id).filter(|id| !id.is_empty()).ok_or(Stop::Without)?;
        self.keep(key, id.clone());
        Ok(id)
    }

    async fn meeting(&self, at: usize) -> Result<String, Stop> {
        let key = format!("first meeting {at}");
        if let Some(id) = self.kept(&key) {
            return Ok(id);
        }
        let ask = GetFirstMeetingRequest { first_meeting_id: String::new(), match_id: self.match_id(at).await? };
        let caller = self.coordinator(self.of(at).request);
        let found = ask!(self, caller, Scheduling, MeetingsServiceClient, get_first_meeting, ask)?;
        let id = found.first_meeting.map(|meeting| meeting.first_meeting_id).ok_or(Stop::Without)?;
        self.keep(key, id.clone());
        Ok(id)
    }

    /// With `n`, the n-th attempt that comes to nothing.
    pub(super) async fn plan_meeting(&self, at: usize, on: Date, n: Option<usize>) -> Carried {
        let of = self.of(at);
        let Some(day) = n.map(|n| of.failed[n]).or(of.held) else { return Ok(()) };
        let request = &self.plan.requests[of.request];
        let needs_interpreter = request.person.facts.interpreter_needed() == Answer::Yes;
        let language = request.person.facts.languages.first().map(|spoken| spoken.code.clone());
        let coordinator = of.request % self.plan.coordinators.max(1) as usize + 1;
        let message = PlanFirstMeetingRequest {
            request_id: self.step_in(at, &format!("plan {n:?}")),
            first_meeting_id: self.meeting(at).await?,
            start: Some(start(day, ["10:00", "13:00", "16:30"][at % 3])),
            duration_minutes: 60,
            coordinator_actor_id: actor(self.plan, coordinator).to_string(),
            place: ["Perhekahvila", "Kirjasto", "Toimisto"][at % 3].to_owned(),
            needs: Some(MeetingNeeds {
                children_in_childcare: u32::from(at.is_multiple_of(4)),
                interpreter_language: language.filter(|_| needs_interpreter).unwrap_or_default(),
            }),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(of.request), Scheduling, MeetingsServiceClient, plan_first_meeting, message)?;
        Ok(())
    }

    async fn result(&self, at: usize, step: &str, result: record_first_meeting_request::Result, on: Date) -> Carried {
        let message = RecordFirstMeetingRequest {
            request_id: self.step_in(at, step),
            first_meeting_id: self.meeting(at).await?,
            result: Some(result),
            occurred_on: on.to_string(),
        };
        let caller = self.coordinator(self.of(at).request);
        ask!(self, caller, Scheduling, MeetingsServiceClient, record_first_meeting, message)?;
        Ok(())
    }

    pub(super) async fn not_held(&self, at: usize, n: usize, on: Date) -> Carried {
        let reason = [NotHeldReason::PutOffByPerson, NotHeldReason::PersonDidNotCome][(at + n) % 2];
        let result = record_first_meeting_request::Result::NotHeld(MeetingNotHeld { reason: reason.into() });
        self.result(at, &format!("not held {n}"), result, on).await
    }

    /// Where scheduling does not answer, matching is told directly.
    pub(super) async fn meet(&self, at: usize, on: Date) -> Carried {
        if self.clients.answers(Service::Scheduling) {
            let held = record_first_meeting_request::Result::Held(MeetingHeld { coordinator_present: true });
            self.result(at, "held", held, on).await?;
            return self.agreement(at, &self.match_id(at).await?, on).await;
        }
        let message = ActivateMatchRequest {
            request_id: self.step_in(at, "activate"),
            match_id: self.match_id(at).await?,
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, activate_match, message)?;
        self.agreement(at, &self.match_id(at).await?, on).await
    }

    pub(super) async fn check_in(&self, at: usize, n: usize, on: Date) -> Carried {
        let told = &self.of(at).check_ins[n];
        let message = RecordCheckInRequest {
            request_id: self.step_in(at, &format!("check-in {n}")),
            match_id: self.match_id(at).await?,
            side: told.side.into(),
            mood: told.mood.into(),
            topics: told.topics.clone(),
            given_by: if n.is_multiple_of(2) { GivenBy::Link } else { GivenBy::Spoken }.into(),
            note: String::new(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, record_check_in, message)?;
        Ok(())
    }

    pub(super) async fn reach(&self, at: usize, n: usize, on: Date) -> Carried {
        let milestone_code = self.of(at).milestones[n].code.clone();
        let message = ReachMilestoneRequest {
            request_id: self.step_in(at, &format!("milestone {milestone_code}")),
            match_id: self.match_id(at).await?,
            milestone_code,
            side: if n.is_multiple_of(2) { Side::Volunteer } else { Side::Participant }.into(),
            given_by: GivenBy::Spoken.into(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, reach_milestone, message)?;
        Ok(())
    }

    pub(super) async fn renew(&self, at: usize, on: Date) -> Carried {
        let message = RenewMatchRequest {
            request_id: self.step_in(at, "renew"),
            match_id: self.match_id(at).await?,
            agreed_until: plus_months(self.of(at).term_ends, 12).to_string(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, renew_match, message)?;
        Ok(())
    }

    pub(super) async fn raise_concern(&self, at: usize, on: Date) -> Carried {
        let Some((_, note)) = &self.of(at).concern else { return Ok(()) };
        let message = RaiseConcernRequest {
            request_id: self.step_in(at, "concern"),
            match_id: self.match_id(at).await?,
            note: note.clone(),
            occurred_on: on.to_string(),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, raise_concern, message)?;
        Ok(())
    }

    pub(super) async fn end(&self, at: usize, on: Date) -> Carried {
        let Some(ending) = self.of(at).ended else { return Ok(()) };
        let asked = ending.by != proto::matching::v1::EndedBy::Unspecified;
        let wanted = match (asked, ending.new_friend_wanted) {
            (false, _) => Answer::Unspecified,
            (true, true) => Answer::Yes,
            (true, false) => Answer::No,
        };
        let message = EndMatchRequest {
            request_id: self.step_in(at, "end"),
            match_id: self.match_id(at).await?,
            reason: ending.reason.into(),
            ended_by: ending.by.into(),
            new_friend_wanted: wanted.into(),
            note: String::new(),
            occurred_on: on.to_string(),
            outcome: self.of(at).outcome.clone().map(|outcome_code| OutcomeTold {
                outcome_code,
                given_by: GivenBy::Spoken.into(),
                follow_up_on: String::new(),
            }),
        };
        ask!(self, self.coordinator(self.of(at).request), Matching, MatchesServiceClient, end_match, message)?;
        self.goal_concluded(at, &self.match_id(at).await?, on).await
    }
}

pub(super) fn start(on: Date, time: &str) -> LocalStart {
    LocalStart { date: on.to_string(), time: time.to_owned(), zone: String::new() }
}
