//! The list of destroyed keys: beside the installation key, because whatever lies in Postgres comes back with a backup.
//! Holds random ids alone.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use decider::DistrictId;
use uuid::Uuid;

use crate::KeyKind;

/// A key that was destroyed, or was about to be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Destroyed {
    pub district: DistrictId,
    pub person: Uuid,
    pub kind: KeyKind,
}

/// A file with one line per destroyed key: district, person, kind. A line may stand more than once, and it may stand
/// for a key whose destruction was decided and then cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestroyedList(PathBuf);

/// The list could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the list of destroyed keys at {}: {what}", path.display())]
pub struct DestroyedError {
    path: PathBuf,
    what: &'static str,
    #[source]
    source: Option<io::Error>,
}

impl DestroyedError {
    pub(crate) fn interrupted(_: tokio::task::JoinError) -> Self {
        Self { path: PathBuf::new(), what: "writing was interrupted", source: None }
    }
}

impl DestroyedList {
    /// That of an installation key: its file's name, with `destroyed` for an extension.
    pub fn beside(installation_key: &Path) -> Self {
        Self(installation_key.with_extension("destroyed"))
    }

    pub fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Begins an empty list where there is none.
    pub fn begin(&self) -> Result<(), DestroyedError> {
        self.open().map(drop).map_err(self.failed("cannot be made"))
    }

    /// On disk when this returns. Several processes may append at once.
    pub fn append(&self, key: &Destroyed) -> Result<(), DestroyedError> {
        self.write(&line(key)).map_err(self.failed("cannot be written"))
    }

    /// Every key listed, in order. Fails when there is no list: that nothing was destroyed is said by an empty one.
    pub fn read(&self) -> Result<Vec<Destroyed>, DestroyedError> {
        let text = std::fs::read_to_string(&self.0).map_err(self.failed("cannot be read"))?;
        // What follows the last line end was cut short by a crash, and its key is there still.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let parsed: Option<Vec<_>> = whole.lines().map(parse).collect();
        parsed.ok_or_else(|| DestroyedError { path: self.0.clone(), what: "is damaged", source: None })
    }

    fn open(&self) -> io::Result<File> {
        match OpenOptions::new().read(true).write(true).open(&self.0) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
            settled => return settled,
        }
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).clone();
        let file = options.open(&self.0)?;
        // A file is found again after a crash only if its directory is on disk too.
        let directory = self.0.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(file)
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut file = self.open()?;
        file.lock()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end as u64 + 1);
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        file.write_all(line.as_bytes())?;
        file.sync_all()
    }

    fn failed(&self, what: &'static str) -> impl FnOnce(io::Error) -> DestroyedError {
        let path = self.0.clone();
        move |source| DestroyedError { path, what, source: Some(source) }
    }
}

fn line(Destroyed { district, person, kind }: &Destroyed) -> String {
    format!("{district} {person} {}\n", kind.as_str_name())
}

fn parse(line: &str) -> Option<Destroyed> {
    let mut words = line.split(' ');
    let (district, person, kind) = (words.next()?, words.next()?, words.next()?);
    let kind = KeyKind::from_str_name(kind).filter(|kind| *kind != KeyKind::Unspecified)?;
    words.next().is_none().then_some(())?;
    Some(Destroyed { district: district.parse().ok()?, person: person.parse().ok()?, kind })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn key(person: u128, kind: KeyKind) -> Destroyed {
        Destroyed { district: "here".parse().unwrap(), person: Uuid::from_u128(person), kind }
    }

    fn list() -> (tempfile::TempDir, DestroyedList) {
        let directory = tempfile::tempdir().unwrap();
        let list = DestroyedList::beside(&directory.path().join("installation.key"));
        (directory, list)
    }

    #[test]
    fn what_was_appended_is_read_in_order() {
        let (_directory, list) = list();
        let keys = [key(1, KeyKind::Identity), key(2, KeyKind::Identity), key(1, KeyKind::Statistics)];
        for key in &keys {
            list.append(key).unwrap();
        }
        assert_eq!(list.read().unwrap(), keys);
        assert!(list.path().ends_with("installation.destroyed"));
    }

    #[test]
    fn a_list_that_is_not_there_is_not_an_empty_one() {
        let (_directory, list) = list();
        assert!(list.read().is_err());
        list.begin().unwrap();
        assert_eq!(list.read().unwrap(), []);
        list.append(&key(1, KeyKind::Identity)).unwrap();
        list.begin().unwrap();
        assert_eq!(list.read().unwrap().len(), 1, "beginning again takes nothing away");
    }

    #[test]
    fn a_line_cut_short_is_passed_over_and_then_gone() {
        let (_directory, list) = list();
        list.append(&key(1, KeyKind::Identity)).unwrap();
        let whole = fs::read_to_string(list.path()).unwrap();
        fs::write(list.path(), format!("{whole}{}", &whole[..20])).unwrap();
        assert_eq!(list.read().unwrap(), [key(1, KeyKind::Identity)]);
        list.append(&key(2, KeyKind::Identity)).unwrap();
        assert_eq!(list.read().unwrap(), [key(1, KeyKind::Identity), key(2, KeyKind::Identity)]);
    }

    #[test]
    fn a_damaged_line_is_not_passed_over() {
        let (_directory, list) = list();
        list.append(&key(1, KeyKind::Identity)).unwrap();
        let text = fs::read_to_string(list.path()).unwrap();
        for damaged in [text.replace("IDENTITY", "UNSPECIFIED"), text.replace('\n', " more\n"), text.replace('0', "g")]
        {
            fs::write(list.path(), damaged).unwrap();
            assert!(list.read().is_err());
        }
    }
}
