//! The tokens that services trust: short-lived, for one district, for staff, for anybody on a public page and for the
//! holder of a link.

use access::{Caller, Issuer, Role, TokenError};
use decider::{ActorId, DistrictId, InvalidDistrictId};

use crate::{accounts, sessions::Session};

/// Seconds. One is issued for each page, so it need only outlast the slowest answer and a clock's error.
const LIFE: u64 = 300;

/// Seconds that the token of a link lives. Whether the link does, the service asks each time.
const LINK_LIFE: u64 = 600;

/// Actor of everybody who uses a public page: nothing tells one from another.
const ANYBODY: &str = "anonymous";

#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    #[error("{slug} is not the slug of a district")]
    District {
        slug: String,
        #[source]
        source: InvalidDistrictId,
    },
    #[error("a token could not be signed")]
    Sign(#[source] TokenError),
}

pub fn for_staff(issuer: &Issuer, session: &Session, district: &str) -> Result<String, TokenFault> {
    let actor = ActorId::new(&session.account.actor_id.to_string());
    issue(issuer, actor, session.account.role.into(), district)
}

/// For national coordination: names one audience and no district.
pub fn for_coordination(
    issuer: &Issuer,
    session: &Session,
    installation: &str,
    audience: &str,
) -> Result<String, TokenFault> {
    let actor = ActorId::new(&session.account.actor_id.to_string());
    sign(issuer, actor, session.account.role.into(), installation, Some(audience.to_owned()))
}

pub fn for_anybody(issuer: &Issuer, district: &str) -> Result<String, TokenFault> {
    issue(issuer, ActorId::new(ANYBODY), Role::Anonymous, district)
}

/// For one link: `object` is what the service said the link is for.
pub fn for_link(issuer: &Issuer, district: &str, object: &str) -> Result<String, TokenFault> {
    sign_for(issuer, ActorId::new(object), Role::Link, district, Some(object.to_owned()), LINK_LIFE)
}

fn issue(issuer: &Issuer, actor: ActorId, role: Role, district: &str) -> Result<String, TokenFault> {
    sign(issuer, actor, role, district, None)
}

fn sign(
    issuer: &Issuer,
    actor: ActorId,
    role: Role,
    district: &str,
    object: Option<String>,
) -> Result<String, TokenFault> {
    sign_for(issuer, actor, role, district, object, LIFE)
}

fn sign_for(
    issuer: &Issuer,
    actor: ActorId,
    role: Role,
    district: &str,
    object: Option<String>,
    seconds: u64,
) -> Result<String, TokenFault> {
    let district: DistrictId =
        district.parse().map_err(|source| TokenFault::District { slug: district.to_owned(), source })?;
    issuer.issue(&Caller { actor, role, district, object }, seconds).map_err(TokenFault::Sign)
}

impl From<accounts::Role> for Role {
    fn from(role: accounts::Role) -> Self {
        match role {
            accounts::Role::Coordinator => Self::Coordinator,
            accounts::Role::Manager => Self::Manager,
            accounts::Role::Administrator => Self::Administrator,
            accounts::Role::National => Self::National,
        }
    }
}
