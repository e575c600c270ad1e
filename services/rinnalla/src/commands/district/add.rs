use std::{fmt, path::PathBuf};

use eventlog::{Announced, announce, ensure_district_streams, ensure_publication_stream};
use installation::{DistrictCommand, DistrictDecider, Known};
use jiff::civil::Date;
use keyring::{InstallationKey, Keyring};
use serde::Serialize;

use crate::{
    Failed, Settings, Surroundings,
    commands::district::offering,
    data::{DistrictFile, parse_district, read},
    operator::Operator,
};

/// What became of each district, in the order given.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    pub districts: Vec<AddedDistrict>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct AddedDistrict {
    pub district_id: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub what: String,
    pub outcome: Outcome,
    /// Why, when that needs saying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is there, whether made now or before.
    InPlace,
    Recorded,
    Unchanged,
    /// Not this command's to do.
    Left,
    /// To be done by running the command again.
    Skipped,
}

impl Step {
    pub(crate) fn new(what: impl Into<String>, outcome: Outcome) -> Self {
        Self { what: what.into(), outcome, because: None }
    }

    pub(crate) fn because(mut self, because: impl Into<String>) -> Self {
        self.because = Some(because.into());
        self
    }
}

impl Added {
    pub fn is_complete(&self) -> bool {
        self.districts.iter().flat_map(|district| &district.steps).all(|step| step.outcome != Outcome::Skipped)
    }
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for AddedDistrict { district_id, steps } in &self.districts {
            writeln!(f, "{district_id}")?;
            for Step { what, outcome, because } in steps {
                let because = because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
                writeln!(f, "  {what}: {outcome}{because}")?;
            }
        }
        if !self.is_complete() {
            write!(f, "Run it again for what was skipped.")?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InPlace => "in place",
            Self::Recorded => "recorded",
            Self::Unchanged => "unchanged",
            Self::Left => "left",
            Self::Skipped => "skipped",
        })
    }
}

/// A district cannot be opened as its file says.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    #[error("{district}: nobody has shared {}; share it with: rinnalla programme add FILE", programmes.join(", "))]
    UnknownProgrammes { district: String, programmes: Vec<String> },
    #[error("{0} is no demo, and this installation's clock does not show real time")]
    ClockMoved(String),
}

/// Opens each district in turn: keys, then streams, then the district, then its agreements and grants. Each step
/// stands on the one before and may be repeated, so that a run that was stopped is mended by another.
pub async fn add(
    settings: &Settings,
    surroundings: Surroundings,
    files: &[PathBuf],
    replace: bool,
) -> Result<Added, Failed> {
    let files: Vec<DistrictFile> = files.iter().map(|file| read(file, parse_district)).collect::<Result<_, _>>()?;
    let keyring = settings.keyring()?;
    let keyring = Keyring::connect(&keyring.url, InstallationKey::read(&keyring.installation_key)?, 1)?;
    let operator = Operator::connect(settings, surroundings).await?;
    operator.ensure_stream().await?;
    let known = operator.known().await?;
    for file in &files {
        may_open(file, &known)?;
    }

    let mut districts = Vec::new();
    for file in files {
        keyring.open_district(&file.id).await?;
        // A key that another installation key wrapped is found before anything stands on it.
        keyring.mac(&file.id, "opening", &[]).await?;
        let mut steps = vec![Step::new("key", Outcome::InPlace)];

        ensure_district_streams(&operator.client, &file.id, settings.replicas()?).await?;
        steps.push(Step::new("streams", Outcome::InPlace));
        steps.push(publication_stream(settings, &file).await?);

        let command = DistrictCommand(file.opened.clone());
        let recorded = operator.commit::<DistrictDecider>(&known, file.id.as_str(), &command, &file.opened).await?;
        steps.push(Step::new("district", if recorded { Outcome::Recorded } else { Outcome::Unchanged }));

        steps.extend(offering::record(settings, surroundings, &file, replace).await?);
        districts.push(AddedDistrict { district_id: file.id.to_string(), steps });
    }
    Ok(Added { districts })
}

fn may_open(file: &DistrictFile, known: &Known) -> Result<(), CannotOpen> {
    let district = file.id.to_string();
    let shared = |id: &&String| known.programme(id, Date::MAX).is_none();
    let programmes: Vec<String> = file.opened.programme_ids.iter().filter(shared).cloned().collect();
    if !programmes.is_empty() {
        return Err(CannotOpen::UnknownProgrammes { district, programmes });
    }
    if !file.opened.demo && !known.clock_ahead.is_zero() {
        return Err(CannotOpen::ClockMoved(district));
    }
    Ok(())
}

/// Published figures are in an account of their own, which an installation without a national view does not use.
async fn publication_stream(settings: &Settings, file: &DistrictFile) -> Result<Step, Failed> {
    match settings.national_nats() {
        Ok(national) => {
            let client = runtime::nats(&national, "rinnalla", settings.allow_unsynced()).await?;
            ensure_publication_stream(&client, &file.id, settings.replicas()?).await?;
            let announced = Announced { name: file.opened.name.clone(), audiences: file.opened.audiences.clone() };
            announce(&client, &file.id, &announced).await?;
            Ok(Step::new("publication stream", Outcome::InPlace))
        }
        Err(missing) => Ok(Step::new("publication stream", Outcome::Left).because(missing.0.join("; "))),
    }
}
