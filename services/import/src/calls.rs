use tonic::{Request, metadata::MetadataValue, transport::Channel};

use crate::Failed;

type Tokens = Box<dyn Fn() -> Result<String, Failed> + Send + Sync>;

/// Calls one service in one district. Tokens are short-lived, so each request gets its own.
pub struct Calls {
    pub(crate) channel: Channel,
    tokens: Tokens,
}

impl Calls {
    /// `tokens` makes one for whoever imports, in her district and role.
    pub fn new(channel: Channel, tokens: impl Fn() -> Result<String, Failed> + Send + Sync + 'static) -> Self {
        Self { channel, tokens: Box::new(tokens) }
    }

    pub(crate) fn request<M>(&self, message: M) -> Result<Request<M>, Failed> {
        let mut request = Request::new(message);
        let token = format!("Bearer {}", (self.tokens)()?);
        request.metadata_mut().insert("authorization", MetadataValue::try_from(token)?);
        Ok(request)
    }
}
