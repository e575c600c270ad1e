//! The plan as steps in order: who does what on which day. Steps of one chain follow each other; chains of one phase
//! run side by side; a phase begins when the services it asks show everything before it.

use jiff::civil::Date;

use super::plan::{DistrictPlan, Fate};

/// Something somebody does. Numbers are indices of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Submit(usize),
    Acknowledge(usize),
    GiveNotice(usize),
    Decide(usize),
    ConsentToSharing(usize),
    NoteContact(usize),
    WithdrawConsent(usize),
    Close(usize),
    Register(usize),
    Apply(usize),
    Train(usize),
    Interview(usize),
    Pledge(usize),
    Assess(usize),
    Extract(usize),
    Approve(usize),
    Refuse(usize),
    Pause(usize),
    Leave(usize),
    /// The n-th proposal that comes to nothing.
    Decline(usize, usize),
    Propose(usize),
    AcceptAsParticipant(usize),
    AcceptAsVolunteer(usize),
    /// The n-th meeting that does not come about is planned.
    PlanInVain(usize, usize),
    NotHeld(usize, usize),
    PlanMeeting(usize),
    Meet(usize),
    CheckIn(usize, usize),
    /// The n-th milestone.
    Reach(usize, usize),
    Renew(usize),
    RaiseConcern(usize),
    End(usize),
    RegisterLeader(usize),
    StartGroup(usize),
    /// The n-th member.
    GivePlace(usize, usize),
    GiveUpPlace(usize, usize),
    CloseGroup(usize),
    /// The n-th series.
    PlanSeries(usize, usize),
    /// The h-th session of the n-th series.
    Attend(usize, usize, usize),
    PlanSession(usize),
    HoldSession(usize),
    PublishFigures(usize),
    DeclarePriority(usize),
    StopIntake(usize),
    TrainOrganisation(usize),
}

/// The service that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    Referrals,
    Matching,
    Scheduling,
    Reporting,
}

impl Service {
    pub const ALL: [Self; 4] = [Self::Referrals, Self::Matching, Self::Scheduling, Self::Reporting];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
            Self::Matching => "matching",
            Self::Scheduling => "scheduling",
            Self::Reporting => "reporting",
        }
    }
}

/// A step of one life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub on: Date,
    pub phase: u8,
    /// Whose life: a kind and an index.
    pub chain: (u8, usize),
    pub act: Act,
}

/// How long after she was taken in it is known why somebody should go before others.
const REASON_AFTER_DAYS: i64 = 3;

/// Phases of one week.
pub const PHASES: u8 = 5;

impl Act {
    pub fn service(self) -> Service {
        match self {
            Self::Submit(_)
            | Self::Acknowledge(_)
            | Self::GiveNotice(_)
            | Self::Decide(_)
            | Self::ConsentToSharing(_)
            | Self::NoteContact(_)
            | Self::WithdrawConsent(_)
            | Self::Close(_)
            | Self::DeclarePriority(_)
            | Self::StopIntake(_)
            | Self::TrainOrganisation(_)
            | Self::Register(_)
            | Self::RegisterLeader(_) => Service::Referrals,
            Self::PlanInVain(..)
            | Self::NotHeld(..)
            | Self::PlanMeeting(_)
            | Self::Meet(_)
            | Self::PlanSeries(..)
            | Self::Attend(..)
            | Self::PlanSession(_)
            | Self::HoldSession(_) => Service::Scheduling,
            Self::PublishFigures(_) => Service::Reporting,
            _ => Service::Matching,
        }
    }
}

/// Every step of a district, by day; steps of a day in their order.
pub fn steps(plan: &DistrictPlan, today: Date) -> Vec<Step> {
    let mut steps = Steps { steps: Vec::new() };
    steps.requests(plan, today);
    steps.volunteers(plan, today);
    steps.matches(plan, today);
    steps.groups(plan, today);
    steps.sessions(plan);
    steps.publications(plan);
    steps.stops(plan);
    steps.trained_organisations(plan);
    let mut steps = steps.steps;
    steps.retain(|step| step.on <= today);
    steps.sort_by_key(|step| step.on);
    steps
}

struct Steps {
    steps: Vec<Step>,
}

impl Steps {
    fn add(&mut self, on: Date, phase: u8, chain: (u8, usize), act: Act) {
        self.steps.push(Step { on, phase, chain, act });
    }

    fn requests(&mut self, plan: &DistrictPlan, today: Date) {
        for (at, request) in plan.requests.iter().enumerate() {
            let mut add = |on: Date, act: fn(usize) -> Act| self.add(on, 0, (0, at), act(at));
            add(request.submitted, Act::Submit);
            if let Some(on) = request.acknowledged {
                add(on, Act::Acknowledge);
                add(on, Act::GiveNotice);
            }
            if let Some(on) = request.decided {
                add(on, Act::Decide);
                let pairs = matches!(request.fate, Fate::Matched | Fate::Waiting);
                if pairs && on <= today {
                    add(on, Act::ConsentToSharing);
                }
            }
            if let Some(on) = request.decided.filter(|_| plan.declared.contains(&at)) {
                add(super::days::plus(on, REASON_AFTER_DAYS).min(today), Act::DeclarePriority);
            }
            if let Some(contact) = &request.safe_contact_noted {
                add(contact.on, Act::NoteContact);
            }
            if let Some(on) = request.consent_withdrawn {
                add(on, Act::WithdrawConsent);
            }
            if let Fate::Withdrew { on, .. } | Fate::NoCapacity { on } = request.fate {
                add(on, Act::Close);
            }
        }
    }

