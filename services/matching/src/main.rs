//! The matching service.

use std::process::ExitCode;

use matching::Matching;

fn main() -> ExitCode {
    runtime::main::<Matching>()
}
