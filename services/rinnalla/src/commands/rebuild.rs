//! Rebuilds the read models of services, each by its own program under its own settings: how rows follow from events is
//! known to the service alone, and an operator's users may not write them.

use std::{
    collections::BTreeMap,
    env, fmt, fs, io,
    path::{Path, PathBuf},
    process::Stdio,
};

use clap::builder::PossibleValuesParser;
use eventlog::Context;
use serde::Serialize;
use tokio::process::Command;

use crate::{Answer, Failed, SettingsError};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Services to rebuild; every one when none is named.
    #[arg(value_parser = PossibleValuesParser::new(Context::OF_DISTRICT.map(Context::as_str)))]
    pub services: Vec<String>,
    /// Directory with the settings of each service in a file of its own, e.g. referrals.env, one NAME=value a line. To
    /// rebuild, a service needs `RINNALLA_DATABASE_OWNER_URL` beside those it serves with.
    #[arg(long, value_name = "DIR")]
    pub settings: PathBuf,
    /// Directory with the programs of the services; when not given, the one that rinnalla is in.
    #[arg(long, value_name = "DIR")]
    pub programs: Option<PathBuf>,
}

impl Arguments {
    pub async fn run(self) -> Result<Answer, Failed> {
        let rebuilt = rebuild(&self).await?;
        Answer::of(&rebuilt, rebuilt.services.iter().all(|service| service.exit_code == Some(0)))
    }
}

/// What became of each service, in the order of the rebuilds.
#[derive(Debug, Serialize)]
pub struct Rebuilt {
    pub services: Vec<RebuiltService>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct RebuiltService {
    pub service: String,
    /// Of its program; none when a signal ended it.
    pub exit_code: Option<i32>,
    /// What it said.
    pub said: String,
}

impl fmt::Display for Rebuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for RebuiltService { service, exit_code, said } in &self.services {
            match exit_code {
                Some(0) => writeln!(f, "{said}")?,
                Some(code) => writeln!(f, "{service}: FAILED with exit code {code}; why stands above. {said}")?,
                None => writeln!(f, "{service}: FAILED, ended by a signal. {said}")?,
            }
        }
        Ok(())
    }
}

/// A service's program cannot be started.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be started; --programs names the directory of the services' programs", program.display())]
pub struct CannotStart {
    program: PathBuf,
    source: io::Error,
}

/// One service after the other; a failure does not keep the next from its rebuild. Nothing is begun while the settings
/// of any are missing.
pub async fn rebuild(asked: &Arguments) -> Result<Rebuilt, Failed> {
    let programs = match &asked.programs {
        Some(programs) => programs.clone(),
        None => env::current_exe()?.parent().map(Path::to_owned).unwrap_or_default(),
    };
    let named = |service: &&str| asked.services.is_empty() || asked.services.iter().any(|named| named == service);
    let (mut settings, mut missing) = (Vec::new(), Vec::new());
    // Every context's service has a read model that a rebuild brings back.
    for service in Context::OF_DISTRICT.map(Context::as_str).into_iter().filter(named) {
        let file = asked.settings.join(format!("{service}.env"));
        match fs::read_to_string(&file) {
            Ok(text) => settings.push((service, read(&text))),
            Err(error) => missing.push(format!("{} cannot be read: {error}", file.display())),
        }
    }
    SettingsError::unless_none(missing)?;

    let mut services = Vec::new();
    for (service, settings) in settings {
        let program = programs.join(service);
        let output = Command::new(&program)
            .arg("rebuild")
            .env_clear()
            .envs(env::vars().filter(|(name, _)| !name.starts_with("RINNALLA_")))
            .envs(settings)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .await
            .map_err(|source| CannotStart { program, source })?;
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        services.push(RebuiltService { service: service.to_owned(), exit_code: output.status.code(), said });
    }
    Ok(Rebuilt { services })
}

/// As systemd reads an `EnvironmentFile`, without its escapes: NAME=value, quotes around the value or not, # and blank
/// lines left out.
fn read(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let value = |text: &str| {
        let text = text.trim();
        let quoted = |mark: char| text.strip_prefix(mark)?.strip_suffix(mark);
        quoted('"').or_else(|| quoted('\'')).unwrap_or(text).to_owned()
    };
    lines.filter_map(|line| line.split_once('=')).map(|(name, text)| (name.trim().to_owned(), value(text))).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder(services: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (service, script) in services {
            let program = folder.path().join(service);
            fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
            let settings = format!("# settings\n\nRINNALLA_DATABASE_URL='postgres://{service}?a=b'\n");
            fs::write(folder.path().join(format!("{service}.env")), settings).unwrap();
        }
        folder
    }

    fn asked(folder: &tempfile::TempDir, services: &[&str]) -> Arguments {
        Arguments {
            services: services.iter().map(|service| (*service).to_owned()).collect(),
            settings: folder.path().to_owned(),
            programs: Some(folder.path().to_owned()),
        }
    }

    #[tokio::test]
    async fn each_service_rebuilds_under_its_own_settings_and_one_failure_stops_no_other() {
        let say = r#"echo "$1 $RINNALLA_DATABASE_URL""#;
        let folder = folder(&[("referrals", "exit 3"), ("matching", say)]);
        let rebuilt = rebuild(&asked(&folder, &["matching", "referrals"])).await.unwrap();
        let expected = [("referrals", 3, ""), ("matching", 0, "rebuild postgres://matching?a=b")];
        let expected = expected.map(|(service, code, said)| RebuiltService {
            service: service.to_owned(),
            exit_code: Some(code),
            said: said.to_owned(),
        });
        assert_eq!(rebuilt.services, expected);
    }

    #[tokio::test]
    async fn nothing_is_rebuilt_while_settings_of_any_are_missing() {
        let folder = folder(&[("matching", "touch \"$0.was-run\"")]);
        let refused = rebuild(&asked(&folder, &[])).await.unwrap_err();
        let missing = refused.downcast_ref::<SettingsError>().unwrap();
        assert_eq!(missing.0.len(), Context::OF_DISTRICT.len() - 1, "{missing}");
        assert!(!folder.path().join("matching.was-run").exists());
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named() {
        let folder = folder(&[("reporting", "")]);
        fs::remove_file(folder.path().join("reporting")).unwrap();
        let refused = rebuild(&asked(&folder, &["reporting"])).await.unwrap_err();
        assert!(refused.to_string().contains("/reporting cannot be started"), "{refused}");
    }
}
