//! Slows guessing down: so many attempts to sign in per account and per network address in a quarter of an hour, and so
//! many links that open nothing per network address.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use crate::accounts::normalised;

const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const PER_ACCOUNT: i64 = 10;
/// An office may share one address.
const PER_ADDRESS: i64 = 60;
/// A telephone operator may show many people as one address, and a scanner of messages opens what is long dead.
const DEAD_LINKS_PER_ADDRESS: i64 = 120;

#[derive(Debug, Clone)]
pub struct Throttle(pub PgPool);

impl Throttle {
    /// Counts one attempt. False when there were too many already; such an attempt counts too.
    pub async fn admits(&self, email: &str, address: IpAddr, now: Timestamp) -> Result<bool, sqlx::Error> {
        let (account, address) = (account_hash(email), hash("address", &address.to_string()));
        let (of_account, of_address): (i64, i64) = sqlx::query_as(
            "WITH forgotten AS (DELETE FROM console.sign_in_attempts WHERE attempted_at <= $4),
                  counted AS (INSERT INTO console.sign_in_attempts (subject_hash, attempted_at)
                              VALUES ($1, $3), ($2, $3))
             SELECT count(*) FILTER (WHERE subject_hash = $1), count(*) FILTER (WHERE subject_hash = $2)
             FROM console.sign_in_attempts WHERE subject_hash IN ($1, $2) AND attempted_at > $4",
        )
        .bind(&account[..])
        .bind(&address[..])
        .bind(now.to_sqlx())
        .bind((now - WINDOW).to_sqlx())
        .fetch_one(&self.0)
        .await?;
        Ok(of_account < PER_ACCOUNT && of_address < PER_ADDRESS)
    }

    /// Whether links are opened for this address: not after too many that opened nothing. The same for a good link, so
    /// that waiting tells nothing of one.
    pub async fn admits_links(&self, address: IpAddr, now: Timestamp) -> Result<bool, sqlx::Error> {
        let dead: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM console.sign_in_attempts WHERE subject_hash = $1 AND attempted_at > $2",
        )
        .bind(&link_hash(address)[..])
        .bind((now - WINDOW).to_sqlx())
        .fetch_one(&self.0)
        .await?;
        Ok(dead < DEAD_LINKS_PER_ADDRESS)
    }

    /// Counts a link that opened nothing.
    pub async fn count_dead_link(&self, address: IpAddr, now: Timestamp) -> Result<(), sqlx::Error> {
        sqlx::query(
            "WITH forgotten AS (DELETE FROM console.sign_in_attempts WHERE attempted_at <= $3)
             INSERT INTO console.sign_in_attempts (subject_hash, attempted_at) VALUES ($1, $2)",
        )
        .bind(&link_hash(address)[..])
        .bind(now.to_sqlx())
        .bind((now - WINDOW).to_sqlx())
        .execute(&self.0)
        .await?;
        Ok(())
    }

    /// After a right password the account's earlier attempts no longer count.
    pub async fn forget(&self, email: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM console.sign_in_attempts WHERE subject_hash = $1")
            .bind(&account_hash(email)[..])
            .execute(&self.0)
            .await?;
        Ok(())
    }
}

/// Of the address as accounts compare it: other capitals would otherwise be other subjects.
fn account_hash(email: &str) -> [u8; 32] {
    hash("account", &normalised(email))
}

fn link_hash(address: IpAddr) -> [u8; 32] {
    hash("link", &address.to_string())
}

fn hash(kind: &str, subject: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(subject).finalize().into()
}
