//! Who may do what. The console issues short-lived tokens, each for one district and one role; a layer before every
//! method verifies the token, looks up the method's action and asks the one matrix. Objects are the handlers' to check.

mod actions;
mod caller;
mod layer;
mod matrix;
mod token;

pub use actions::{Actions, ActionsError};
pub use caller::{Caller, Role};
pub use layer::AccessLayer;
pub use matrix::allows;
pub use proto::access::v1::Action;
pub use token::{Claims, Issuer, TokenError, Verifier};
