//! The referrals service.

use std::process::ExitCode;

use referrals::Referrals;

fn main() -> ExitCode {
    runtime::main::<Referrals>()
}
