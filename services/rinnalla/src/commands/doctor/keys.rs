//! Keys: the installation key fits what it wrapped, and the token keys are a pair.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use access::{Caller, Issuer, Role, TokenError, Verifier};
use decider::{ActorId, DistrictId};
use keyring::{InstallationKey, KeyError, Keyring};

use super::Finding;
use crate::{Settings, Surroundings, answer::chain};

/// Bits of a file's mode that let anybody but its owner in.
const OTHERS: u32 = 0o077;

pub(super) async fn look(settings: &Settings, surroundings: Surroundings, districts: &[DistrictId]) -> Vec<Finding> {
    let mut findings = Vec::new();
    match settings.keyring() {
        Ok(keyring) => {
            findings.push(closed_to_others("installation key file", &keyring.installation_key));
            findings.extend(installation_key(&keyring.url, &keyring.installation_key, districts).await);
        }
        Err(missing) => findings.push(Finding::not_checked("installation key", &missing)),
    }
    findings.push(token_pair(settings, surroundings));
    findings
}

fn closed_to_others(check: &str, path: &Path) -> Finding {
    match fs::metadata(path) {
        Ok(file) if file.permissions().mode() & OTHERS == 0 => Finding::good(check, "readable by its owner alone"),
        Ok(_) => {
            let remedy = format!("chmod 600 {}", path.display());
            Finding::fault(check, "others on this machine may read it", remedy)
        }
        Err(error) => Finding::fault(check, chain(&error), "RINNALLA_INSTALLATION_KEY must name its file"),
    }
}

async fn installation_key(url: &str, path: &Path, districts: &[DistrictId]) -> Vec<Finding> {
    let unreadable = |found| {
        Finding::fault("installation key", found, "put the file that rinnalla keys init made back where it was")
    };
    let key = match InstallationKey::read(path) {
        Ok(key) => key,
        Err(error) => return vec![unreadable(chain(&error))],
    };
    if districts.is_empty() {
        return vec![Finding::good("installation key", "readable; no district to try it on")];
    }
    let keyring = match Keyring::connect(url, key, 1) {
        Ok(keyring) => keyring,
        Err(error) => return vec![Finding::fault("installation key", chain(&error), "mend RINNALLA_KEYRING_URL")],
    };
    let mut findings = Vec::new();
    for district in districts {
        let check = format!("key of {district}");
        findings.push(match keyring.mac(district, "doctor", &[]).await {
            Ok(_) => Finding::good(check, "opens under the installation key"),
            Err(error) => Finding::fault(check, chain(&error), remedy(&error)),
        });
    }
    findings
}

fn remedy(error: &KeyError) -> &'static str {
    match error {
        KeyError::NotOurs => "this is another installation's key: put the right one in RINNALLA_INSTALLATION_KEY",
        KeyError::NoDistrict | KeyError::NoKey => {
            "restore the keyring from its backup; a new key cannot open what the old one sealed"
        }
        KeyError::Database(_) => "start Postgres; RINNALLA_KEYRING_URL must be that of keyring_owner",
        KeyError::Random(_) => "the operating system gives no random bytes",
    }
}

fn token_pair(settings: &Settings, surroundings: Surroundings) -> Finding {
    let check = "token keys";
    let (signing, verifying) = match (settings.signing_key(), settings.verifying_key()) {
        (Ok(signing), Ok(verifying)) => (signing, verifying),
        (Err(missing), _) | (_, Err(missing)) => return Finding::not_checked(check, &missing),
    };
    let caller = Caller {
        actor: ActorId::new(&surroundings.random_id().to_string()),
        role: Role::Operator,
        district: "doctor".parse().expect("a constant slug"),
        object: None,
    };
    let verified = || -> Result<(), TokenError> {
        let token = Issuer::read(&signing)?.issue(&caller, 60)?;
        Verifier::read(&verifying)?.verify(&token).map(drop)
    };
    match verified() {
        Ok(()) => Finding::good(check, "a token signed with one verifies with the other"),
        Err(error) => Finding::fault(
            check,
            chain(&error),
            "RINNALLA_TOKEN_SIGNING_KEY and _VERIFYING_KEY must name the two files of one rinnalla keys init",
        ),
    }
}
