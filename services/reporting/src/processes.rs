//! What commits call for.

mod publish_to_audience;

pub(crate) use publish_to_audience::PublishToAudience;
