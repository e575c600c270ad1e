use std::{fmt, fs, path::Path};

use serde::Serialize;

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Better {
    Higher,
    Lower,
}

/// One measure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What it must reach; absent when it is only there to read.
    pub(crate) goal: Option<f64>,
    pub(crate) better: Better,
    pub(crate) holds: bool,
}

/// All measures of one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) rows: Vec<Row>,
}

impl Report {
    /// A measure with a goal.
    pub(crate) fn judge(&mut self, name: &str, value: f64, unit: &'static str, goal: f64, better: Better) {
        let holds = match better {
            Better::Higher => value >= goal,
            Better::Lower => value <= goal,
        };
        self.rows.push(Row { name: name.to_owned(), value, unit, goal: Some(goal), better, holds });
    }

    /// A measure to read beside the others.
    pub(crate) fn note(&mut self, name: &str, value: f64, unit: &'static str, better: Better) {
        self.rows.push(Row { name: name.to_owned(), value, unit, goal: None, better, holds: true });
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
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let goal = match (row.goal, row.better) {
                (Some(goal), Better::Higher) => format!("≥ {goal}"),
                (Some(goal), Better::Lower) => format!("≤ {goal}"),
                (None, _) => String::new(),
            };
            let verdict = if row.goal.is_none() {
                ""
            } else if row.holds {
                "holds"
            } else {
                "FALLS SHORT"
            };
            writeln!(f, "{:<58} {:>10.2} {:<8} {goal:<8} {verdict}", row.name, row.value, row.unit)?;
        }
        Ok(())
    }
}
