//! Sending messages to referrers: what stands in the way, what a letter looks like, who takes it, and that it goes once.
//! No address and no text leaves here but to the mail server: logs, spans, gauges and errors hold ids and states.

mod counted;
mod feedback;
mod letter;
mod log_driver;
mod mailer;
mod outgoing;
mod send;
mod settings;
mod smtp;

pub(crate) use counted::counted;
pub(crate) use feedback::{circumstances, recipient_id, referrer};
pub(crate) use letter::Filling;
pub(crate) use log_driver::LogDriver;
pub(crate) use send::SendMessages;
pub(crate) use settings::{MailSettings, Via};
pub(crate) use smtp::SmtpDriver;
