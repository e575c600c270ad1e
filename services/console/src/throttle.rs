//! Slows guessing down: so many attempts to sign in per account and per network address in a quarter of an hour.

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

fn hash(kind: &str, subject: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(subject).finalize().into()
}
