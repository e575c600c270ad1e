//! Postgres: reachable, keeping what it acknowledged, and holding the keyring's functions.

use std::{str::FromStr, time::Duration};

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};

use super::Finding;
use crate::{Settings, answer::chain};

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

const KEYRING_FUNCTIONS: [&str; 8] = [
    "keyring.open_district(text, bytea)",
    "keyring.district_key(text)",
    "keyring.identity_key(text, uuid)",
    "keyring.statistics_key(text, uuid)",
    "keyring.add_key(text, uuid, smallint, bytea)",
    "keyring.hold_destruction()",
    "keyring.await_backup()",
    "keyring.destroy_key(text, uuid, smallint)",
];

/// Settings without which a crash loses commits that were answered: keys, view logs, accounts.
const DURABLE: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

pub(super) async fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    match settings.keyring() {
        Ok(keyring) => {
            let (mut found, connection) = database("keyring database", &keyring.url).await;
            if let Some(connection) = connection {
                found.push(functions(connection).await);
            }
            findings.extend(found);
        }
        Err(missing) => findings.push(Finding::not_checked("keyring database", &missing)),
    }
    for (service, url) in settings.databases() {
        let (found, connection) = database(&format!("database of {service}"), &url).await;
        findings.extend(found);
        if let Some(connection) = connection {
            close(connection).await;
        }
    }
    findings
}

async fn database(check: &str, url: &str) -> (Vec<Finding>, Option<PgConnection>) {
    match tokio::time::timeout(ANSWER_WITHIN, durable(url)).await {
        Ok(Ok((off, connection))) if off.is_empty() => {
            (vec![Finding::good(check, "reachable and durable")], Some(connection))
        }
        Ok(Ok((off, connection))) => {
            let remedy = "turn them on in postgresql.conf; a crash loses what was answered";
            (vec![Finding::fault(check, format!("{} off", off.join(", ")), remedy)], Some(connection))
        }
        Ok(Err(error)) => (vec![Finding::fault(check, chain(&error), "start Postgres; its URL must be right")], None),
        Err(_) => (vec![Finding::fault(check, "no answer", "start Postgres; its URL must be right")], None),
    }
}

/// The settings that are off.
async fn durable(url: &str) -> Result<(Vec<&'static str>, PgConnection), sqlx::Error> {
    let mut connection = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?;
    let mut off = Vec::new();
    for setting in DURABLE {
        let value: String =
            sqlx::query_scalar("select current_setting($1)").bind(setting).fetch_one(&mut connection).await?;
        if value == "off" {
            off.push(setting);
        }
    }
    Ok((off, connection))
}

async fn functions(mut connection: PgConnection) -> Finding {
    let check = "keyring functions";
    let missing: Result<Vec<String>, _> =
        sqlx::query_scalar("select name from unnest($1::text[]) as name where to_regprocedure(name) is null")
            .bind(KEYRING_FUNCTIONS.map(str::to_owned).to_vec())
            .fetch_all(&mut connection)
            .await;
    close(connection).await;
    match missing {
        Ok(missing) if missing.is_empty() => Finding::good(check, "all there"),
        Ok(missing) => {
            let remedy = "as keyring_owner, apply services/platform/keyring/schema.sql and then \
                          deploy/postgres/keyring_grants.sql";
            Finding::fault(check, format!("missing: {}", missing.join("; ")), remedy)
        }
        Err(error) => Finding::fault(check, chain(&error), "RINNALLA_KEYRING_URL must be that of keyring_owner"),
    }
}

/// A connection that does not close well is gone all the same.
async fn close(connection: PgConnection) {
    let _ = connection.close().await;
}
