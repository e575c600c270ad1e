//! People and pairs that a district had before it had Rinnalla, brought in from its own list: shown first, then sent
//! through the services' own commands, under the rules that hold for everybody. Says nothing personal.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    fmt, fs, io,
    path::{Path, PathBuf},
};

use ::import::{By, Column, List, Offer, People, PersonKey, Problems, Services, Side, Unwatched, apply, table};
use access::Role;
use decider::{ActorId, CommandId, DistrictId, Env};
use installation::Known;
use jiff::civil::Date;
use keyring::{InstallationKey, KeyError, Keyring};
use proto::{programmes::v1::Programme, referrals::v1::PartnerAgreement};
use serde::Serialize;
use sheets::{Limits, Sheet};
use uuid::Uuid;

use crate::{
    Answer, Failed, Settings, SettingsError, Surroundings,
    operator::{OPERATOR, Operator},
    services::Calls,
};

pub use ::import::{Applied, Duplicate, NotDone, Preview, Problem};

/// Brings in what a district has on its own lists.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show what a CSV or XLSX file of people and pairs would bring; with --apply, bring it.
    Pairs(Pairs),
    /// Name the columns a file may have.
    Columns,
}

#[derive(Debug, clap::Args)]
pub struct Pairs {
    /// The district whose people they are.
    #[arg(long)]
    pub district: DistrictId,
    /// The list, as CSV or XLSX. One line is a pair, a mother who waits, or a volunteer.
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
    let referrals = Calls::connect(settings, "referrals", &district.id, role, OPERATOR).await?;
    let matching = Calls::connect(settings, "matching", &district.id, role, OPERATOR).await?;
    let services = Services { referrals: referrals.for_import(), matching: matching.for_import() };
    let today = Env::at(known.at(operator.now()), None).today;
    let offer = offer(&known, &district.id, services.offering().await?.agreements, today);

    let for_all: BTreeMap<Column, String> = asked.for_all.iter().cloned().collect();
    let (lines, mut problems) = match sheets::read(&file, &Limits::DEFAULT) {
        Ok(sheet) => lines(sheet, &for_all),
        Err(unreadable) => {
            let mut problems = Problems::default();
            problems.of_file(unreadable.to_string());
            (::import::Lines::default(), problems)
        }
    };
    let list = ::import::list(&lines, &offer, &mut problems);
    offer.check(&list, asked.override_justification.is_some(), &mut problems);
    let requests = requests(&list, &keyring, &district.id).await?;
    let people =
        People::of(&list, &district.id, &ActorId::new(OPERATOR), |side, key, _| requests[&(side, key.clone())]);
    let there = people.there(&services).await?;
    let mut possible_duplicates = ::import::within(&list);
    possible_duplicates.extend(people.look_alike(&services).await?);

    let preview = Preview::of(&asked.district, &list, there.len(), lines.unread, problems, possible_duplicates);
    let mut imported =
        Imported { preview, applied: None, despite_duplicates: asked.despite_duplicates, asked_to_apply: asked.apply };
    if asked.apply && imported.may_apply() {
        let by = By {
            offer: &offer,
            people: &people,
            override_justification: asked.override_justification.as_deref(),
            done: &BTreeSet::new(),
        };
        imported.applied = Some(apply(&list, &by, &services, &Unwatched).await?);
    }
    Ok(imported)
}

fn lines(sheet: Sheet, for_all: &BTreeMap<Column, String>) -> (::import::Lines, Problems) {
    let header = sheet.rows.first().map(|row| row.cells.clone()).unwrap_or_default();
    let columns: Vec<_> = header.iter().map(|name| Column::of_header(name)).collect();
    ::import::read(sheet, &columns, for_all)
}

/// Every version of the district's programmes, the oldest of each first.
fn offer(known: &Known, district: &DistrictId, agreements: Vec<PartnerAgreement>, today: Date) -> Offer {
    let mut programmes: Vec<Programme> = Vec::new();
    for newest in known.programmes_of(district, today) {
        let mut version = Some(newest);
        while let Some(programme) = version {
            programmes.insert(0, programme.clone());
            let before = programme.valid_from.parse::<Date>().ok().and_then(|from| from.yesterday().ok());
            version = before.and_then(|day| known.programme(&programme.programme_id, day));
        }
    }
    let rules = known.districts.get(district).map(|district| district.rules);
    Offer::whole(programmes, agreements, rules.is_some_and(|rules| rules.excludes_child_protection), today)
}

/// Ids derive from a code that only the district's key can make: one that derived from a name alone would confirm
/// a guess at her name to every reader of the log, even after her erasure.
async fn requests(
    list: &List,
    keyring: &Keyring,
    district: &DistrictId,
) -> Result<BTreeMap<(Side, PersonKey), CommandId>, KeyError> {
    let mothers = list.mothers.iter().map(|mother| (Side::Mother, &mother.key));
    let volunteers = list.volunteers.iter().map(|volunteer| (Side::Volunteer, &volunteer.key));
    let mut requests = BTreeMap::new();
    for (side, key) in mothers.chain(volunteers) {
        if let Entry::Vacant(first) = requests.entry((side, key.clone())) {
            let parts = [side.as_str(), &key.name, &key.phone, &key.email].map(str::as_bytes);
            let mac = keyring.mac(district, "import", &parts).await?;
            first.insert(CommandId(secret_id(mac)));
        }
    }
    Ok(requests)
}

fn secret_id(mac: [u8; 32]) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
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
        Self(table().map(described).collect())
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
