//! Who is signed in. A session ends after an hour without a page, and half a day after it began in any case.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::{Timestamp as SqlTimestamp, ToSqlx as _};
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, types::Json};
use uuid::Uuid;

use crate::{
    accounts::{Account, Role},
    districts::District,
    secret::BrowserSecret,
};

const IDLE: SignedDuration = SignedDuration::from_hours(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// An ended session says for this long whose it was, so that a form of hers goes back to nobody else.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// Writing that somebody was seen on every page would cost a commit each.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Projections are long past a position that is older.
const POSITION_LASTS: SignedDuration = SignedDuration::from_mins(5);

/// A signed-in person as of one request.
#[derive(Debug, Clone)]
pub struct Session {
    pub account: Account,
    /// The district she works in now; none until chosen.
    pub district: Option<District>,
    /// Newest position token of her commands, when recent.
    pub position: Option<String>,
}

/// A message shown once, on the next page. The key is that of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub key: String,
    /// Parameters of the text.
    pub words: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Sessions(pub PgPool);

#[derive(sqlx::FromRow)]
struct Row {
    actor_id: Uuid,
    email: String,
    display_name: String,
    role: String,
    districts: Vec<String>,
    audiences: Vec<String>,
    district: Option<String>,
    district_name: Option<String>,
    last_seen_at: SqlTimestamp,
    position: Option<String>,
}

impl Sessions {
    /// Signs the owner of a browser in. Somebody with one district works there at once.
    pub async fn open(&self, secret: &BrowserSecret, account: &Account, now: Timestamp) -> Result<(), sqlx::Error> {
        let district = match account.districts.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        sqlx::query(
            "WITH forgotten AS (DELETE FROM console.sessions WHERE opened_at <= $5)
             INSERT INTO console.sessions (secret_hash, actor_id, district, opened_at, last_seen_at)
             VALUES ($1, $2, $3, $4, $4)",
        )
        .bind(&secret.hash()[..])
        .bind(account.actor_id)
        .bind(district)
        .bind(now.to_sqlx())
        .bind((now - REMEMBERED).to_sqlx())
        .execute(&self.0)
        .await?;
        Ok(())
    }

    /// The session of a browser, when it has one that has not ended. Finding it keeps it from idling out.
    pub async fn find(&self, secret: &BrowserSecret, now: Timestamp) -> Result<Option<Session>, sqlx::Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT a.actor_id, a.email, a.display_name, a.role, s.district, n.name AS district_name, s.last_seen_at,
                    CASE WHEN s.position_at > $4 THEN s.position END AS position,
                    ARRAY(SELECT d.district FROM console.account_districts d
                          WHERE d.actor_id = a.actor_id ORDER BY 1) AS districts,
                    ARRAY(SELECT u.audience FROM console.account_audiences u
                          WHERE u.actor_id = a.actor_id ORDER BY 1) AS audiences
             FROM console.sessions s JOIN console.accounts a USING (actor_id)
                  LEFT JOIN console.districts n ON n.slug = s.district
             WHERE s.secret_hash = $1 AND s.last_seen_at > $2 AND s.opened_at > $3 AND a.closed_at IS NULL",
        )
        .bind(&secret.hash()[..])
        .bind((now - IDLE).to_sqlx())
        .bind((now - LONGEST).to_sqlx())
        .bind((now - POSITION_LASTS).to_sqlx())
        .fetch_optional(&self.0)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.last_seen_at.to_jiff() <= now - SEEN_EVERY {
            sqlx::query("UPDATE console.sessions SET last_seen_at = $2 WHERE secret_hash = $1")
                .bind(&secret.hash()[..])
                .bind(now.to_sqlx())
                .execute(&self.0)
                .await?;
        }
        let role: Role = row.role.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let Row { actor_id, email, display_name, districts, audiences, district, district_name, position, .. } = row;
        // A district taken from the account is taken from its sessions too.
        let district = district
            .filter(|chosen| districts.contains(chosen))
            .map(|slug| District { name: district_name.unwrap_or_else(|| slug.clone()), slug });
        let account = Account { actor_id, email, display_name, role, districts, audiences };
        Ok(Some(Session { account, district, position }))
    }

    /// Whose it was, when that is remembered.
    pub async fn end(&self, secret: &BrowserSecret) -> Result<Option<Uuid>, sqlx::Error> {
        sqlx::query_scalar("DELETE FROM console.sessions WHERE secret_hash = $1 RETURNING actor_id")
            .bind(&secret.hash()[..])
            .fetch_optional(&self.0)
            .await
    }

    /// Position tokens belong to one district, so the newest is forgotten.
    pub async fn choose_district(&self, secret: &BrowserSecret, district: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE console.sessions SET district = $2, position = NULL, position_at = NULL WHERE secret_hash = $1",
        )
        .bind(&secret.hash()[..])
        .bind(district)
        .execute(&self.0)
        .await?;
        Ok(())
    }

    pub async fn keep_position(&self, secret: &BrowserSecret, token: &str, now: Timestamp) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE console.sessions SET position = $2, position_at = $3 WHERE secret_hash = $1")
            .bind(&secret.hash()[..])
            .bind(token)
            .bind(now.to_sqlx())
            .execute(&self.0)
            .await?;
        Ok(())
    }

    pub async fn leave_notice(&self, secret: &BrowserSecret, notice: &Notice) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE console.sessions SET notice = $2 WHERE secret_hash = $1")
            .bind(&secret.hash()[..])
            .bind(Json(notice))
            .execute(&self.0)
            .await?;
        Ok(())
    }

    /// The notice left for the next page, which is this one.
    pub async fn take_notice(&self, secret: &BrowserSecret) -> Result<Option<Notice>, sqlx::Error> {
        let taken: Option<(Json<Notice>,)> = sqlx::query_as(
            "UPDATE console.sessions s SET notice = NULL FROM console.sessions before
             WHERE s.secret_hash = $1 AND before.secret_hash = $1 AND before.notice IS NOT NULL
             RETURNING before.notice",
        )
        .bind(&secret.hash()[..])
        .fetch_optional(&self.0)
        .await?;
        Ok(taken.map(|(Json(notice),)| notice))
    }
}
