//! A small year, 2024, whose every figure was counted by hand; the counts stand with the tests.

use matching_domain::{Group, GroupCommand, Match, MatchCommand, Volunteer, VolunteerCommand};
use proto::{
    matching::v1::{
        EndReason, EndedBy, GroupStarted, MilestoneReached, OutcomeAnswer, OutcomeRecorded, VolunteerLeaving,
        VolunteerPause,
    },
    referrals::v1::{
        Answer, CheckOutcome, CloseReason, Note, OrganisationTrained, PersonFacts, PersonRole,
        ReferralSource as Source, ReferralStatus,
    },
    scheduling::v1::{AttendanceStatus as Was, Headcount, SessionCancelReason, SessionKind},
};
use referrals_domain::{ReferralCommand as Command, TrainedOrganisation, TrainedOrganisationCommand};
use scheduling_domain::{
    Minutes, Session, SessionCommand,
    session::{Attendance, Correction, SessionPlan, Slot},
};
use testing::random_id;
use uuid::Uuid;

use super::year::{FRIEND, GROUPS, Referred, Year, at};

/// Somebody of the year whom tests ask about again.
pub(crate) struct Told {
    /// Referred by a clinic in 609, matched and ended.
    pub(crate) first: Referred,
}

impl Year {
    /// Tells the whole year.
    pub(crate) async fn told(&self) -> Told {
        let (pair, training) = self.volunteers().await;
        let first = self.friends(pair).await;
        self.groups().await;
        self.training(&training).await;
        self.organisations().await;
        Told { first }
    }

    /// One active on the last day, one on a break, one who left, one who only applied. Gives the first, and the persons
    /// of the first two.
    async fn volunteers(&self) -> ((Uuid, Uuid), Vec<Uuid>) {
        let active = self.volunteer("2024-01-05", true).await;
        let paused = self.volunteer("2024-02-01", true).await;
        let left = self.volunteer("2024-02-01", true).await;
        self.volunteer("2024-03-01", false).await;
        let reason = self.keyring().seal(&self.district, paused.1, &VolunteerPause::default()).await.unwrap();
        let pause = VolunteerCommand::Pause { until: Some("2025-02-01".parse().unwrap()), reason };
        self.tell::<Volunteer>(&self.matching, paused.0, "2024-12-01", &pause).await;
        let reason = self.keyring().seal(&self.district, left.1, &VolunteerLeaving::default()).await.unwrap();
        self.tell::<Volunteer>(
            &self.matching,
            left.0,
            "2024-06-01",
            &VolunteerCommand::Leave { reason, thanked: true },
        )
        .await;
        (active, vec![active.1, paused.1])
    }

    async fn friends(&self, volunteer: (Uuid, Uuid)) -> Referred {
        // Waits since the year before.
        let before = self.referred("2023-11-10", FRIEND, Source::Clinic, "609").await;
        self.accepted(before, "2023-12-01").await;

        // Met after 40 days, came to a good end.
        let first = self.referred("2024-01-10", FRIEND, Source::Clinic, "609").await;
        self.accepted(first, "2024-01-12").await;
        let ended = self.met(first, volunteer, "2024-02-19").await;
        self.reached(ended, "2024-05-01", "cv").await;
        self.reached(ended, "2024-06-01", "contacts").await;
        let back = MatchCommand::TakeBackMilestone { milestone_code: "contacts".to_owned() };
        self.tell::<Match>(&self.matching, ended, "2024-06-02", &back).await;
        self.end(ended, "2024-11-19", EndReason::ContinuesInformally).await;
        // What is told last stands, though it was told after the year.
        self.became(ended, first, "2024-11-19", "study").await;
        self.became(ended, first, "2025-01-15", "own-field").await;
        self.close(first, "2024-11-19", ReferralStatus::Completed, CloseReason::NeedMet).await;

        // Met after 60 days, still a pair.
        let pair = self.referred("2024-01-20", FRIEND, Source::Self_, "609").await;
        self.accepted(pair, "2024-01-22").await;
        let pair = self.met(pair, volunteer, "2024-03-20").await;
        self.reached(pair, "2024-07-01", "cv").await;
        self.reached(pair, "2025-01-10", "contacts").await;

        // Met after 10 days; it ended and she waits again.
        let again = self.referred("2024-02-01", FRIEND, Source::Self_, "684").await;
        self.accepted(again, "2024-02-03").await;
        let ended = self.met(again, volunteer, "2024-02-11").await;
        self.end(ended, "2024-05-11", EndReason::Moved).await;

        // Outside the target group, redirected, withdrawn.
        let outside = self.referred("2024-03-01", FRIEND, Source::Clinic, "102").await;
        self.checked(outside, "2024-03-02", CheckOutcome::Outside).await;
        self.reject(outside, "2024-03-03", CloseReason::NotInTargetGroup).await;
        let redirected = self.referred("2024-03-05", FRIEND, Source::Self_, "609").await;
        self.reject(redirected, "2024-03-08", CloseReason::ReferredOnward).await;
        let withdrew = self.referred("2024-04-01", FRIEND, Source::Clinic, "609").await;
        self.accepted(withdrew, "2024-04-02").await;
        self.close(withdrew, "2024-06-01", ReferralStatus::Cancelled, CloseReason::NoLongerNeeded).await;

        // On hold, municipality not told.
        let held = self.referred("2024-05-01", FRIEND, Source::Outreach, "").await;
        let hold = Command::Hold { until: "2099-01-01".parse().unwrap(), note: None };
        self.referral(held.referral, "2024-05-02", hold).await;

        // A mistake, somebody only acknowledged, somebody who withdraws after the year.
        let mistake = self.referred("2024-06-01", FRIEND, Source::Clinic, "609").await;
        let note = self.keyring().seal(&self.district, mistake.person, &Note::default()).await.unwrap();
        self.referral(mistake.referral, "2024-06-02", Command::MarkEnteredInError { note }).await;
        let acknowledged = self.referred("2024-12-20", FRIEND, Source::Clinic, "609").await;
        self.referral(acknowledged.referral, "2024-12-21", Command::Acknowledge).await;
        let later = self.referred("2024-09-30", FRIEND, Source::Self_, "609").await;
        self.accepted(later, "2024-10-01").await;
        self.close(later, "2025-01-10", ReferralStatus::Cancelled, CloseReason::NoLongerNeeded).await;
        first
    }

