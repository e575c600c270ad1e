//! A message to somebody who referred: asked for, withdrawn, sent or given up. Knows neither text nor address: one is the
//! district's, the other stays sealed.

mod consent;
mod steps;
#[cfg(test)]
mod tests;

pub use consent::{Circumstances, consents_to_feedback};
pub use steps::{CallsFor, calls_for, is_news};

use decider::{Decider, Env, Rejection, Sealed};
use jiff::{SignedDuration, Timestamp, civil::Date};
use proto::referrals::v1::{
    MessageChannel, MessageFailed, MessageFailure, MessageRequested, MessageSent, MessageStatus as S, MessageTemplate,
    MessageWithdrawal, MessageWithdrawn, message_event::Event,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A slip of the hand is undone within this time and nobody hears of it.
pub const DUE_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// How long a message that is due is tried again.
pub const TRIED_FOR: SignedDuration = SignedDuration::from_hours(72);

const NAMESPACE: Uuid = Uuid::from_u128(0xb0c4_6c8e_6f0f_5a41_9a53_7d0e_25f1_c8aa);

/// The aggregate.
#[derive(Debug)]
pub struct Message;

/// What the rules know of a message. Default: one that nobody asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MessageState {
    /// Number of the `MessageStatus`; 0 before it is asked for.
    status: i32,
    request: Option<Requested>,
}

/// A message as it was last asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Requested {
    pub person_id: String,
    pub referral_id: String,
    /// Number of the `MessageTemplate`.
    template: i32,
    /// Number of the `MessageChannel`; 0 of messages that are older than the others.
    channel: i32,
    /// `MessageRecipient`.
    pub recipient: Option<Sealed>,
    /// `MessageValues`.
    pub values: Option<Sealed>,
    pub not_after: Timestamp,
}

impl Requested {
    pub fn template(&self) -> MessageTemplate {
        MessageTemplate::try_from(self.template).unwrap_or_default()
    }

    pub fn channel(&self) -> MessageChannel {
        named_channel(self.channel)
    }
}

impl MessageState {
    pub fn status(&self) -> S {
        S::try_from(self.status).unwrap_or_default()
    }

    /// What was asked for, as long as it is neither sent nor withdrawn nor given up.
    pub fn waiting(&self) -> Option<&Requested> {
        self.request.as_ref().filter(|_| self.status() == S::Waiting)
    }
}

/// What can be done about a message.
#[derive(Debug, Clone)]
pub enum MessageCommand {
    /// Ask for it.
    Request(Box<MessageRequested>),
    /// Take it back, unless it was sent.
    Withdraw(MessageWithdrawal),
    /// A mail server or SMS gateway took it.
    RecordSent,
    /// Try it no more.
    GiveUp(MessageFailure),
}

/// Why something cannot be done about a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageRejection {
    #[error("nobody asked for the message")]
    NotFound,
    #[error("there is still time to send the message")]
    StillInTime,
}

impl Rejection for MessageRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "MESSAGE_NOT_FOUND",
            Self::StillInTime => "MESSAGE_STILL_IN_TIME",
        }
    }

    fn is_absence(&self) -> bool {
        matches!(self, Self::NotFound)
    }
}

/// The channel that an event names: the oldest name none.
pub fn named_channel(number: i32) -> MessageChannel {
    match MessageChannel::try_from(number).unwrap_or_default() {
        MessageChannel::Unspecified | MessageChannel::Email => MessageChannel::Email,
        MessageChannel::Sms => MessageChannel::Sms,
    }
}

/// The message of a step: several of one kind on one day are one.
pub fn message_id(referral: Uuid, template: MessageTemplate, on: Date) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{referral}|{}|{on}", template.as_str_name()).as_bytes())
}

impl Decider for Message {
    const KIND: &'static str = "message";
    const FOLD_VERSION: u32 = 2;
    type State = MessageState;
    type Command = MessageCommand;
    type Event = Event;
    type Rejection = MessageRejection;

    fn decide(state: &MessageState, command: &MessageCommand, env: &Env) -> Result<Vec<Event>, MessageRejection> {
        match (command, state.status()) {
            // A step that was undone may be taken again on the same day.
            (MessageCommand::Request(requested), S::Unspecified | S::Withdrawn) => {
                Ok(vec![Event::Requested((**requested).clone())])
            }
            (MessageCommand::Withdraw(reason), S::Waiting) => {
                Ok(vec![Event::Withdrawn(MessageWithdrawn { reason: (*reason).into() })])
            }
            (MessageCommand::RecordSent | MessageCommand::GiveUp(_), S::Unspecified) => Err(MessageRejection::NotFound),
            // Whoever took it back meanwhile: it went.
            (MessageCommand::RecordSent, S::Waiting | S::Withdrawn | S::Failed) => {
                Ok(vec![Event::Sent(MessageSent {})])
            }
            (MessageCommand::GiveUp(reason), S::Waiting) => give_up(state, *reason, env),
            (MessageCommand::Request(_), S::Waiting | S::Sent | S::Failed)
            | (MessageCommand::Withdraw(_), S::Unspecified | S::Sent | S::Withdrawn | S::Failed)
            | (MessageCommand::RecordSent, S::Sent)
            | (MessageCommand::GiveUp(_), S::Sent | S::Withdrawn | S::Failed) => Ok(vec![]),
        }
    }

    fn evolve(state: &mut MessageState, event: &Event, _: Date) {
        match event {
            Event::Requested(requested) => {
                state.status = S::Waiting.into();
                state.request = Some(Requested {
                    person_id: requested.person_id.clone(),
                    referral_id: requested.referral_id.clone(),
                    template: requested.template,
                    channel: requested.channel,
                    recipient: requested.recipient.clone(),
                    values: requested.values.clone(),
                    not_after: not_after(requested),
                });
            }
            Event::Withdrawn(_) => state.status = S::Withdrawn.into(),
            Event::Sent(_) => state.status = S::Sent.into(),
            Event::Failed(_) => state.status = S::Failed.into(),
        }
    }
}

fn give_up(state: &MessageState, reason: MessageFailure, env: &Env) -> Result<Vec<Event>, MessageRejection> {
    let in_time = state.request.as_ref().is_some_and(|request| env.now < request.not_after);
    if reason == MessageFailure::NotInTime && in_time {
        return Err(MessageRejection::StillInTime);
    }
    Ok(vec![Event::Failed(MessageFailed { reason: reason.into() })])
}

/// Without a time of its own it is tried once.
fn not_after(requested: &MessageRequested) -> Timestamp {
    let told = requested.not_after_time.as_ref().and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
    told.unwrap_or(Timestamp::UNIX_EPOCH)
}
