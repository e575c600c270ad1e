//! The reporting service.

use std::process::ExitCode;

use reporting::Reporting;

fn main() -> ExitCode {
    runtime::main::<Reporting>()
}
