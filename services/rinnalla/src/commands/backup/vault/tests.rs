use std::fs;

use super::{
    chunks::{HEADER, TAG},
    *,
};
use crate::Surroundings;

fn vault() -> (tempfile::TempDir, Vault) {
    let directory = tempfile::tempdir().unwrap();
    let vault = Vault { dir: directory.path().join("backup"), key: BackupKey::of(&[1; 32]) };
    vault.ensure().unwrap();
    (directory, vault)
}

fn seal(vault: &Vault, file: &str, pieces: &[Vec<u8>]) -> SealedFile {
    let mut sealing = vault.seal(file, Surroundings::of_this_machine()).unwrap();
    for piece in pieces {
        sealing.piece(piece).unwrap();
    }
    sealing.finish().unwrap()
}

fn open(vault: &Vault, file: &str) -> Result<Vec<Vec<u8>>, VaultError> {
    let mut opening = vault.open(file)?;
    let mut pieces = Vec::new();
    while let Some(piece) = opening.piece()? {
        pieces.push(piece);
    }
    Ok(pieces)
}

/// Lengths around the ends of chunks: a piece takes four bytes more than its own.
fn pieces() -> Vec<Vec<Vec<u8>>> {
    let of = |lengths: &[usize]| lengths.iter().map(|length| vec![7; *length]).collect::<Vec<_>>();
    [&[][..], &[0], &[1, 0, 5], &[CHUNK - 4], &[CHUNK - 5, 3], &[CHUNK - 3], &[3 * CHUNK, 10, 2 * CHUNK - 18]]
        .map(of)
        .to_vec()
}

#[test]
fn pieces_come_back_as_they_were_given() {
    let (_directory, vault) = vault();
    for pieces in pieces() {
        let written = seal(&vault, "file", &pieces);
        vault.check(&written).unwrap();
        assert_eq!(open(&vault, "file").unwrap(), pieces);
    }
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    let (_directory, vault) = vault();
    let written = seal(&vault, "file", &[vec![7; 2 * CHUNK]]);
    let whole = fs::read(vault.dir.join("file")).unwrap();
    for length in [0, 10, HEADER, HEADER + CHUNK + TAG, HEADER + 2 * (CHUNK + TAG), whole.len() - 1] {
        fs::write(vault.dir.join("file"), &whole[..length]).unwrap();
        assert!(matches!(open(&vault, "file"), Err(VaultError::Damaged(_))), "{length}");
        assert!(vault.check(&written).is_err());
    }
}

#[test]
fn a_changed_byte_anywhere_is_seen() {
    let (_directory, vault) = vault();
    let written = seal(&vault, "file", &[vec![7; 100]]);
    let whole = fs::read(vault.dir.join("file")).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(vault.dir.join("file"), &changed).unwrap();
        assert!(open(&vault, "file").is_err(), "{at}");
        assert!(vault.check(&written).is_err());
    }
}

#[test]
fn chunks_cannot_change_places_nor_files_names() {
    let (_directory, vault) = vault();
    seal(&vault, "file", &[vec![7; 3 * CHUNK]]);
    let whole = fs::read(vault.dir.join("file")).unwrap();
    let chunk = CHUNK + TAG;
    let mut swapped = whole.clone();
    swapped[HEADER..HEADER + 2 * chunk].rotate_left(chunk);
    fs::write(vault.dir.join("file"), &swapped).unwrap();
    assert!(matches!(open(&vault, "file"), Err(VaultError::Damaged(_))));
    fs::write(vault.dir.join("another"), &whole).unwrap();
    assert!(matches!(open(&vault, "another"), Err(VaultError::Damaged(_))));
}

#[test]
fn another_key_is_told_from_damage() {
    let (_directory, mut vault) = vault();
    seal(&vault, "file", &[vec![7; 100]]);
    vault.key = BackupKey::of(&[2; 32]);
    assert!(matches!(open(&vault, "file"), Err(VaultError::AnotherKey(_))));
}

#[test]
fn a_file_is_there_only_when_it_is_whole() {
    let (_directory, vault) = vault();
    let mut sealing = vault.seal("file", Surroundings::of_this_machine()).unwrap();
    sealing.piece(b"piece").unwrap();
    drop(sealing);
    assert!(!vault.holds("file"));
}
