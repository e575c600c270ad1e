//! Sending messages to referrers: what stands in the way, what a letter looks like, who takes it, and that it goes once.
//! No address, number and text leaves here but to the mail server or SMS gateway: logs, spans, gauges and errors hold ids
//! and states.

mod counted;
mod driver;
mod feedback;
mod gateway;
mod letter;
mod log_driver;
mod mobile;
mod no_gateway;
mod outgoing;
mod send;
mod settings;
mod smtp;

pub(crate) use counted::counted;
pub(crate) use feedback::{channel, circumstances, recipient, recipient_id, referrer};
pub(crate) use gateway::HttpGateway;
pub(crate) use letter::Filling;
pub(crate) use log_driver::LogDriver;
pub(crate) use mobile::Mobile;
pub(crate) use no_gateway::NoGateway;
pub(crate) use send::SendMessages;
pub(crate) use settings::{MessageSettings, Via, ViaSms};
pub(crate) use smtp::SmtpDriver;
