use ::projection::{Process, ReactError, id};
use decider::Decider;
use edge::App;
use eventlog::{Context, Recorded, Refused, StreamName};
use matching_domain::{SupportRequest, SupportRequestCommand};
use proto::{
    matching::v1::{ReopenReason, SupportRequestCloseReason, support_request_event::Event},
    referrals::v1::referral_event,
};

use super::{context, unless_refused};
use crate::commands::load;

/// A match that ends lets her seek again only while her referral is open: one that closed before her match did left
/// the request to the match.
#[derive(Debug)]
pub(crate) struct CloseReopened {
    pub(crate) app: App,
}

/// Kind of aggregate in referrals' stream.
const REFERRAL: &str = "referral";

impl Process for CloseReopened {
    const NAME: &'static str = "close-reopened";
    const KINDS: &'static [&'static str] = &[SupportRequest::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let Event::Reopened(reopened) = recorded.decode()? else { continue };
            if reopened.reason() == ReopenReason::ReferralReopened || !self.referral_is_closed(commit).await? {
                continue;
            }
            let by = context::<Self>(commit, 0, recorded.occurred_on);
            let reason = SupportRequestCloseReason::ReferralClosed;
            let close = SupportRequestCommand::Close { reason, ended_match_id: None };
            let done = self.app.log.execute::<SupportRequest>(&by, commit.id, &close).await;
            return unless_refused(done.map_err(Refused::any), &["SUPPORT_REQUEST_ALREADY_MATCHED"]);
        }
        Ok(0)
    }
}

impl CloseReopened {
    /// As referrals' stream says by now. One that closes later finds the request open, and closes it.
    async fn referral_is_closed(&self, commit: &Recorded) -> Result<bool, ReactError> {
        let by = context::<Self>(commit, 0, jiff::civil::Date::ZERO);
        let request = load::<SupportRequest>(&self.app, &by, commit.id).await?;
        let referral = id(&request.state.referral_id)?;
        let stream = StreamName::new(Context::Referrals, commit.stream.district.clone());
        let history = eventlog::history(self.app.log.client(), &stream, REFERRAL, referral).await;
        let mut closed = false;
        for recorded in history.map_err(ReactError::retry)?.iter().flat_map(|commit| &commit.events) {
            match recorded.decode()? {
                referral_event::Event::Closed(_) | referral_event::Event::EnteredInError(_) => closed = true,
                referral_event::Event::Reopened(_) => closed = false,
                _ => {}
            }
        }
        Ok(closed)
    }
}
