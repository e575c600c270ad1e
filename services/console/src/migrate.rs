//! Brings the console's database up to date, as the role that owns it.

use anyhow::Context as _;
use sqlx::{ConnectOptions as _, Connection as _, postgres::PgConnectOptions};

/// Runs each migration once; migrations that ran are left alone.
pub async fn run(owner_url: &str) -> anyhow::Result<()> {
    let options: PgConnectOptions = owner_url.parse().context("RINNALLA_DATABASE_OWNER_URL")?;
    let mut connection = options.connect().await.context("reaching the database as its owner")?;
    sqlx::migrate!().run_direct(None, &mut connection, false).await.context("migrating")?;
    connection.close().await?;
    Ok(())
}
