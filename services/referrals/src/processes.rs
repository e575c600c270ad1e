//! What commits call for: commands of this service, sent by the service itself.

mod register_referred;

pub(crate) use register_referred::RegisterReferred;
