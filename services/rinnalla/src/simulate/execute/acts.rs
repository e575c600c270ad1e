//! Each step as a command of a service, in the name of one of the district's coordinators. Ids that services give are
//! kept for the steps that need them.

mod families;
mod groups;
mod intake;
mod matches;
mod organisations;
mod publications;
mod requests;
mod sessions;
mod volunteers;

use jiff::civil::Date;
use proto::matching::v1::Side;

use super::district::{District, actor, ask, lock};
use crate::{
    Said,
    simulate::steps::{Act, Service},
};

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Done,
    LeftOut,
    Failed,
}

/// Why a step was not carried out.
pub(super) enum Stop {
    /// A step before it gave no id.
    Without,
    Said(Said),
}

impl From<Said> for Stop {
    fn from(said: Said) -> Self {
        Self::Said(said)
    }
}

pub(super) type Carried = Result<(), Stop>;

impl District<'_> {
    pub(super) async fn carry_out(&self, act: Act, on: Date) -> Did {
        let service = act.service();
        let instead = matches!(act, Act::Meet(_)) && self.clients.answers(Service::Matching);
        if !self.clients.answers(service) && !instead {
            *lock(&self.counts).left_out.entry(service).or_default() += 1;
            return Did::LeftOut;
        }
        let carried = self.act(act, on).await;
        let mut counts = lock(&self.counts);
        match carried {
            Ok(()) => {
                *counts.done.entry(service).or_default() += 1;
                Did::Done
            }
            // What it stands on was left out, or failed and is told already.
            Err(Stop::Without) if Service::ALL.iter().any(|service| !self.clients.answers(*service)) => {
                *counts.left_out.entry(service).or_default() += 1;
                Did::LeftOut
            }
            Err(stop) => {
                counts.failed += 1;
                let why = match stop {
                    Stop::Without => "stands on a step that failed".to_owned(),
                    Stop::Said(said) => said.to_string(),
                };
                counts.failures.push(format!("{} {on} {act:?}: {why}", self.plan.district_id));
                Did::Failed
            }
        }
    }

    async fn act(&self, act: Act, on: Date) -> Carried {
        match act {
            Act::Submit(at) => self.submit(at, on).await,
            Act::Acknowledge(at) => self.acknowledge(at, on).await,
            Act::GiveNotice(at) => self.give_notice(at, on).await,
            Act::Decide(at) => self.decide(at, on).await,
            Act::ConsentToSharing(at) => self.consent_to_sharing(at, on).await,
            Act::NoteContact(at) => self.note_contact(at, on).await,
            Act::WithdrawConsent(at) => self.withdraw_consent(at, on).await,
            Act::Close(at) => self.close(at, on).await,
            Act::Register(at) => self.register(at, on).await,
            Act::Apply(at) => self.apply(at, on).await,
            Act::Train(at) => self.train(at, on).await,
            Act::Interview(at) => self.interview(at, on).await,
            Act::Pledge(at) => self.pledge(at, on).await,
            Act::Assess(at) => self.assess(at, on).await,
            Act::Extract(at) => self.extract(at, on).await,
            Act::Approve(at) => self.approve(at, on).await,
            Act::Refuse(at) => self.refuse(at, on).await,
            Act::Pause(at) => self.pause(at, on).await,
            Act::Leave(at) => self.leave(at, on).await,
            Act::Decline(at, n) => self.decline(at, n, on).await,
            Act::Propose(at) => self.propose(at, on).await,
            Act::AcceptAsParticipant(at) => self.accept(at, on, Side::Participant).await,
            Act::AcceptAsVolunteer(at) => self.accept(at, on, Side::Volunteer).await,
            Act::PlanInVain(at, n) => self.plan_meeting(at, on, Some(n)).await,
            Act::NotHeld(at, n) => self.not_held(at, n, on).await,
            Act::PlanMeeting(at) => self.plan_meeting(at, on, None).await,
            Act::Meet(at) => self.meet(at, on).await,
            Act::CheckIn(at, n) => self.check_in(at, n, on).await,
            Act::Reach(at, n) => self.reach(at, n, on).await,
            Act::Renew(at) => self.renew(at, on).await,
            Act::RaiseConcern(at) => self.raise_concern(at, on).await,
            Act::End(at) => self.end(at, on).await,
            Act::RegisterLeader(at) => self.register_leader(at, on).await,
            Act::StartGroup(at) => self.start_group(at, on).await,
            Act::GivePlace(at, n) => self.give_place(at, n, on).await,
            Act::GiveUpPlace(at, n) => self.give_up_place(at, n, on).await,
            Act::CloseGroup(at) => self.close_group(at, on).await,
            Act::PlanSeries(at, n) => self.plan_series(at, n, on).await,
            Act::Attend(at, n, h) => self.attend(at, n, h, on).await,
            Act::PlanSession(at) => self.plan_session(at, on).await,
            Act::HoldSession(at) => self.hold_session(at, on).await,
            Act::DeclarePriority(at) => self.declare_priority(at, on).await,
            Act::StopIntake(at) => self.stop_intake(at, on).await,
            Act::TrainOrganisation(at) => self.train_organisation(at, on).await,
            Act::PublishFigures(at) => self.publish_figures(at, on).await,
        }
    }

    fn id_of(&self, key: &str) -> Result<String, Stop> {
        self.kept(key).ok_or(Stop::Without)
    }
}
