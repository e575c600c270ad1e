//! The scheduling service.

use std::process::ExitCode;

use scheduling::Scheduling;

fn main() -> ExitCode {
    runtime::main::<Scheduling>()
}
