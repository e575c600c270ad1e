use std::marker::PhantomData;

use super::{
    driver::{Destination, Driver, NotTaken},
    letter::Letter,
};

/// Takes every letter and says so in the log, with no word of what it says and to whom. For development and demos.
#[derive(Debug)]
pub(crate) struct LogDriver<To>(PhantomData<fn() -> To>);

impl<To> Default for LogDriver<To> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<To: Destination> Driver for LogDriver<To> {
    type To = To;

    async fn send(&self, letter: &Letter<To>) -> Result<(), NotTaken> {
        let (template, channel) = (letter.template.as_str_name(), To::CHANNEL.as_str_name());
        tracing::info!(message = %letter.id, template, channel, state = "sent", "a message");
        Ok(())
    }
}
