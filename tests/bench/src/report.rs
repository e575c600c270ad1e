use std::{fmt, fs, path::Path};

use serde::{Deserialize, Serialize};

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Better {
    Higher,
    Lower,
}

/// One measure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
    /// What it must reach; absent when it is only there to read.
    pub(crate) goal: Option<f64>,
    pub(crate) better: Better,
    pub(crate) holds: bool,
}

/// All measures of one run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// What an earlier part of the same run wrote.
    pub(crate) fn read(path: impl AsRef<Path>) -> anyhow::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// A measure with a goal.
    pub(crate) fn judge(&mut self, name: &str, value: f64, unit: &str, goal: f64, better: Better) {
        let holds = match better {
            Better::Higher => value >= goal,
            Better::Lower => value <= goal,
        };
        self.push(Row { name: name.to_owned(), value, unit: unit.to_owned(), goal: Some(goal), better, holds });
    }

    /// A measure to read beside the others.
    pub(crate) fn note(&mut self, name: &str, value: f64, unit: &str, better: Better) {
        self.push(Row { name: name.to_owned(), value, unit: unit.to_owned(), goal: None, better, holds: true });
    }

    pub(crate) fn holds(&self) -> bool {
        self.rows.iter().all(|row| row.holds)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>) -> anyhow::Result<()> {
        if let Some(folder) = path.as_ref().parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, serde_json::to_vec_pretty(self)?)?)
    }

    #[expect(clippy::print_stderr, reason = "whoever waits sees each measure as it is taken")]
    fn push(&mut self, row: Row) {
        eprintln!("{row}");
        self.rows.push(row);
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, unit, goal, better, holds } = self;
        write!(f, "{name:<66} {value:>10.2} {unit:<6}")?;
        let Some(goal) = goal else { return Ok(()) };
        let sign = if *better == Better::Higher { '≥' } else { '≤' };
        write!(f, " {sign} {goal:<6} {}", if *holds { "holds" } else { "FALLS SHORT" })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            writeln!(f, "{row}")?;
        }
        Ok(())
    }
}
