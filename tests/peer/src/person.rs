//! The aggregate and its view, as plain as the comparison allows.

use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, View, event_sink::EventSink};
use serde::{Deserialize, Serialize};

/// Somebody contacts are noted for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Person {
    registered: bool,
}

#[derive(Debug)]
pub(crate) enum Command {
    Register { given_name: String },
    NoteContact(Contact),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event {
    Registered { given_name: String },
    ContactNoted(Contact),
}

/// What was said, and when something follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) occurred_on: String,
    pub(crate) channel: i32,
    pub(crate) reached: bool,
    pub(crate) note: String,
    pub(crate) next_step_on: String,
    pub(crate) actor_id: String,
    pub(crate) referral_id: String,
}

/// A rule said no.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Rejection {
    #[error("the person is registered already")]
    AlreadyRegistered,
    #[error("nobody is known by that id")]
    NotRegistered,
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        match self {
            Self::Registered { .. } => "PersonRegistered".to_owned(),
            Self::ContactNoted(_) => "ContactNoted".to_owned(),
        }
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Person {
    const TYPE: &'static str = "person";
    type Command = Command;
    type Event = Event;
    type Error = Rejection;
    type Services = ();

    async fn handle(&mut self, command: Command, (): &(), sink: &EventSink<Self>) -> Result<(), Rejection> {
        let event = match (command, self.registered) {
            (Command::Register { given_name }, false) => Event::Registered { given_name },
            (Command::Register { .. }, true) => return Err(Rejection::AlreadyRegistered),
            (Command::NoteContact(contact), true) => Event::ContactNoted(contact),
            (Command::NoteContact(_), false) => return Err(Rejection::NotRegistered),
        };
        sink.write(event, self).await;
        Ok(())
    }

    fn apply(&mut self, event: Event) {
        if let Event::Registered { .. } = event {
            self.registered = true;
        }
    }
}

/// What a page shows of her.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) given_name: String,
    pub(crate) contacts: Vec<Contact>,
}

impl View<Person> for Shown {
    fn update(&mut self, event: &EventEnvelope<Person>) {
        match &event.payload {
            Event::Registered { given_name } => self.given_name.clone_from(given_name),
            Event::ContactNoted(contact) => self.contacts.push(contact.clone()),
        }
    }
}
