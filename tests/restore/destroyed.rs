//! Who must stay erased is known from the lists of destroyed keys alone, of every machine that referrals ran on.

use std::fs;

use referrals::Referrals;
use rinnalla::{
    Settings, SettingsError, Surroundings,
    commands::{
        backup::backup,
        restore::{self, CannotRestore, Restored, restore},
    },
};
use testing::Cluster;

use super::before::{Before, console, settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_list_older_than_the_backup_is_refused_until_the_other_machines_list_is_brought() {
    let before = Before::open().await;
    let persons = before.refer(2).await;
    before.erase(&persons[0]).await;
    backup(&before.settings(), Surroundings::of_this_machine(), before.backup()).await.unwrap();

    let after = before.ground.elsewhere(Cluster::R3).await;
    let (_, database) = after.settings::<Referrals>().await;
    let console = console(&after).await;
    let operated = settings(&after, &database, &console, before.folder.path().join("backup.key"));
    let asked = |destroyed| restore::Arguments { from: before.backup(), destroyed };

    // Half of the list beside the key, the whole of it on another machine.
    let list = after.key_file("installation.destroyed");
    let whole = fs::read_to_string(&list).unwrap();
    let keys: std::collections::BTreeSet<&str> = whole.lines().collect();
    assert_eq!(keys.len(), 2, "her identity and her statistics");
    let half = whole.lines().next().unwrap();
    for older in [String::new(), format!("{half}\n")] {
        fs::write(&list, older).unwrap();
        let refused = restore(&operated, Surroundings::of_this_machine(), asked(vec![])).await.unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(CannotRestore::ListIsOlder)), "{refused}");
        assert!(refused.to_string().contains("--destroyed"), "{refused}");
    }
    let elsewhere = before.folder.path().join("other-machine.destroyed");
    let nowhere =
        restore(&operated, Surroundings::of_this_machine(), asked(vec![elsewhere.clone()])).await.unwrap_err();
    assert!(nowhere.to_string().contains("other-machine.destroyed"), "{nowhere}");
    every_missing_setting_is_told(&before, &after.installation.to_string(), &after.key_file("installation.key")).await;

    fs::write(&elsewhere, &whole).unwrap();
    let restored = restore(&operated, Surroundings::of_this_machine(), asked(vec![elsewhere])).await.unwrap();
    assert_eq!((restored.destroyed_keys, restored.erased_since.len()), (2, 0));
    what_is_next_is_told(&restored);
    let mut superuser = after.keyring_database.superuser().await;
    let hers: (i64, i64) = sqlx::query_as(
        "select (select count(*) from keyring.data_key where person = $1::text::uuid),
                (select count(*) from keyring.tombstone where person = $1::text::uuid)",
    )
    .bind(&persons[0])
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    assert_eq!(hers, (0, 2));
    before.service.stop().await;
}

/// With the backup's key there, also those that only the backup can name.
async fn every_missing_setting_is_told(before: &Before, installation: &str, key: &std::path::Path) {
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let few = [
        ("RINNALLA_INSTALLATION", installation.to_owned()),
        ("RINNALLA_BACKUP_KEY", text(&before.folder.path().join("backup.key"))),
        ("RINNALLA_INSTALLATION_KEY", text(key)),
    ];
    let few = Settings::from_pairs(few.map(|(name, value)| (name.to_owned(), value)));
    let asked = restore::Arguments { from: before.backup(), destroyed: vec![] };
    let refused = restore(&few, Surroundings::of_this_machine(), asked).await.unwrap_err();
    let mut told = refused.downcast_ref::<SettingsError>().unwrap().0.clone();
    told.sort();
    let expected = [
        "CONSOLE_DATABASE_OWNER_URL",
        "KEYRING_URL",
        "MATCHING_NATS_PASSWORD",
        "NATIONAL_NATS_PASSWORD",
        "NATIONAL_NATS_USER",
        "NATS_PASSWORD",
        "NATS_URL",
        "NATS_USER",
        "REFERRALS_DATABASE_OWNER_URL",
        "REFERRALS_NATS_PASSWORD",
        "REPORTING_NATS_PASSWORD",
        "SCHEDULING_NATS_PASSWORD",
    ];
    assert_eq!(told, expected.map(|name| format!("RINNALLA_{name} is not set")));
}

fn what_is_next_is_told(restored: &Restored) {
    let told = restored.to_string();
    for step in ["console", "migrate", "rinnalla rebuild", "rinnalla verify"] {
        assert!(told.contains(step), "{step}: {told}");
    }
}
