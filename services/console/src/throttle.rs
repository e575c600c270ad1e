//! Slows guessing and flooding down: in a quarter of an hour so many attempts to sign in per account and per network
//! address, and per network address so many links that open nothing and so many forms from people without an account.

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

/// Referrals, applications and questions by code. A clinic may share one address, and sends a few an hour.
const PUBLIC_FORMS_PER_ADDRESS: i64 = 60;

#[derive(Debug, Clone)]
pub struct Throttle(pub PgPool);

impl Throttle {
    /// Counts one attempt. False when there were too many already; such an attempt counts too.
    pub async fn admits(&self, email: &str, address: IpAddr, now: Timestamp) -> Result<bool, sqlx::Error> {
        let (account, address) = (account_hash(email), hash("address", &network(address)));
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

    /// Counts one form from somebody without an account. False when there were too many already; such a form counts
    /// too.
    pub async fn admits_form(&self, address: IpAddr, now: Timestamp) -> Result<bool, sqlx::Error> {
        let before: i64 = sqlx::query_scalar(
            "WITH forgotten AS (DELETE FROM console.sign_in_attempts WHERE attempted_at <= $3),
                  counted AS (INSERT INTO console.sign_in_attempts (subject_hash, attempted_at) VALUES ($1, $2))
             SELECT count(*) FROM console.sign_in_attempts WHERE subject_hash = $1 AND attempted_at > $3",
        )
        .bind(&hash("form", &network(address))[..])
        .bind(now.to_sqlx())
        .bind((now - WINDOW).to_sqlx())
        .fetch_one(&self.0)
        .await?;
        Ok(before < PUBLIC_FORMS_PER_ADDRESS)
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

    /// After a right password the account's earlier attempts no longer count, and this one was no guess of its address
    /// either. What else came from there counts on: whoever has one password may be guessing others.
    pub async fn forget(&self, email: &str, address: IpAddr, attempted_at: Timestamp) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM console.sign_in_attempts
             WHERE subject_hash = $1 OR ctid = (SELECT ctid FROM console.sign_in_attempts
                                                WHERE subject_hash = $2 AND attempted_at = $3 LIMIT 1)",
        )
        .bind(&account_hash(email)[..])
        .bind(&hash("address", &network(address))[..])
        .bind(attempted_at.to_sqlx())
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
    hash("link", &network(address))
}

fn hash(kind: &str, subject: &str) -> [u8; 32] {
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(subject).finalize().into()
}

/// Whoever has one address of the sixth version has all that begin alike.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn addresses_that_one_browser_can_take_in_turn_count_as_one() {
        let network = |address: &str| network(address.parse().unwrap());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
