//! What the program says, and how much.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;

/// What it says of settings that are not there, with the log's detail as asked for.
fn said(detail: Option<&str>) -> String {
    let mut console = Command::new(env!("CARGO_BIN_EXE_console"));
    console.arg("serve").env_clear().envs(detail.map(|detail| ("RUST_LOG", detail)));
    let output = console.output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_log_has_the_detail_that_the_variable_of_every_service_asks_for() {
    assert!(said(None).contains("console stopped"));
    assert!(said(Some("error")).contains("console stopped"));
    assert_eq!(said(Some("off")), "");
}