    async fn groups(&self) {
        let group = random_id();
        let leader = self.person("2024-02-01", PersonRole::Leader, &PersonFacts::default()).await;
        let started = GroupStarted {
            programme_id: GROUPS.to_owned(),
            leader_person_ids: vec![leader.to_string()],
            capacity: 5,
            ..GroupStarted::default()
        };
        self.tell::<Group>(&self.matching, group, "2024-02-01", &GroupCommand::Start(started)).await;

        let member = self.placed(group).await;
        let left = self.placed(group).await;
        let leave = GroupCommand::GiveUpPlace {
            person_id: left.person.to_string(),
            reason: EndReason::GoalsMet,
            new_place_wanted: Answer::Unspecified,
        };
        self.tell::<Group>(&self.matching, group, "2024-06-01", &leave).await;
        self.close(left, "2024-06-01", ReferralStatus::Completed, CloseReason::NeedMet).await;
        let waiting = self.referred("2024-04-05", GROUPS, Source::Self_, "609").await;
        self.accepted(waiting, "2024-04-06").await;
        let visitor = self.person("2024-03-04", PersonRole::Participant, &PersonFacts::default()).await;

        let named = vec![(member.person, Was::Present), (left.person, Was::Present), (visitor, Was::Visitor)];
        let counted = Headcount { women: 2, children: 3, ..Headcount::default() };
        self.session("2024-03-04", GROUPS, SessionKind::GroupSession, named, counted, 2).await;
        let named = vec![(member.person, Was::Present), (left.person, Was::Absent)];
        let counted = Headcount { others: 1, children: 1, ..Headcount::default() };
        let second = self.session("2024-03-11", GROUPS, SessionKind::GroupSession, named, counted, 0).await;
        let counted = Headcount { others: 2, children: 1, ..Headcount::default() };
        let correction = Correction::new([(left.person, Was::Excused)], vec![], Some(counted), None).unwrap();
        self.tell::<Session>(&self.scheduling, second, "2024-03-12", &SessionCommand::CorrectAttendance(correction))
            .await;

        let cancelled = self.planned("2024-03-18", GROUPS, SessionKind::GroupSession).await;
        let cancel = SessionCommand::Cancel { reason: SessionCancelReason::TooFew };
        self.tell::<Session>(&self.scheduling, cancelled, "2024-03-15", &cancel).await;
        // Nobody recorded whether it was held.
        self.planned("2024-03-25", GROUPS, SessionKind::GroupSession).await;
    }

    /// Volunteers at a training are at a session, and no mothers.
    async fn training(&self, persons: &[Uuid]) {
        let named = persons.iter().map(|person| (*person, Was::Present)).collect();
        self.session("2024-02-02", FRIEND, SessionKind::Training, named, Headcount::default(), 0).await;
    }

