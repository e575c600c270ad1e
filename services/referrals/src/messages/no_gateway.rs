use super::{
    driver::{Driver, NotTaken},
    letter::Letter,
    mobile::Mobile,
};

/// Where e-mail goes out and no SMS: says so of each at once, so that somebody calls.
#[derive(Debug)]
pub(crate) struct NoGateway;

impl Driver for NoGateway {
    type To = Mobile;

    async fn send(&self, _: &Letter<Mobile>) -> Result<(), NotTaken> {
        Err(NotTaken::Nobody)
    }
}
