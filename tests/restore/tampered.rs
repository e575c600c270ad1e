//! A backup that is not as it was written is refused before anything is.

use std::fs;

use rinnalla::{
    Failed, Settings, Surroundings,
    commands::{
        backup::vault::VaultError,
        keys,
        restore::{self, CannotRestore, restore},
    },
};
use testing::{Ground, ServiceDatabase, random_id};

use super::before::{Before, settings};

pub(crate) async fn is_refused(before: &Before, after: &Ground, database: &ServiceDatabase, console: &ServiceDatabase) {
    let own = before.folder.path().join("backup.key");
    let operated = settings(after, database, console, own);
    let another = before.folder.path().join("another.key");
    keys::init_backup(&another, Surroundings::of_this_machine()).unwrap();
    let refused = refusal(before, &settings(after, database, console, another)).await;
    assert!(matches!(refused.downcast_ref(), Some(VaultError::AnotherKey(_))), "{refused}");

    let mut files = 0;
    for file in fs::read_dir(before.backup()).unwrap() {
        let path = file.unwrap().path();
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for damaged in [&flipped[..], &whole[..whole.len() - 1], &whole[..whole.len() / 2]] {
            fs::write(&path, damaged).unwrap();
            let refused = refusal(before, &operated).await;
            assert!(matches!(refused.downcast_ref(), Some(VaultError::Damaged(_))), "{}: {refused}", path.display());
        }
        fs::write(&path, whole).unwrap();
        files += 1;
    }
    // Installation, district and publication streams, two parts of referrals, keyring, accounts, views, manifest.
    assert_eq!(files, 8);

    // Another installation's key, with the same list beside it.
    let key = after.key_file("installation.key");
    let right = fs::read_to_string(&key).unwrap();
    fs::write(&key, format!("{0}{0}", random_id().simple())).unwrap();
    let refused = refusal(before, &operated).await;
    assert!(matches!(refused.downcast_ref(), Some(CannotRestore::AnotherInstallationKey(_))), "{refused}");
    fs::write(&key, right).unwrap();

    // Without the list nobody knows who must stay erased.
    let list = after.key_file("installation.destroyed");
    let kept = fs::read(&list).unwrap();
    fs::remove_file(&list).unwrap();
    let refused = refusal(before, &operated).await;
    assert!(refused.to_string().contains("list of destroyed keys"), "{refused}");
    fs::write(&list, kept).unwrap();
}

async fn refusal(before: &Before, settings: &Settings) -> Failed {
    let asked = restore::Arguments { from: before.backup(), destroyed: vec![] };
    restore(settings, Surroundings::of_this_machine(), asked).await.unwrap_err()
}
