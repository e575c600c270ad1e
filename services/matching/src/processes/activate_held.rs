use ::projection::{Process, ReactError, earlier, id};
use edge::App;
use eventlog::{Recorded, Refused};
use matching_domain::{Match, MatchCommand};
use proto::scheduling::v1::first_meeting_event::Event;

use super::{context, unless_refused};

/// From the day the two met, their match counts.
#[derive(Debug)]
pub(crate) struct ActivateHeld {
    pub(crate) app: App,
}

/// Kind of aggregate in scheduling's stream.
const FIRST_MEETING: &str = "first-meeting";

impl Process for ActivateHeld {
    const NAME: &'static str = "activate-held";
    const KINDS: &'static [&'static str] = &[FIRST_MEETING];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let Event::Held(held) = recorded.decode()? else { continue };
            let opened = |event| if let Event::Opened(opened) = event { Some(opened.match_id) } else { None };
            let Some(match_id) = earlier(self.app.log.client(), commit, opened).await? else { continue };
            let held_on = held.held_on.parse().unwrap_or(recorded.occurred_on);
            let by = context::<Self>(commit, 0, held_on);
            let done = self.app.log.execute::<Match>(&by, id(&match_id)?, &MatchCommand::Activate).await;
            // A match cancelled or ended meanwhile stays so.
            return unless_refused(done.map_err(Refused::any), &["MATCH_NOT_SETTING_UP"]);
        }
        Ok(0)
    }
}
