use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use database::Database;
use decider::DistrictId;
use eventlog::{Context, Recorded, StreamName};
use tokio::time::Instant;

use crate::{lane::LaneName, parked, place::Place};

/// More entries than any installation has contexts.
const ENTRIES: usize = 64;
/// Bytes of a context's name.
const NAME: usize = 40;

/// Another instance may have moved the cursor: how often to look.
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// How far a caller has seen each context of its district: given by a command's reply, taken by a query.
/// As text `referrals=12,matching=7`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token(pub Vec<(Context, u64)>);

/// The text is not a position token.
#[derive(Debug, thiserror::Error)]
#[error("not a position token")]
pub struct TokenError;

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (context, sequence)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{context}={sequence}")?;
        }
        Ok(())
    }
}

impl FromStr for Token {
    type Err = TokenError;

    /// A context that this build does not know is passed over: a newer build's service has one more, and none of our
    /// rows come from it.
    fn from_str(text: &str) -> Result<Self, TokenError> {
        let (mut entries, mut named) = (Vec::new(), BTreeSet::new());
        for entry in text.split(',').filter(|entry| !entry.is_empty()) {
            let (context, sequence) = entry.split_once('=').ok_or(TokenError)?;
            let sequence = sequence.parse().map_err(|_| TokenError)?;
            // A token names each context at most once; more is somebody playing.
            if !is_slug(context) || !named.insert(context) || named.len() > ENTRIES {
                return Err(TokenError);
            }
            entries.extend(context.parse().map(|context| (context, sequence)));
        }
        Ok(Self(entries))
    }
}

