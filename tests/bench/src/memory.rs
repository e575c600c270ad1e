//! Resident memory of the processes of an installation, once each has followed every commit.

use crate::{
    Effort,
    installation::Installation,
    pages::grow,
    report::{Better, Report},
};

pub(crate) async fn measure(report: &mut Report, effort: Effort, installation: &Installation) -> anyhow::Result<()> {
    let (_, district) = installation.coordinator()?;
    grow(installation, effort.commits).await?;
    let commits = installation.commits(&district).await?;
    for (name, process) in &installation.services {
        let name = format!("resident memory of {name}, {commits} events");
        report.judge(&name, resident(process.pid)?, "MB", 150.0, Better::Lower);
    }
    let name = format!("resident memory of nats-server, {commits} events, read");
    report.note(&name, resident(installation.nats)?, "MB", Better::Lower);
    Ok(())
}

/// In megabytes.
fn resident(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
    let kilobytes: f64 = kilobytes.ok_or_else(|| anyhow::anyhow!("process {pid} has no memory"))?.parse()?;
    Ok(kilobytes / 1024.0)
}
