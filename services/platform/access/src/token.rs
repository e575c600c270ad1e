use std::{path::Path, sync::Arc};

use decider::{ActorId, DistrictId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, get_current_timestamp};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::{Caller, Role};

const ISSUER: &str = "rinnalla";
const AUDIENCE: &str = "rinnalla";
/// Longest life of a token, in seconds: nothing can call one back sooner.
const LIFE: u64 = 600;

/// What a token says. No name, no contact: it passes through many hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// Random id of the account or link.
    pub sub: String,
    pub role: Role,
    pub district: DistrictId,
    /// For a link: the object it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// Seconds of real time since 1970.
    pub iat: u64,
    pub exp: u64,
}

/// A token could not be made or is not good.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the key file cannot be read")]
    Unreadable(#[source] std::io::Error),
    #[error("the key or token is not good")]
    NotGood(#[from] jsonwebtoken::errors::Error),
    #[error("the token lives too long")]
    TooLong,
}

/// Signs tokens. The console holds it, and the operator's command in development.
#[derive(Clone)]
pub struct Issuer {
    key: EncodingKey,
}

impl Issuer {
    /// `pem` is an Ed25519 private key, PKCS#8.
    pub fn read(pem: &Path) -> Result<Self, TokenError> {
        Self::from_pem(&std::fs::read(pem).map_err(TokenError::Unreadable)?)
    }

    pub fn from_pem(pem: &[u8]) -> Result<Self, TokenError> {
        Ok(Self { key: EncodingKey::from_ed_pem(pem)? })
    }

    /// `seconds` from now; at most ten minutes.
    pub fn issue(&self, caller: &Caller, seconds: u64) -> Result<String, TokenError> {
        let now = get_current_timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: caller.actor.as_str().to_owned(),
            role: caller.role,
            district: caller.district.clone(),
            object: caller.object.clone(),
            iat: now,
            exp: now + seconds.min(LIFE),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)?)
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

/// Verifies tokens, remembering those it has verified until they expire.
#[derive(Clone)]
pub struct Verifier {
    key: DecodingKey,
    validation: Validation,
    verified: Arc<Cache<String, (Caller, u64)>>,
}

impl Verifier {
    /// `pem` is an Ed25519 public key, SPKI.
    pub fn read(pem: &Path) -> Result<Self, TokenError> {
        Self::from_pem(&std::fs::read(pem).map_err(TokenError::Unreadable)?)
    }

    pub fn from_pem(pem: &[u8]) -> Result<Self, TokenError> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        Ok(Self { key: DecodingKey::from_ed_pem(pem)?, validation, verified: Arc::new(Cache::new(10_000)) })
    }

    pub fn verify(&self, token: &str) -> Result<Caller, TokenError> {
        if let Some((caller, expires)) = self.verified.get(token) {
            if get_current_timestamp() < expires {
                return Ok(caller);
            }
            self.verified.remove(token);
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.key, &self.validation)?.claims;
        if claims.exp.saturating_sub(claims.iat) > LIFE {
            return Err(TokenError::TooLong);
        }
        let caller = Caller {
            actor: ActorId::new(&claims.sub),
            role: claims.role,
            district: claims.district,
            object: claims.object,
        };
        self.verified.insert(token.to_owned(), (caller.clone(), claims.exp));
        Ok(caller)
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
}
