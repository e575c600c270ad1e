//! Destroying keys against real Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use keyring::{DestroyError, Destroyed, DestroyedList, InstallationKey, KeyKind, Keyring};
use sqlx::Connection as _;
use testing::{Cluster, Ground, random_id};

#[tokio::test]
async fn a_key_is_listed_beside_the_installation_key_before_it_is_gone() {
    let ground = Ground::new(Cluster::R1).await;
    let (district, person) = (ground.open("here", &[]).await, random_id());
    ground.keyring.register(&district, person).await.unwrap();
    ground.keyring.destroy(&district, person, KeyKind::Identity).await.unwrap();
    let list = DestroyedList::beside(&ground.key_file("installation.key"));
    assert_eq!(list.read().unwrap(), [Destroyed { district, person, kind: KeyKind::Identity }]);
}

#[tokio::test]
async fn a_key_that_cannot_be_listed_is_not_destroyed() {
    let ground = Ground::new(Cluster::R1).await;
    let (district, person) = (ground.open("here", &[]).await, random_id());
    ground.keyring.register(&district, person).await.unwrap();
    std::fs::create_dir(DestroyedList::beside(&ground.key_file("installation.key")).path()).unwrap();
    let refused = ground.keyring.destroy(&district, person, KeyKind::Identity).await.unwrap_err();
    assert!(matches!(refused, DestroyError::List(_)), "{refused}");
    let text = std::fs::read_to_string(ground.key_file("installation.key")).unwrap();
    let listless = InstallationKey::parse(text.trim()).unwrap();
    let listless = Keyring::connect(&ground.keyring_database.owner_url, listless, 1).unwrap();
    let refused = listless.destroy(&district, person, KeyKind::Identity).await.unwrap_err();
    assert!(matches!(refused, DestroyError::NoList), "{refused}");
    assert_eq!(keys(&ground, person).await, 2);
}

#[tokio::test]
async fn destruction_waits_while_a_backup_runs() {
    let ground = Ground::new(Cluster::R1).await;
    let (district, person) = (ground.open("here", &[]).await, random_id());
    ground.keyring.register(&district, person).await.unwrap();
    let mut backup = ground.keyring_database.superuser().await;
    sqlx::query("select keyring.hold_destruction()").execute(&mut backup).await.unwrap();
    let refused = ground.keyring.destroy(&district, person, KeyKind::Identity).await.unwrap_err();
    assert!(matches!(refused, DestroyError::Database(_)), "{refused}");
    assert_eq!(keys(&ground, person).await, 2);
    assert!(DestroyedList::beside(&ground.key_file("installation.key")).read().is_err(), "nothing was decided yet");
    backup.close().await.unwrap();
    ground.keyring.destroy(&district, person, KeyKind::Identity).await.unwrap();
    assert_eq!(keys(&ground, person).await, 1);
}

async fn keys(ground: &Ground, person: uuid::Uuid) -> i64 {
    let mut superuser = ground.keyring_database.superuser().await;
    let count = sqlx::query_scalar("select count(*) from keyring.data_key where person = $1").bind(person);
    count.fetch_one(&mut superuser).await.unwrap()
}
