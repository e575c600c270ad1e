//! Everything that can be found wrong before anything is written.

use std::{collections::HashSet, path::PathBuf};

use decider::DistrictId;
use keyring::{Destroyed, DestroyedList, InstallationKey, KeyKind};
use serde::Deserialize;

use super::CannotRestore;
use crate::{
    Failed, Settings,
    commands::backup::{
        log::{Kept, sha256},
        manifest::{Manifest, TablesEntry, TablesOf},
        tables::Row,
        vault::{Vault, VaultError},
    },
};

#[derive(Deserialize)]
struct DistrictKey {
    district: DistrictId,
    wrapped: String,
}

/// A key or the mark of a destroyed one.
#[derive(Deserialize)]
struct KeyRow {
    district: DistrictId,
    person: uuid::Uuid,
    kind: i32,
}

/// Reads every file to its end: each is the one that was written, and holds what the manifest says.
pub(super) fn files(vault: &Vault, manifest: &Manifest) -> Result<(), Failed> {
    for file in manifest.files() {
        vault.check(file)?;
    }
    for entry in &manifest.streams {
        let mut last = 0;
        for part in &entry.parts {
            let damaged = || VaultError::Damaged(vault.dir.join(&part.file.file));
            let mut opening = vault.open(&part.file.file)?;
            let mut newest = None;
            while let Some(piece) = opening.piece()? {
                let kept: Kept = postcard::from_bytes(&piece).map_err(|_| damaged())?;
                last += 1;
                if kept.sequence != last {
                    return Err(damaged().into());
                }
                newest = Some(kept.payload);
            }
            let whole = last == part.last
                && (part.last != entry.last || newest.is_some_and(|newest| sha256(&newest) == entry.last_sha256));
            if !whole {
                return Err(damaged().into());
            }
        }
        if last != entry.last {
            return Err(VaultError::Damaged(vault.dir.join(&entry.stream)).into());
        }
    }
    for entry in &manifest.tables {
        let mut rows = 0;
        read(vault, entry, |_| {
            rows += 1;
            Ok(())
        })?;
        if rows != entry.rows {
            return Err(VaultError::Damaged(vault.dir.join(&entry.file.file)).into());
        }
    }
    Ok(())
}

/// Every row of a file, in order.
pub(super) fn read(
    vault: &Vault,
    entry: &TablesEntry,
    mut take: impl FnMut(Row) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let mut opening = vault.open(&entry.file.file)?;
    while let Some(piece) = opening.piece()? {
        let row: Row =
            postcard::from_bytes(&piece).map_err(|_| VaultError::Damaged(vault.dir.join(&entry.file.file)))?;
        // A name goes into a statement only if it is one that was meant.
        if !entry.tables.contains(&row.table) {
            return Err(VaultError::Damaged(vault.dir.join(&entry.file.file)).into());
        }
        take(row)?;
    }
    Ok(())
}

/// Keys on the lists of destroyed keys.
pub(super) struct Listed {
    /// Each once.
    pub(super) keys: Vec<Destroyed>,
    /// Of these, the ones that the backup holds still: destroyed after it was made.
    pub(super) since: Vec<Destroyed>,
}

/// The keys in the backup are under this installation key, and the list beside it is no older than the backup.
pub(super) fn keys(
    vault: &Vault,
    manifest: &Manifest,
    settings: &Settings,
    more: &[PathBuf],
) -> Result<Listed, Failed> {
    let path = settings.keyring()?.installation_key;
    let key = InstallationKey::read(&path)?;
    let mut destroyed = DestroyedList::beside(&path).read()?;
    for list in more {
        destroyed.extend(DestroyedList::at(list.clone()).read()?);
    }
    let mut known = HashSet::new();
    destroyed.retain(|key| known.insert(key.clone()));

    let entry = manifest.tables.iter().find(|entry| entry.of == TablesOf::Keyring);
    let entry = entry.ok_or(crate::commands::backup::Damage::NoKeyring)?;
    let mut since = HashSet::new();
    read(vault, entry, |row| {
        match row.table.as_str() {
            "keyring.district_key" => {
                let DistrictKey { district, wrapped } = serde_json::from_str(&row.json)?;
                let wrapped = hex::decode(wrapped.trim_start_matches("\\x"))?;
                if !key.wrapped(&district, &wrapped) {
                    return Err(CannotRestore::AnotherInstallationKey(district).into());
                }
            }
            "keyring.tombstone" if !known.contains(&named(&row)?) => return Err(CannotRestore::ListIsOlder.into()),
            "keyring.data_key" => {
                since.extend(Some(named(&row)?).filter(|key| known.contains(key)));
            }
            _ => {}
        }
        Ok(())
    })?;
    let since = destroyed.iter().filter(|key| since.contains(key)).cloned().collect();
    Ok(Listed { keys: destroyed, since })
}

fn named(row: &Row) -> Result<Destroyed, Failed> {
    let KeyRow { district, person, kind } = serde_json::from_str(&row.json)?;
    Ok(Destroyed { district, person, kind: KeyKind::try_from(kind)? })
}
