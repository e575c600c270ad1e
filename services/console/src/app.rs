//! Everything a page needs, put together once.

use std::{ops::Deref, sync::Arc};

use access::Issuer;
use sqlx::PgPool;

use crate::{
    accounts::Accounts,
    clients::Clients,
    config::Origin,
    districts::Districts,
    imports::{Imports, SheetKey},
    sessions::Sessions,
    surroundings::Surroundings,
    throttle::Throttle,
};

#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    pub pool: PgPool,
    pub accounts: Accounts,
    pub sessions: Sessions,
    pub districts: Districts,
    pub throttle: Throttle,
    pub imports: Imports,
    pub clients: Clients,
    pub issuer: Issuer,
    pub surroundings: Surroundings,
    pub origin: Origin,
    /// Its id.
    pub installation: String,
    pub traits: Traits,
}

/// What the console signs and seals with.
#[derive(Debug)]
pub struct Keys {
    pub issuer: Issuer,
    pub sheets: SheetKey,
}

/// What kind of installation this is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits {
    /// Everybody in it is invented.
    pub demo: bool,
    /// It shows its components.
    pub gallery: bool,
    /// A proxy says where browsers are.
    pub behind_proxy: bool,
}

impl App {
    pub fn new(
        pool: PgPool,
        clients: Clients,
        keys: Keys,
        surroundings: Surroundings,
        origin: Origin,
        installation: String,
        traits: Traits,
    ) -> Self {
        Self(Arc::new(Parts {
            accounts: Accounts(pool.clone()),
            sessions: Sessions(pool.clone()),
            districts: Districts(pool.clone()),
            throttle: Throttle(pool.clone()),
            imports: Imports { pool: pool.clone(), key: keys.sheets, surroundings: surroundings.clone() },
            pool,
            clients,
            issuer: keys.issuer,
            surroundings,
            origin,
            installation,
            traits,
        }))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
