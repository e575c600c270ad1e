use ::projection::{Process, ReactError};
use edge::App;
use eventlog::{Recorded, Refused};
use jiff::civil::Date;
use proto::{
    matching::v1::{MatchSetUp, match_event::Event},
    scheduling::v1::{CallOffReason, FirstMeetingOpened},
};
use scheduling_domain::{FirstMeeting, FirstMeetingCommand, FirstMeetingRejection, first_meeting::id_of};

use super::by;

/// What matching calls a match in its subjects.
const MATCH: &str = "match";

/// A match that is set up needs a first meeting; one that is over before they met needs none any more.
#[derive(Debug)]
pub(crate) struct FollowMatches {
    pub(crate) app: App,
}

impl Process for FollowMatches {
    const NAME: &'static str = "first-meetings-of-matches";
    const KINDS: &'static [&'static str] = &[MATCH];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let mut written = 0;
        for (n, recorded) in (0..).zip(&commit.events) {
            let command = match recorded.decode()? {
                Event::SetUp(set_up) => FirstMeetingCommand::Open(self.opened(commit, set_up, recorded.occurred_on)),
                Event::Cancelled(_) => FirstMeetingCommand::CallOff { reason: CallOffReason::MatchCancelled },
                Event::Ended(_) => FirstMeetingCommand::CallOff { reason: CallOffReason::NoLongerWanted },
                // Matching may have been told directly, as by an import; mostly it has heard it from here.
                Event::Activated(_) => FirstMeetingCommand::RecordMet,
                Event::Paused(_)
                | Event::Resumed(_)
                | Event::Renewed(_)
                | Event::CheckInRecorded(_)
                | Event::ConcernRaised(_)
                | Event::ConcernConcluded(_)
                | Event::AgreementMade(_)
                | Event::GoalSet(_)
                | Event::MilestoneReached(_)
                | Event::MilestoneTakenBack(_)
                | Event::OutcomeRecorded(_)
                | Event::GoalConcluded(_)
                | Event::HandedOver(_) => continue,
            };
            let by = by::<Self>(commit, n, recorded.occurred_on);
            match self.app.log.execute::<FirstMeeting>(&by, id_of(commit.id), &command).await {
                Ok(done) => written = done.sequence,
                // They have met: most matches end so.
                Err(Refused::Rejected(FirstMeetingRejection::AlreadyHeld)) => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(written)
    }
}

impl FollowMatches {
    /// The programme's rule is the one of that day; a programme that was not yet valid then asks for nobody.
    fn opened(&self, commit: &Recorded, set_up: MatchSetUp, on: Date) -> FirstMeetingOpened {
        let known = self.app.installation.known();
        let programme = known.programme(&set_up.programme_id, on);
        FirstMeetingOpened {
            match_id: commit.id.to_string(),
            person_id: set_up.person_id,
            volunteer_person_id: set_up.volunteer_person_id,
            coordinator_required: programme.is_some_and(|programme| programme.coordinator_at_first_meeting),
            programme_id: set_up.programme_id,
        }
    }
}
