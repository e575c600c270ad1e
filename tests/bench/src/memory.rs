use crate::report::{Better, Report};

/// Resident memory of this process: every service that ran, and the load, after all of the above.
pub(crate) fn measure(report: &mut Report) -> anyhow::Result<()> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    report.note("resident memory: services and load together", kilobytes / 1024.0, "MB", Better::Lower);
    Ok(())
}