    async fn organisations(&self) {
        for (programme_id, day) in
            [(FRIEND, "2009-09-01"), (FRIEND, "2024-05-20"), (FRIEND, "2025-02-01"), (GROUPS, "2015-01-15")]
        {
            self.trained(random_id(), programme_id, day).await;
        }
        let mistake = random_id();
        self.trained(mistake, FRIEND, "2024-06-01").await;
        let take_back = TrainedOrganisationCommand::TakeBack;
        self.tell::<TrainedOrganisation>(&self.referrals, mistake, "2024-06-02", &take_back).await;
    }

    async fn trained(&self, organisation: Uuid, programme_id: &str, day: &str) {
        let trained = OrganisationTrained { name: "Kotosilta ry".to_owned(), programme_id: programme_id.to_owned() };
        let record = TrainedOrganisationCommand::Record(trained);
        self.tell::<TrainedOrganisation>(&self.referrals, organisation, day, &record).await;
    }

    async fn placed(&self, group: Uuid) -> Referred {
        let referred = self.referred("2024-02-05", GROUPS, Source::Clinic, "609").await;
        self.accepted(referred, "2024-02-06").await;
        let give = GroupCommand::GivePlace {
            person_id: referred.person.to_string(),
            referral_id: referred.referral.to_string(),
            children: 0,
            erasure_ordered: false,
        };
        self.tell::<Group>(&self.matching, group, "2024-02-10", &give).await;
        self.referral(referred.referral, "2024-02-10", Command::Start).await;
        referred
    }

    async fn planned(&self, day: &str, programme_id: &str, kind: SessionKind) -> Uuid {
        let session = random_id();
        let plan = SessionPlan {
            kind,
            programme_id: programme_id.to_owned(),
            group_id: None,
            series_id: None,
            name: "Maanantairyhmä".to_owned(),
            theme: String::new(),
            slot: Slot {
                start: at(day),
                duration: Minutes::new(120).unwrap(),
                place: "Perhekeskus".to_owned(),
                private_place: None,
            },
            tentative: false,
            counts_only: false,
            capacity: None,
        };
        let command = SessionCommand::Plan { plan, enrolled: vec![], erasure_ordered: false };
        self.tell::<Session>(&self.scheduling, session, day, &command).await;
        session
    }

    async fn session(
        &self,
        day: &str,
        programme_id: &str,
        kind: SessionKind,
        named: Vec<(Uuid, Was)>,
        unnamed: Headcount,
        childcare: u32,
    ) -> Uuid {
        let session = self.planned(day, programme_id, kind).await;
        let attendance = Attendance::new(named, unnamed, childcare).unwrap();
        self.tell::<Session>(&self.scheduling, session, day, &SessionCommand::RecordAttendance(attendance)).await;
        session
    }

    async fn end(&self, matched: Uuid, day: &str, reason: EndReason) {
        let good = reason == EndReason::ContinuesInformally;
        let (ended_by, new_friend_wanted) =
            if good { (EndedBy::Unspecified, Answer::Unspecified) } else { (EndedBy::Participant, Answer::Yes) };
        let command = MatchCommand::End { reason, ended_by, new_friend_wanted, note: None, outcome: None };
        self.tell::<Match>(&self.matching, matched, day, &command).await;
    }

    async fn reached(&self, matched: Uuid, day: &str, code: &str) {
        let reached = MilestoneReached { milestone_code: code.to_owned(), ..MilestoneReached::default() };
        self.tell::<Match>(&self.matching, matched, day, &MatchCommand::ReachMilestone(reached)).await;
    }

    async fn became(&self, matched: Uuid, referred: Referred, day: &str, code: &str) {
        let answer = OutcomeAnswer { code: code.to_owned() };
        let outcome = OutcomeRecorded {
            outcome: Some(self.keyring().seal(&self.district, referred.person, &answer).await.unwrap()),
            ..OutcomeRecorded::default()
        };
        self.tell::<Match>(&self.matching, matched, day, &MatchCommand::RecordOutcome(outcome)).await;
    }

    async fn close(&self, referred: Referred, day: &str, status: ReferralStatus, reason: CloseReason) {
        self.referral(referred.referral, day, Command::Close { status, reason }).await;
    }

    async fn reject(&self, referred: Referred, day: &str, reason: CloseReason) {
        let command = Command::Reject { reason, redirected_to_programme_id: String::new() };
        self.referral(referred.referral, day, command).await;
    }
}
