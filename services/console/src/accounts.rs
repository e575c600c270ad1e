//! Accounts of staff: who may sign in, in which role, for which districts.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

pub mod commands;
pub mod password;

/// What somebody on the staff is to Rinnalla. The services decide what each role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    Coordinator,
    Manager,
    Administrator,
    National,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
            Self::National => "national",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        [Self::Coordinator, Self::Manager, Self::Administrator, Self::National]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the role is not one of ours")]
pub struct UnknownRole;

#[derive(Debug, Clone)]
pub struct Account {
    /// The actor that events name.
    pub actor_id: Uuid,
    pub email: String,
    pub display_name: String,
    pub role: Role,
    /// Slugs, sorted. Empty for the national role.
    pub districts: Vec<String>,
    /// For whom the national role looks at published figures: slugs, sorted. Empty for any other role.
    pub audiences: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("an account with this e-mail exists already")]
    Exists,
    #[error("there is no open account with this e-mail")]
    Unknown,
    #[error("the accounts could not be read or written")]
    Database(#[from] sqlx::Error),
}

/// The accounts in the console's database.
#[derive(Debug, Clone)]
pub struct Accounts(pub PgPool);

type Row = (Uuid, String, String, String, String, Vec<String>, Vec<String>);

impl Accounts {
    /// An open account with the hash of its password. E-mail addresses are compared without regard to case.
    pub async fn find(&self, email: &str) -> Result<Option<(Account, String)>, AccountError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT actor_id, email, display_name, role, password_hash,
                    ARRAY(SELECT district FROM console.account_districts d WHERE d.actor_id = a.actor_id ORDER BY 1),
                    ARRAY(SELECT audience FROM console.account_audiences u WHERE u.actor_id = a.actor_id ORDER BY 1)
             FROM console.accounts a WHERE email = $1 AND closed_at IS NULL",
        )
        .bind(normalised(email))
        .fetch_optional(&self.0)
        .await?;
        row.map(|(actor_id, email, display_name, role, hash, districts, audiences)| {
            let role = role.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            Ok((Account { actor_id, email, display_name, role, districts, audiences }, hash))
        })
        .transpose()
    }

    /// Display names, of closed accounts too.
    pub async fn names(&self, actors: &[Uuid]) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
        sqlx::query_as("SELECT actor_id, display_name FROM console.accounts WHERE actor_id = ANY ($1)")
            .bind(actors)
            .fetch_all(&self.0)
            .await
    }

    /// Open accounts of a district's staff by name: actor and display name.
    pub async fn staff_of(&self, district: &str) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
        sqlx::query_as(
            "SELECT a.actor_id, a.display_name FROM console.accounts a
             JOIN console.account_districts d ON d.actor_id = a.actor_id
             WHERE d.district = $1 AND a.closed_at IS NULL AND a.role IN ('coordinator', 'manager')
             ORDER BY a.display_name, a.actor_id",
        )
        .bind(district)
        .fetch_all(&self.0)
        .await
    }

    pub async fn add(&self, account: &Account, password_hash: &str, now: Timestamp) -> Result<(), AccountError> {
        let mut transaction = self.0.begin().await?;
        let added = sqlx::query(
            "INSERT INTO console.accounts (actor_id, email, display_name, role, password_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(account.actor_id)
        .bind(normalised(&account.email))
        .bind(&account.display_name)
        .bind(account.role.as_str())
        .bind(password_hash)
        .bind(now.to_sqlx())
        .execute(&mut *transaction)
        .await?;
        if added.rows_affected() == 0 {
            return Err(AccountError::Exists);
        }
        sqlx::query("INSERT INTO console.account_districts (actor_id, district) SELECT $1, unnest($2::text[])")
            .bind(account.actor_id)
            .bind(&account.districts)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO console.account_audiences (actor_id, audience) SELECT $1, unnest($2::text[])")
            .bind(account.actor_id)
            .bind(&account.audiences)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// A new password ends every session of the account.
    pub async fn set_password(&self, email: &str, password_hash: &str) -> Result<(), AccountError> {
        let changed = sqlx::query(
            "WITH changed AS (
                UPDATE console.accounts SET password_hash = $2 WHERE email = $1 AND closed_at IS NULL RETURNING actor_id
             ), ended AS (DELETE FROM console.sessions s USING changed c WHERE s.actor_id = c.actor_id)
             SELECT actor_id FROM changed",
        )
        .bind(normalised(email))
        .bind(password_hash)
        .fetch_optional(&self.0)
        .await?;
        changed.map(|_| ()).ok_or(AccountError::Unknown)
    }

    /// Nobody signs in with it again; open sessions end at once.
    pub async fn close(&self, email: &str, now: Timestamp) -> Result<(), AccountError> {
        let closed = sqlx::query(
            "WITH closed AS (
                UPDATE console.accounts SET closed_at = $2 WHERE email = $1 AND closed_at IS NULL RETURNING actor_id
             ), ended AS (DELETE FROM console.sessions s USING closed c WHERE s.actor_id = c.actor_id)
             SELECT actor_id FROM closed",
        )
        .bind(normalised(email))
        .bind(now.to_sqlx())
        .fetch_optional(&self.0)
        .await?;
        closed.map(|_| ()).ok_or(AccountError::Unknown)
    }
}

pub(crate) fn normalised(email: &str) -> String {
    email.trim().to_lowercase()
}
