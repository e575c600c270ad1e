//! How long `./x demo --once` takes.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use crate::report::{Better, Report};

const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// With everything built.
pub(crate) fn warm(report: &mut Report) -> anyhow::Result<()> {
    let checkout = Path::new(CHECKOUT);
    once(checkout)?;
    report.judge("./x demo --once, built", once(checkout)?, "s", 90.0, Better::Lower);
    Ok(())
}

/// In a fresh clone: its tools, a build of everything, the demo.
pub(crate) fn fresh(report: &mut Report) -> anyhow::Result<()> {
    // Beside the data of `./x`: what is memory on some machines would measure another disk.
    let clone = tempfile::Builder::new().prefix("rinnalla-clone-").tempdir_in("/var/tmp")?;
    let cloned = Command::new("git").args(["clone", "--quiet", CHECKOUT]).arg(clone.path()).status()?;
    anyhow::ensure!(cloned.success(), "git clone: {cloned}");
    report.judge("./x demo --once, fresh clone", once(clone.path())?, "s", 900.0, Better::Lower);
    Ok(())
}

/// In seconds.
fn once(checkout: &Path) -> anyhow::Result<f64> {
    let began = Instant::now();
    let ended = Command::new(checkout.join("x"))
        .args(["demo", "--once"])
        .current_dir(checkout)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    anyhow::ensure!(ended.success(), "./x demo --once: {ended}");
    Ok(began.elapsed().as_secs_f64())
}
