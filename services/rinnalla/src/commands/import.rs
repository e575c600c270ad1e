//! People and pairs that a district had before it had Rinnalla, brought in from its own list: shown first, then sent
//! through the services' own commands, under the rules that hold for everybody. Says nothing personal.

mod apply;
mod cells;
mod columns;
mod duplicates;
mod languages;
mod list;
mod offer;
mod people;
mod preview;
mod problems;
mod sheet;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use access::Role;
use decider::{DistrictId, Env};
use keyring::{InstallationKey, Keyring};
use proto::referrals::v1::GetOfferingRequest;
use rpc::referrals::v1::offering_service_client::OfferingServiceClient;
use serde::Serialize;

use crate::{
    Answer, Failed, Settings, SettingsError, Surroundings,
    operator::{OPERATOR, Operator},
    services::Calls,
};

pub use apply::{Applied, NotDone};
pub use columns::Column;
pub use duplicates::Duplicate;
pub use preview::Preview;
pub use problems::Problem;

use apply::Services;
use offer::Offer;
use people::People;

/// Brings in what a district has on its own lists.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show what a CSV file of people and pairs would bring; with --apply, bring it.
    Pairs(Pairs),
    /// Name the columns a file may have.
    Columns,
}

#[derive(Debug, clap::Args)]
pub struct Pairs {
    /// The district whose people they are.
    #[arg(long)]
    pub district: DistrictId,
    /// The list, saved as CSV. One line is a pair, a mother who waits, or a volunteer.
    #[arg(long)]
    pub file: PathBuf,
    /// What holds on every line whose cell is empty, e.g. programme=friend-for-a-mother. May be repeated.
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = for_all)]
    pub for_all: Vec<(Column, String)>,
    /// Take in, as a manager and with this justification, whomever the target group leaves out.
    #[arg(long = "override", value_name = "JUSTIFICATION")]
    pub override_justification: Option<String>,
    /// Somebody has looked at the possible duplicates: they are different people.
    #[arg(long)]
    pub despite_duplicates: bool,
    /// Write. Without it nothing is written.
    #[arg(long)]
    pub apply: bool,
}

impl Command {
    pub async fn run(self, settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
        match self {
            Self::Pairs(asked) => {
                let imported = pairs(&asked, settings, surroundings).await?;
                Answer::of(&imported, imported.is_good())
            }
            Self::Columns => Answer::of(&Columns::known(), true),
        }
    }
}

/// What a file would bring, and what it brought.
#[derive(Debug, Serialize)]
pub struct Imported {
    #[serde(flatten)]
    pub preview: Preview,
    /// None when nothing was to be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    #[serde(skip)]
    despite_duplicates: bool,
    #[serde(skip)]
    asked_to_apply: bool,
}

impl Imported {
    /// Nothing is left for somebody to look at or to run again.
    pub fn is_good(&self) -> bool {
        self.may_apply() && self.applied.as_ref().is_none_or(|applied| applied.failures.is_empty())
    }

    fn may_apply(&self) -> bool {
        self.preview.problems.is_empty() && (self.despite_duplicates || self.preview.possible_duplicates.is_empty())
    }
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.preview)?;
        if let Some(applied) = &self.applied {
            return write!(f, "{applied}");
        }
        match (self.may_apply(), self.asked_to_apply) {
            (true, _) => write!(f, "Nothing was written. Run it again with --apply."),
            (false, _) if !self.preview.problems.is_empty() => {
                write!(f, "Nothing was written. Mend the file and run it again.")
            }
            (false, _) => {
                write!(
                    f,
                    "Nothing was written. Look at the possible duplicates; --despite-duplicates goes on with them."
                )
            }
        }
    }
}

/// Reads and checks the file; writes when asked to, and only when nothing is wrong with any line.
pub async fn pairs(asked: &Pairs, settings: &Settings, surroundings: Surroundings) -> Result<Imported, Failed> {
    SettingsError::unless_none(settings.missing(["TOKEN_SIGNING_KEY", "REFERRALS_URL", "MATCHING_URL"]))?;
    let (keyring, file) = (settings.keyring()?, read(&asked.file)?);
    let keyring = Keyring::connect(&keyring.url, InstallationKey::read(&keyring.installation_key)?, 2)?;
    let operator = Operator::connect(settings, surroundings).await?;
    let known = operator.known().await?;
    let Some(district) = known.districts.get(&asked.district) else {
        return Err(NoDistrict(asked.district.clone()).into());
    };
    let role = if asked.override_justification.is_some() { Role::Manager } else { Role::Coordinator };
    let services = Services {
        referrals: Calls::connect(settings, "referrals", &district.id, role, OPERATOR).await?,
        matching: Calls::connect(settings, "matching", &district.id, role, OPERATOR).await?,
    };
    let today = Env::at(known.at(operator.now()), None).today;
    let offering = services.ask(&services.referrals, GetOfferingRequest {}, |channel, request| async move {
        OfferingServiceClient::new(channel).get_offering(request).await
    });
    let offer = Offer::of(&known, &district.id, offering.await?.into_inner().agreements, today);

    let for_all: BTreeMap<Column, String> = asked.for_all.iter().cloned().collect();
    let (sheet, mut problems) = sheet::read(&file, &for_all);
    let list = list::read(&sheet, &offer, &mut problems);
    offer.check(&list, asked.override_justification.is_some(), &mut problems);
    let people = People::of(&list, &keyring, &district.id).await?;
    let there = people.there(&services).await?;
    let mut possible_duplicates = duplicates::within(&list);
    possible_duplicates.extend(people.look_alike(&services).await?);

    let preview = Preview::of(&asked.district, &list, there.len(), sheet.unread, problems, possible_duplicates);
    let mut imported =
        Imported { preview, applied: None, despite_duplicates: asked.despite_duplicates, asked_to_apply: asked.apply };
    if asked.apply && imported.may_apply() {
        let by = apply::By {
            offer: &offer,
            people: &people,
            override_justification: asked.override_justification.as_deref(),
        };
        imported.applied = Some(apply::apply(&list, &by, &services).await?);
    }
    Ok(imported)
}

fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    fs::read(path).map_err(|source| Unreadable { path: path.to_owned(), source })
}

/// There is no such file, or it is not for us.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct Unreadable {
    path: PathBuf,
    source: io::Error,
}

/// Nobody has opened the district.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a district of this installation; see: rinnalla district list")]
pub struct NoDistrict(DistrictId);

/// The columns a file may have.
#[derive(Debug, Serialize)]
struct Columns(Vec<Described>);

#[derive(Debug, Serialize)]
struct Described {
    column: &'static str,
    other_names: String,
    holds: &'static str,
}

impl Columns {
    fn known() -> Self {
        let described = |(column, other_names, holds)| Described { column, other_names, holds };
        Self(columns::table().map(described).collect())
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Described { column, other_names, holds } in &self.0 {
            writeln!(f, "{column:<32} {other_names:<52} {holds}")?;
        }
        Ok(())
    }
}

fn for_all(text: &str) -> Result<(Column, String), String> {
    let (name, value) = text.split_once('=').ok_or("is not COLUMN=VALUE")?;
    let column = Column::of_header(name).ok_or("names no column; see: rinnalla import columns")?;
    Ok((column, value.trim().to_owned()))
}
