use std::{fs::File, io::Write as _, time::Instant};

use crate::{
    closed_loop::median,
    report::{Better, Report},
};

/// What the disk allows: appends of 4 KiB, each synced, one after another.
pub(crate) fn measure(report: &mut Report) -> anyhow::Result<()> {
    const APPENDS: u32 = 1_500;
    let folder = std::path::Path::new("target/bench");
    std::fs::create_dir_all(folder)?;
    let path = folder.join("fsync");
    let mut rates = Vec::new();
    for _ in 0..3 {
        let mut file = File::create(&path)?;
        let began = Instant::now();
        for _ in 0..APPENDS {
            file.write_all(&[7; 4096])?;
            file.sync_all()?;
        }
        rates.push(f64::from(APPENDS) / began.elapsed().as_secs_f64());
    }
    std::fs::remove_file(&path)?;
    report.note("disk: 4 KiB appends, each synced", median(rates), "/s", Better::Higher);
    Ok(())
}
