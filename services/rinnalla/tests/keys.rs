//! Keys that were made are good for what they are for, and stay.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

use std::{fs, os::unix::fs::PermissionsExt as _};

use access::{Role, Verifier};
use keyring::InstallationKey;
use rinnalla::{
    Settings, Surroundings,
    commands::{keys, token},
};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_one_token_key_signs_the_other_verifies() {
    let surroundings = Surroundings::of_this_machine();
    let directory = tempfile::tempdir().unwrap();
    let made = keys::init(&directory.path().join("keys"), surroundings).unwrap();
    let signing_key = made.token_signing_key.to_str().unwrap().to_owned();
    let settings = Settings::from_pairs([("RINNALLA_TOKEN_SIGNING_KEY".to_owned(), signing_key)]);
    let asked = token::Arguments {
        district: "here".parse().unwrap(),
        role: Role::Coordinator,
        actor: None,
        object: None,
        minutes: 10,
    };
    let signed = token::sign(&asked, &settings, surroundings).unwrap();
    let caller = Verifier::read(&made.token_verifying_key).unwrap().verify(&signed.token).unwrap();
    assert_eq!((caller.role, caller.district.as_str()), (Role::Coordinator, "here"));
    assert_eq!(caller.actor.as_str(), signed.actor.to_string());
}

#[test]
fn secret_keys_are_for_their_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let made = keys::init(&directory.path().join("keys"), Surroundings::of_this_machine()).unwrap();
    assert!(InstallationKey::read(&made.installation_key).is_ok());
    assert_eq!((mode(&made.installation_key), mode(&made.token_signing_key)), (0o600, 0o600));
    assert_eq!(mode(made.installation_key.parent().unwrap()), 0o700);
}

#[test]
fn keys_are_never_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("token-verifying.pem"), "mine").unwrap();
    let refused = keys::init(directory.path(), Surroundings::of_this_machine()).unwrap_err();
    assert!(matches!(refused, keys::KeysError::Exists(_)));
    assert_eq!(fs::read_to_string(directory.path().join("token-verifying.pem")).unwrap(), "mine");
    assert!(!directory.path().join("installation.key").exists());
}

#[test]
fn no_two_installations_have_the_same_keys() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let surroundings = Surroundings::of_this_machine();
    let (one, other) = (keys::init(one.path(), surroundings).unwrap(), keys::init(other.path(), surroundings).unwrap());
    for (one, other) in [
        (one.installation_key, other.installation_key),
        (one.token_signing_key, other.token_signing_key),
        (one.token_verifying_key, other.token_verifying_key),
    ] {
        assert_ne!(fs::read(one).unwrap(), fs::read(other).unwrap());
    }
}
