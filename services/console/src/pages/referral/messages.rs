//! What the referrer was told, and whether she is told anything.

use proto::referrals::v1::{Feedback, ListMessagesRequest, MessageChannel, MessageStatus, ReferralMessage};

use crate::{
    acts::{Acts, or_silent},
    app::App,
    clients::{Caller, asked},
    components::{Act, TimelineEntry},
    failure::Failure,
    i18n::{Key, Texts},
    named::Named as _,
};

/// Messages of a referral in words.
pub(super) struct Messages {
    /// Whether the referrer is written to, or why not.
    pub(super) feedback: String,
    /// Newest first.
    pub(super) entries: Vec<TimelineEntry>,
    /// What the referrer may have asked for.
    pub(super) act: Option<Act>,
}

impl Messages {
    /// None while nobody can say.
    pub(super) async fn of(
        app: &App,
        caller: &Caller,
        referral: &str,
        acts: &Acts<'_>,
        t: Texts,
    ) -> Result<Option<Self>, Failure> {
        let ask = ListMessagesRequest { referral_id: referral.to_owned() };
        let mut silent = Vec::new();
        let listed = or_silent(asked!(caller, app.clients.messages(), Referrals, list_messages, ask), &mut silent)?;
        let feedback = listed.feedback();
        if !feedback.is_set() {
            return Ok(None);
        }
        let act = match feedback {
            Feedback::RefusedByRecipient => {
                Some(acts.offer("welcome-messages", Key("act-welcome-messages"), Vec::new()))
            }
            Feedback::Allowed | Feedback::NotConsented | Feedback::AddressProtected => {
                Some(acts.offer("refuse-messages", Key("act-refuse-messages"), Vec::new()))
            }
            Feedback::NoReferrer | Feedback::NoEmail | Feedback::Erased | Feedback::Unspecified => None,
        };
        let entries = listed.messages.iter().rev().map(|message| entry(message, t));
        let words = match (feedback, listed.channel()) {
            (Feedback::Allowed, MessageChannel::Sms) => t.say("feedback-allowed-by-sms").to_string(),
            _ => t.name(feedback),
        };
        Ok(Some(Self { feedback: words, entries: entries.collect(), act }))
    }
}

fn entry(message: &ReferralMessage, t: Texts) -> TimelineEntry {
    let words = match message.status() {
        MessageStatus::Withdrawn => t.name(message.withdrawal()),
        MessageStatus::Failed => t.name(message.failure()),
        MessageStatus::Waiting if message.attempts > 0 => {
            t.say("message-tried").count("attempts", message.attempts).to_string()
        }
        MessageStatus::Waiting | MessageStatus::Sent | MessageStatus::Unspecified => String::new(),
    };
    let at = message.settle_time.or(message.request_time).unwrap_or_default();
    let when = jiff::Timestamp::new(at.seconds, at.nanos).map(|at| t.date_time(at)).unwrap_or_default();
    let (told, status) = (t.name(message.template()), t.name(message.status()));
    let what = match message.channel() {
        MessageChannel::Sms => format!("{told}, {}", t.say("message-by-sms")),
        MessageChannel::Email | MessageChannel::Unspecified => told,
    };
    TimelineEntry { when, what: format!("{what} – {status}"), words, who: String::new() }
}
