//! Sends what a list asks for, step by step, each with an id of its own that stays the same: what was done before is
//! answered as it was then, and done no second time.

mod mothers;
mod pairs;
mod volunteers;

use std::{collections::BTreeMap, fmt, future::Future, time::Duration};

use futures::{StreamExt as _, stream};
use serde::Serialize;
use tokio::time::Instant;
use tonic::{Code, Request, Response, Status, transport::Channel};

use super::{list::List, offer::Offer, people::People};
use crate::{Failed, Said, services::Calls};

/// Lines under way at once.
const IN_FLIGHT: usize = 8;
/// What another service has just done may take this long to be heard of.
const ASK_AGAIN_WITHIN: Duration = Duration::from_secs(20);
const POSITION: &str = "x-rinnalla-position";
const BEHIND: &str = "x-rinnalla-behind";

/// What was brought in.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Applied {
    pub mothers: usize,
    pub volunteers: usize,
    pub pairs: usize,
    pub failures: Vec<NotDone>,
}

/// A line whose steps did not all succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotDone {
    pub line: u64,
    pub step: &'static str,
    pub because: String,
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mothers, volunteers, pairs, failures } = self;
        writeln!(f, "In place: {mothers} mothers, {volunteers} volunteers, {pairs} active pairs.")?;
        if failures.is_empty() {
            return Ok(());
        }
        writeln!(f, "Not done: {}", failures.len())?;
        for NotDone { line, step, because } in failures {
            writeln!(f, "  line {line}, {step}: {because}")?;
        }
        write!(f, "Run it again when that is mended: nothing is brought in twice.")
    }
}

/// The services that are told.
pub(super) struct Services {
    pub(super) referrals: Calls,
    pub(super) matching: Calls,
}

/// By what the lines become commands.
pub(super) struct By<'a> {
    pub(super) offer: &'a Offer,
    pub(super) people: &'a People,
    pub(super) override_justification: Option<&'a str>,
}

/// Why a line was left.
enum Stop {
    /// The service's rules do not allow the step.
    Refused { step: &'static str, because: String },
    /// Nothing can be done now: other lines would fare no better.
    Failed(Failed),
}

impl From<Failed> for Stop {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

/// Volunteers and mothers first; then matching catches up with both; then the pairs.
pub(super) async fn apply(list: &List, by: &By<'_>, services: &Services) -> Result<Applied, Failed> {
    let mut failures = Vec::new();
    let mut volunteers = BTreeMap::new();
    for some in newcomers_first(&list.volunteers, |volunteer| by.people.known_volunteer(volunteer).is_none()) {
        let lines = some.iter().map(|at| list.volunteers[*at].line).collect();
        let brought = some.iter().map(|at| volunteers::bring(&list.volunteers[*at], by, services));
        let brought = side_by_side(lines, brought, &mut failures).await?;
        volunteers.extend(some.into_iter().zip(brought).filter_map(|(at, brought)| Some((at, brought?))));
    }
    let mut mothers = BTreeMap::new();
    for some in newcomers_first(&list.mothers, |mother| by.people.known_mother(mother).is_none()) {
        let lines = some.iter().map(|at| list.mothers[*at].line).collect();
        let brought = some.iter().map(|at| mothers::bring(&list.mothers[*at], by, services));
        let brought = side_by_side(lines, brought, &mut failures).await?;
        mothers.extend(some.into_iter().zip(brought).filter_map(|(at, brought)| Some((at, brought?))));
    }
    let heard = mothers.values().map(|brought| brought.position);
    if let Some(newest) = heard.chain(volunteers.values().map(|brought| brought.position)).max() {
        services.matching_knows(newest).await?;
    }

    let ready = list.pairs.iter().filter_map(|pair| {
        Some((pair, mothers.get(&pair.mother)?, volunteers.get(&pair.volunteer)?.volunteer_id.as_str()))
    });
    let ready: Vec<_> = ready.collect();
    let lines = ready.iter().map(|(pair, ..)| pair.line).collect();
    let joined = ready.iter().map(|(pair, mother, volunteer_id)| {
        pairs::join(pair, &list.mothers[pair.mother], mother, volunteer_id, by, services)
    });
    let pairs = side_by_side(lines, joined, &mut failures).await?;
    failures.sort_by_key(|failure| failure.line);
    Ok(Applied {
        mothers: mothers.len(),
        volunteers: volunteers.len(),
        pairs: pairs.iter().flatten().count(),
        failures,
    })
}

/// Whoever takes part in two programmes is one person, made known by the first: that one goes before.
fn newcomers_first<T>(people: &[T], is_new: impl Fn(&T) -> bool) -> [Vec<usize>; 2] {
    let (first, later) = (0..people.len()).partition(|at| is_new(&people[*at]));
    [first, later]
}

/// In the order given; none for a line that was refused.
async fn side_by_side<T, W: Future<Output = Result<T, Stop>>>(
    lines: Vec<u64>,
    work: impl Iterator<Item = W>,
    failures: &mut Vec<NotDone>,
) -> Result<Vec<Option<T>>, Failed> {
    let settled: Vec<_> = stream::iter(work).buffered(IN_FLIGHT).collect().await;
    let mut done = Vec::new();
    for (line, settled) in lines.into_iter().zip(settled) {
        done.push(match settled {
            Ok(value) => Some(value),
            Err(Stop::Refused { step, because }) => {
                failures.push(NotDone { line, step, because });
                None
            }
            Err(Stop::Failed(failed)) => return Err(failed),
        });
    }
    Ok(done)
}

impl Services {
    /// Asks, and again while the service may not have heard of what it needs.
    pub(super) async fn ask<Q: Clone, A, W: Future<Output = Result<Response<A>, Status>>>(
        &self,
        calls: &Calls,
        message: Q,
        send: impl Fn(Channel, Request<Q>) -> W,
    ) -> Result<Response<A>, Failed> {
        let until = Instant::now() + ASK_AGAIN_WITHIN;
        let mut pause = Duration::from_millis(10);
        loop {
            match send(calls.channel.clone(), calls.request(message.clone())?).await.map_err(Said::from) {
                Err(said) if said.may_pass() && Instant::now() < until => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_millis(500));
                }
                settled => return Ok(settled?),
            }
        }
    }

    /// A step of one line: what the service refuses is the line's own fault, silence is not.
    async fn step<Q: Clone, A, W: Future<Output = Result<Response<A>, Status>>>(
        &self,
        step: &'static str,
        calls: &Calls,
        message: Q,
        send: impl Fn(Channel, Request<Q>) -> W,
    ) -> Result<Response<A>, Stop> {
        self.ask(calls, message, send).await.map_err(|failed| match failed.downcast_ref::<Said>() {
            Some(said) if !matches!(said.code, Code::Unavailable | Code::DeadlineExceeded) => {
                Stop::Refused { step, because: in_words(said) }
            }
            _ => Stop::Failed(failed),
        })
    }
}

/// A request id that was used means that the line has changed since.
fn in_words(said: &Said) -> String {
    if said.details.iter().any(|detail| detail.starts_with("request_id ")) {
        return "was brought in before, and this line said something else then; correct it where she is now".to_owned();
    }
    said.to_string()
}

/// How far a service had written when it answered.
fn position<A>(response: &Response<A>) -> Option<u64> {
    response.metadata().get(POSITION)?.to_str().ok()?.split_once('=')?.1.parse().ok()
}