    fn volunteers(&mut self, plan: &DistrictPlan, today: Date) {
        for (at, volunteer) in plan.volunteers.iter().enumerate() {
            let applied = volunteer.applied;
            let mut add = |on: Date, phase: u8, act: fn(usize) -> Act| self.add(on, phase, (1, at), act(at));
            add(applied, 0, Act::Register);
            add(applied, 0, Act::Apply);
            let Some(approved) = volunteer.approved else {
                if let Some(on) = volunteer.not_approved {
                    add(on, 0, Act::Refuse);
                }
                continue;
            };
            let way = super::days::days_between(applied, approved);
            let part = |share: i64| super::days::plus(applied, way * share / 10).min(approved);
            add(part(4), 0, Act::Train);
            add(part(6), 0, Act::Interview);
            add(part(6), 0, Act::Pledge);
            add(part(6), 0, Act::Assess);
            if volunteer.extract {
                add(part(9), 0, Act::Extract);
            }
            add(approved, 0, Act::Approve);
            if let Some(pause) = volunteer.paused.filter(|pause| pause.on <= today) {
                add(pause.on, 4, Act::Pause);
            }
            if let Some(on) = volunteer.left {
                add(on, 4, Act::Leave);
            }
        }
    }

    fn matches(&mut self, plan: &DistrictPlan, today: Date) {
        for (at, of) in plan.matches.iter().enumerate() {
            let mut add = |on: Date, phase: u8, act: Act| self.add(on.min(today), phase, (2, at), act);
            for (n, no) in of.declined.iter().enumerate() {
                add(no.on, 1, Act::Decline(at, n));
            }
            add(of.proposed, 1, Act::Propose(at));
            add(of.proposed, 1, Act::AcceptAsParticipant(at));
            add(of.set_up, 1, Act::AcceptAsVolunteer(at));
            let mut agreed = of.set_up;
            for (n, failed) in of.failed.iter().enumerate() {
                add(agreed, 2, Act::PlanInVain(at, n));
                add(*failed, 2, Act::NotHeld(at, n));
                agreed = *failed;
            }
            if let Some(held) = of.held {
                add(agreed, 2, Act::PlanMeeting(at));
                add(held, 2, Act::Meet(at));
            }
            for (n, told) in of.check_ins.iter().enumerate() {
                add(told.on, 3, Act::CheckIn(at, n));
            }
            for (n, reached) in of.milestones.iter().enumerate() {
                add(reached.on, 3, Act::Reach(at, n));
            }
            if let Some(on) = of.renewed {
                add(on, 3, Act::Renew(at));
            }
            if let Some((on, _)) = of.concern {
                add(on, 3, Act::RaiseConcern(at));
            }
            if let Some(ending) = of.ended {
                add(ending.on, 3, Act::End(at));
            }
        }
    }

    fn groups(&mut self, plan: &DistrictPlan, today: Date) {
        let first = plan.groups.iter().map(|group| group.started).min();
        for at in 0..plan.leaders.len() {
            if let Some(first) = first {
                self.add(first, 0, (3, at), Act::RegisterLeader(at));
            }
        }
        for (at, group) in plan.groups.iter().enumerate() {
            self.add(group.started, 1, (4, at), Act::StartGroup(at));
            for (n, series) in group.series.iter().enumerate().filter(|(_, series)| !series.held.is_empty()) {
                self.add(series.planned.max(group.started), 2, (4, at), Act::PlanSeries(at, n));
                for (h, held) in series.held.iter().enumerate().filter(|(_, held)| held.is_written_down()) {
                    self.add(held.on, 3, (4, at), Act::Attend(at, n, h));
                }
            }
            for (n, member) in group.members.iter().enumerate() {
                self.add(member.since, 2, (4, at), Act::GivePlace(at, n));
                if let Some((on, _)) = member.until {
                    self.add(on, 4, (4, at), Act::GiveUpPlace(at, n));
                }
            }
            if let Some(on) = group.closed.filter(|on| *on <= today) {
                self.add(on, 4, (4, at), Act::CloseGroup(at));
            }
        }
    }

    fn publications(&mut self, plan: &DistrictPlan) {
        for (at, publication) in plan.publications.iter().enumerate() {
            self.add(publication.on, 4, (6, at), Act::PublishFigures(at));
        }
    }

    fn stops(&mut self, plan: &DistrictPlan) {
        for (at, stop) in plan.stops.iter().enumerate() {
            self.add(stop.on, 0, (7, at), Act::StopIntake(at));
        }
    }

    fn trained_organisations(&mut self, plan: &DistrictPlan) {
        for (at, organisation) in plan.trained_organisations.iter().enumerate() {
            self.add(organisation.on, 0, (8, at), Act::TrainOrganisation(at));
        }
    }

    fn sessions(&mut self, plan: &DistrictPlan) {
        for (at, session) in plan.sessions.iter().enumerate() {
            let planned = super::days::plus(session.on, if session.at_home_of.is_some() { -1 } else { -14 });
            self.add(super::days::working_before(planned), 1, (5, at), Act::PlanSession(at));
            if !session.ahead {
                self.add(session.on, 3, (5, at), Act::HoldSession(at));
            }
        }
    }
}
