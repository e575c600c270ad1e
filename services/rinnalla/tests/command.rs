//! The command as an operator types it.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

use std::process::{Command, Output};

use serde_json::Value;

const SUBCOMMANDS: [&str; 15] = [
    "keys",
    "programme",
    "purpose",
    "priority",
    "district",
    "clock",
    "import",
    "simulate",
    "token",
    "doctor",
    "verify",
    "erase",
    "backup",
    "restore",
    "rebuild",
];

fn rinnalla(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let own = std::env::vars().filter(|(name, _)| name.starts_with("RINNALLA_"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_rinnalla"));
    for (name, _) in own {
        command.env_remove(name);
    }
    command.args(arguments).envs(settings.iter().copied()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn help_names_every_subcommand_and_each_explains_itself() {
    let all = text(&rinnalla(&["--help"], &[]).stdout);
    for name in SUBCOMMANDS {
        assert!(all.contains(&format!("\n  {name}")), "{name}");
        let help = rinnalla(&[name, "--help"], &[]);
        assert!(help.status.success(), "{name}");
        assert!(text(&help.stdout).contains("Usage: rinnalla "), "{name}");
    }
    let listed = all.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let listed = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).count();
    assert_eq!(listed, SUBCOMMANDS.len() + 1, "those, and help:\n{all}");
}

#[test]
fn the_readme_shows_every_subcommand_at_work() {
    let readme = include_str!("../README.md");
    for name in SUBCOMMANDS {
        assert!(readme.contains(&format!("\nrinnalla {name}")), "{name}");
    }
}

#[test]
fn every_missing_setting_is_told_at_once_with_an_exit_code_of_its_own() {
    let missing = |arguments: &[&str], names: &[&str]| {
        let output = rinnalla(arguments, &[]);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        let said = text(&output.stderr);
        for name in names {
            assert!(said.contains(&format!("RINNALLA_{name} is not set")), "{arguments:?} {name}: {said}");
        }
        let json = rinnalla(&[arguments, &["--json"]].concat(), &[]);
        assert_eq!(json.status.code(), Some(64));
        let json: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert!(json["error"].as_str().unwrap().contains(names[0]), "{json}");
    };
    let log = ["NATS_URL", "NATS_USER", "NATS_PASSWORD", "KEYRING_URL", "INSTALLATION_KEY"];
    missing(&["restore", "--from", "nowhere"], &[&log[..], &["BACKUP_KEY"]].concat());
    missing(&["backup", "--to", "nowhere"], &[&log[..], &["BACKUP_KEY"]].concat());
    missing(
        &["import", "pairs", "--district", "here", "--file", "nowhere"],
        &[&log[..], &["TOKEN_SIGNING_KEY", "REFERRALS_URL", "MATCHING_URL"]].concat(),
    );
    missing(
        &["erase", "--district", "here", "--person", "7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e21"],
        &["REFERRALS_URL", "TOKEN_SIGNING_KEY"],
    );
    missing(&["district", "list"], &log[..3]);
    missing(&["clock", "show"], &log[..3]);
    missing(&["verify"], &log[..3]);
}

#[test]
fn wrong_arguments_have_an_exit_code_of_their_own() {
    for arguments in
        [&["restore"][..], &["token"], &["import", "pairs", "--district", "NO", "--file", "x"], &["nothing"]]
    {
        assert_eq!(rinnalla(arguments, &[]).status.code(), Some(2), "{arguments:?}");
    }
    let unknown = rinnalla(&["import", "pairs", "--district", "here", "--file", "f", "--for-all", "hat=red"], &[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("rinnalla import columns"));
}

#[test]
fn columns_of_an_import_are_told_without_any_setting() {
    let columns = rinnalla(&["import", "columns"], &[]);
    assert!(columns.status.success());
    assert!(text(&columns.stdout).contains("turvakielto"));
    let json: Value = serde_json::from_slice(&rinnalla(&["import", "columns", "--json"], &[]).stdout).unwrap();
    assert!(json.as_array().unwrap().iter().any(|column| column["column"] == "active_since"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let settings = ["NATS_URL", "NATS_USER", "NATS_PASSWORD", "KEYRING_URL", "INSTALLATION_KEY", "TOKEN_SIGNING_KEY"];
    let settings = settings.iter().chain(&["REFERRALS_URL", "MATCHING_URL"]).map(|name| format!("RINNALLA_{name}"));
    let settings: Vec<String> = settings.collect();
    let settings: Vec<(&str, &str)> = settings.iter().map(|name| (name.as_str(), "nowhere")).collect();
    let output = rinnalla(&["import", "pairs", "--district", "here", "--file", "/no/pairs.csv"], &settings);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/no/pairs.csv cannot be read"), "{}", text(&output.stderr));
}
