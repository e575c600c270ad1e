use std::{
    error::Error,
    fmt::{Display, Write as _},
    io,
    process::ExitCode,
};

use clap::Parser as _;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{Settings, SettingsError, Surroundings, arguments::Arguments};

/// Why a command could not be carried out. Printed with its whole chain.
pub type Failed = Box<dyn Error + Send + Sync>;

/// Settings or arguments do not fit.
const USAGE: u8 = 64;

/// What a command did or found, as text and as JSON.
#[derive(Debug)]
pub struct Answer {
    pub text: String,
    pub json: Value,
    /// Nothing is left for the operator to mend or run again.
    pub good: bool,
}

impl Answer {
    pub fn of(found: &(impl Display + Serialize), good: bool) -> Result<Self, Failed> {
        Ok(Self { text: found.to_string(), json: serde_json::to_value(found)?, good })
    }
}

/// The whole of the command's `main`.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into(), json),
    };
    let settings = Settings::of_process();
    match runtime.block_on(arguments.command.run(&settings, Surroundings::of_this_machine())) {
        Ok(answer) => {
            let text = if json { format!("{:#}", answer.json) } else { answer.text };
            print(&mut io::stdout(), &text);
            if answer.good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => failed(&error, json),
    }
}

fn failed(error: &Failed, json: bool) -> ExitCode {
    if json {
        print(&mut io::stdout(), &format!("{:#}", json!({ "error": chain(error.as_ref()) })));
    } else {
        print(&mut io::stderr(), &format!("rinnalla: {}", chain(error.as_ref())));
    }
    if error.is::<SettingsError>() { ExitCode::from(USAGE) } else { ExitCode::FAILURE }
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        write!(text, ": {cause}").expect("a string takes any text");
        next = cause.source();
    }
    text
}

/// A reader that has gone away is nobody's fault.
fn print(to: &mut impl io::Write, text: &str) {
    let _ = writeln!(to, "{}", text.trim_end());
}
