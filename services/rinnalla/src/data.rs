//! Programmes, purposes, reasons and districts as an operator writes them: TOML, read strictly, with every fault of a file told at once.

mod district;
mod priority;
mod programme;
mod purpose;

use std::{
    error::Error,
    fmt::{self, Display},
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use serde::de::DeserializeOwned;

pub use district::{DistrictFile, parse_district};
pub use municipalities::{is_municipality, is_region};
pub use priority::parse_priority_reasons;
pub use programme::parse_programme;
pub use purpose::parse_purposes;

/// A file is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("{} is not usable", file.display())]
pub struct FileError {
    file: PathBuf,
    #[source]
    source: Box<dyn Error + Send + Sync>,
}

/// The text is not a programme or district.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    #[error(transparent)]
    Faults(#[from] Faults),
}

/// Everything that is wrong with a file that reads as TOML.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<String>);

impl Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl Error for Faults {}

impl Faults {
    fn add(&mut self, fault: impl Into<String>) {
        self.0.push(fault.into());
    }

    fn must(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.add(fault());
        }
    }

    fn slug(&mut self, field: &str, text: &str) {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (2..=60).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-');
        self.must(fits && !text.ends_with('-'), || format!("{field} {text:?} is not a slug"));
    }

    fn date(&mut self, field: &str, text: &str) {
        self.must(text.parse::<Date>().is_ok(), || format!("{field} {text:?} is not a date like 2025-08-01"));
    }

    /// An empty text is no date at all.
    fn optional_date(&mut self, field: &str, text: &str) {
        if !text.is_empty() {
            self.date(field, text);
        }
    }

    fn unique<'t>(&mut self, field: &str, texts: impl Iterator<Item = &'t str>) {
        let mut seen = Vec::new();
        for text in texts {
            self.must(!seen.contains(&text), || format!("{field} {text:?} stands twice"));
            seen.push(text);
        }
    }

    fn settled<T>(self, value: T) -> Result<T, DataError> {
        if self.0.is_empty() { Ok(value) } else { Err(self.into()) }
    }
}

/// Reads a file and makes of its text what `parse` does.
pub fn read<T>(file: &Path, parse: impl Fn(&str) -> Result<T, DataError>) -> Result<T, FileError> {
    let unusable = |source| FileError { file: file.to_owned(), source };
    let text = std::fs::read_to_string(file).map_err(|error| unusable(error.into()))?;
    parse(&text).map_err(|error| unusable(error.into()))
}

fn toml<T: DeserializeOwned>(text: &str) -> Result<T, DataError> {
    Ok(toml::from_str(text)?)
}