fn is_slug(name: &str) -> bool {
    (1..=NAME).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The rows are not yet as new as the token asked when the wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rows are {behind} commits behind")]
pub struct Stale {
    /// Commits of the context waited for that the rows lack.
    pub behind: u64,
}

/// The rows do not say what a commit says.
#[derive(Debug, thiserror::Error)]
pub enum NotApplied {
    #[error("a lane has not come so far")]
    Behind,
    #[error("a lane has parked the commit")]
    Parked,
    #[error("the read model does not answer")]
    Database(#[from] sqlx::Error),
}

/// A lane, a process or a sweep does not go on. It keeps trying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    pub name: String,
    /// Its stream; the district of a sweep.
    pub at: String,
    /// Holds no personal value.
    pub why: String,
    /// Rows stay as they are until somebody helps: the stream has a hole, or too much is parked.
    pub lasting: bool,
}

/// By kind, name and stream.
type Places = HashMap<(Kind, String, StreamName), Place>;

/// Where the lanes and processes of this service stand.
#[derive(Clone)]
pub struct Positions {
    own: Context,
    database: Database,
    lanes: Arc<Mutex<Places>>,
    /// By name and place.
    stopped: Arc<Mutex<BTreeMap<(String, String), Stopped>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A lane that writes rows.
    Projection,
    /// A process, by its input.
    Process,
    /// What processes have written to our own stream.
    Written,
}

impl Positions {
    /// `own` is the context whose commands this service carries out.
    pub fn new(own: Context, database: Database) -> Self {
        Self { own, database, lanes: Arc::default(), stopped: Arc::default() }
    }

    /// Waits until the rows of a district show everything the token names, and what our processes made of it, or
    /// `until`.
    pub async fn wait(&self, district: &DistrictId, token: &Token, until: Instant) -> Result<(), Stale> {
        for (context, sequence) in &token.0 {
            let stream = StreamName::new(*context, district.clone());
            self.wait_all(Kind::Process, &stream, *sequence, until).await?;
            self.wait_all(Kind::Projection, &stream, *sequence, until).await?;
            if self.follows(Kind::Process, &stream) {
                let own = StreamName::new(self.own, district.clone());
                let written = self.written(&own);
                self.wait_all(Kind::Projection, &own, written, until).await?;
            }
        }
        Ok(())
    }

    /// Waits until every lane over a stream has applied a sequence of it, or `until`.
    pub async fn wait_rows(&self, stream: &StreamName, sequence: u64, until: Instant) -> Result<(), Stale> {
        self.wait_all(Kind::Projection, stream, sequence, until).await
    }

    /// Waits until every lane over a commit's stream has written its rows, or `until`.
    pub async fn wait_applied(&self, commit: &Recorded, until: Instant) -> Result<(), NotApplied> {
        self.wait_rows(&commit.stream, commit.sequence, until).await.map_err(|_| NotApplied::Behind)?;
        let mut tx = self.database.unscoped().await?;
        if parked::is_parked(&mut tx, commit).await? { Err(NotApplied::Parked) } else { Ok(()) }
    }

    /// A projection is about to follow a stream: waits include it from now on.
    pub fn expect_projection(&self, name: &str, stream: &StreamName) {
        self.moved(Kind::Projection, name, stream, 0);
    }

    /// A process is about to follow a stream: waits include it from now on.
    pub fn expect_process(&self, name: &str, stream: &StreamName) {
        self.moved(Kind::Process, name, stream, 0);
    }

    /// A process of ours wrote up to here in our own stream.
    pub(crate) fn wrote(&self, sequence: u64, stream: &StreamName) {
        self.moved(Kind::Written, "processes", stream, sequence);
    }

    /// Returns once somebody waits for the rows of a lane.
    pub(crate) async fn awaited(&self, lane: &LaneName, stream: &StreamName) {
        loop {
            let key = (Kind::Projection, lane.0.clone(), stream.clone());
            let unawaited = self.lock().entry(key).or_default().unawaited();
            match unawaited {
                // Somebody may have been told of and have gone again: then it is looked at once more.
                Some(awaited) => awaited.notified().await,
                None => return,
            }
        }
    }

    fn written(&self, own: &StreamName) -> u64 {
        self.at(Kind::Written, "processes", own)
    }

    pub(crate) fn moved(&self, kind: Kind, name: &str, stream: &StreamName, sequence: u64) {
        let key = (kind, name.to_owned(), stream.clone());
        self.lock().entry(key).or_default().moved(sequence);
    }

    /// Where every lane and process stands: name, stream, sequence.
    pub fn all(&self) -> Vec<(String, StreamName, u64)> {
        let lanes = self.lock();
        let mut all: Vec<_> = lanes
            .iter()
            .filter(|((kind, _, _), _)| *kind != Kind::Written)
            .map(|((_, name, stream), place)| (name.clone(), stream.clone(), place.at()))
            .collect();
        all.sort();
        all
    }

    /// Something of this service does not go on for now.
    pub fn stops(&self, stopped: Stopped) {
        let key = (stopped.name.clone(), stopped.at.clone());
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).insert(key, stopped);
    }

    /// It goes on again.
    pub fn goes_on(&self, name: &str, at: &str) {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).remove(&(name.to_owned(), at.to_owned()));
    }

    /// Everything that does not go on for now.
    pub fn stopped(&self) -> Vec<Stopped> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn follows(&self, kind: Kind, stream: &StreamName) -> bool {
        self.lock().keys().any(|(k, _, s)| *k == kind && s == stream)
    }

    async fn wait_all(&self, kind: Kind, stream: &StreamName, sequence: u64, until: Instant) -> Result<(), Stale> {
        let waiting: Vec<_> = self
            .lock()
            .iter_mut()
            .filter(|((k, _, s), _)| *k == kind && s == stream)
            .filter_map(|((_, name, _), place)| Some((name.clone(), place.wait_for(sequence)?)))
            .collect();
        for (name, mut reached) in waiting {
            while tokio::time::timeout_at(until.min(Instant::now() + LOOK_EVERY), &mut reached).await.is_err() {
                self.look(kind, &LaneName(name.clone()), stream).await;
                let at = self.at(kind, &name, stream);
                if at < sequence && Instant::now() >= until {
                    return Err(Stale { behind: sequence - at });
                }
            }
        }
        Ok(())
    }

    fn at(&self, kind: Kind, name: &str, stream: &StreamName) -> u64 {
        self.lock().get(&(kind, name.to_owned(), stream.clone())).map_or(0, Place::at)
    }

    /// Reads where another instance has brought a lane. A database that does not answer leaves what is known.
    async fn look(&self, kind: Kind, name: &LaneName, stream: &StreamName) {
        let question = match kind {
            Kind::Projection => "select sequence from lane where name = $1 and stream = $2",
            Kind::Process => "select sequence from kept.process_position where process = $1 and stream = $2",
            Kind::Written => return,
        };
        let Ok(mut tx) = self.database.unscoped().await else { return };
        let found: Result<Option<i64>, _> =
            sqlx::query_scalar(question).bind(&name.0).bind(stream.to_string()).fetch_optional(&mut *tx).await;
        if let Ok(Some(sequence)) = found {
            self.moved(kind, &name.0, stream, sequence.cast_unsigned());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_as_it_was_written() {
        let token = Token(vec![(Context::Referrals, 12), (Context::Matching, 7)]);
        assert_eq!(token.to_string().parse::<Token>().unwrap(), token);
        assert_eq!("".parse::<Token>().unwrap(), Token::default());
    }

    #[test]
    fn a_context_of_a_newer_build_is_passed_over() {
        let token: Token = "referrals=12,follow-up=3,matching=7".parse().unwrap();
        assert_eq!(token, Token(vec![(Context::Referrals, 12), (Context::Matching, 7)]));
        assert_eq!("follow-up=3".parse::<Token>().unwrap(), Token::default());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let endless: Vec<String> = (0..=ENTRIES).map(|n| format!("context{n}=1")).collect();
        for text in [
            "referrals",
            "referrals=x",
            "referrals=-1",
            "referrals=1,referrals=2",
            "follow-up",
            "follow-up=x",
            "follow-up=-1",
            "follow-up=1,follow-up=1",
            "=1",
            "Follow-up=1",
            "follow up=1",
            "follow_up=1",
            "1st=1",
            "a=b=1",
            &format!("{}=1", "a".repeat(NAME + 1)),
            &endless.join(","),
        ] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
    }
}
