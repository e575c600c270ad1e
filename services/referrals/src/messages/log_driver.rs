use super::{
    letter::Letter,
    mailer::{Mailer, NotTaken},
};

/// Takes every letter and says so in the log, with no word of what it says and to whom. For development and demos.
#[derive(Debug)]
pub(crate) struct LogDriver;

impl Mailer for LogDriver {
    async fn send(&self, letter: &Letter) -> Result<(), NotTaken> {
        tracing::info!(message = %letter.id, template = letter.template.as_str_name(), state = "sent", "a message");
        Ok(())
    }
}
