//! A tiny aggregate for tests of what carries every other: its rules are plain enough to foresee every outcome.

use decider::{Decider, Env, Rejection, StoredEvent, UndecodableEvent};
use jiff::civil::Date;
use prost::Message;
use serde::{Deserialize, Serialize};

/// Counts up to a limit. `FOLD` stands for builds that fold the same events differently.
#[derive(Debug)]
pub struct Counter<const FOLD: u32 = 1>;

#[derive(Debug, Clone)]
pub enum CounterCommand {
    /// Only where there is none yet.
    Open { limit: u64 },
    /// Only while the limit is not passed. The ballast makes the commit as large as a test wants.
    Add { amount: u64, ballast: usize },
    /// Nothing remains to be done once this many are counted.
    Reach { total: u64 },
}

impl CounterCommand {
    pub fn add(amount: u64) -> Self {
        Self::Add { amount, ballast: 0 }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum CounterEvent {
    Opened(Opened),
    Added(Added),
}

#[derive(Clone, PartialEq, Message)]
pub struct Opened {
    #[prost(uint64, tag = "1")]
    pub limit: u64,
}

#[derive(Clone, PartialEq, Message)]
pub struct Added {
    #[prost(uint64, tag = "1")]
    pub amount: u64,
    #[prost(bytes = "vec", tag = "2")]
    pub ballast: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CounterRejection {
    #[error("the counter is open already")]
    AlreadyOpen,
    #[error("the counter is not open")]
    NotOpen,
    #[error("the limit would be passed")]
    OverLimit,
}

impl Rejection for CounterRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyOpen => "ALREADY_OPEN",
            Self::NotOpen => "NOT_OPEN",
            Self::OverLimit => "OVER_LIMIT",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub limit: Option<u64>,
    pub total: u64,
    /// Depends on the order of what was folded, and on the version of the fold.
    pub trace: u64,
}

impl<const FOLD: u32> Decider for Counter<FOLD> {
    const KIND: &'static str = "counter";
    const FOLD_VERSION: u32 = FOLD;
    type State = Counted;
    type Command = CounterCommand;
    type Event = CounterEvent;
    type Rejection = CounterRejection;

    fn decide(state: &Counted, command: &CounterCommand, _: &Env) -> Result<Vec<CounterEvent>, CounterRejection> {
        let add = |amount, ballast| CounterEvent::Added(Added { amount, ballast: vec![7; ballast] });
        match (command, state.limit) {
            (CounterCommand::Open { limit }, None) => Ok(vec![CounterEvent::Opened(Opened { limit: *limit })]),
            (CounterCommand::Open { .. }, Some(_)) => Err(CounterRejection::AlreadyOpen),
            (_, None) => Err(CounterRejection::NotOpen),
            (CounterCommand::Add { amount, .. }, Some(limit)) if state.total + amount > limit => {
                Err(CounterRejection::OverLimit)
            }
            (CounterCommand::Add { amount, ballast }, Some(_)) => Ok(vec![add(*amount, *ballast)]),
            (CounterCommand::Reach { total }, Some(_)) if state.total >= *total => Ok(vec![]),
            (CounterCommand::Reach { total }, Some(_)) => Ok(vec![add(total - state.total, 0)]),
        }
    }

    fn evolve(state: &mut Counted, event: &CounterEvent, occurred_on: Date) {
        let number = match event {
            CounterEvent::Opened(opened) => {
                state.limit = Some(opened.limit);
                opened.limit
            }
            CounterEvent::Added(added) => {
                state.total += added.amount;
                added.amount
            }
        };
        let day = u64::from(occurred_on.day().unsigned_abs());
        state.trace = state.trace.wrapping_mul(31).wrapping_add(number ^ day).wrapping_add(FOLD.into());
    }
}

impl CounterEvent {
    /// What a build of today knows.
    pub fn is_known(name: &str, version: u32) -> bool {
        matches!((name, version), ("CounterOpened" | "CounterAdded", 1))
    }
}

impl StoredEvent for CounterEvent {
    fn type_name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "CounterOpened",
            Self::Added(_) => "CounterAdded",
        }
    }

    fn version(&self) -> u32 {
        1
    }

    fn encode_body(&self) -> Vec<u8> {
        match self {
            Self::Opened(opened) => opened.encode_to_vec(),
            Self::Added(added) => added.encode_to_vec(),
        }
    }

    fn decode_body(name: &str, version: u32, body: &[u8]) -> Result<Self, UndecodableEvent> {
        match (name, version) {
            ("CounterOpened", 1) => Ok(Self::Opened(Opened::decode(body)?)),
            ("CounterAdded", 1) => Ok(Self::Added(Added::decode(body)?)),
            _ => Err(UndecodableEvent::Unknown { name: name.to_owned(), version }),
        }
    }
}
