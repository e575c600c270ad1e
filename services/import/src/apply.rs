//! Sends what a list asks for, step by step, each with an id of its own that stays the same: what was done before is
//! answered as it was then, and done no second time.

mod mothers;
mod pairs;
mod volunteers;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::Future,
    pin::pin,
    time::Duration,
};

use futures::{StreamExt as _, stream};
use serde::Serialize;
use tokio::time::Instant;
use tonic::{Code, Request, Response, Status, transport::Channel};

use crate::{Failed, Said, calls::Calls, list::List, offer::Offer, people::People};

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
    /// Name of the rule that said no, where a rule did.
    #[serde(skip)]
    pub reason: Option<String>,
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mothers, volunteers, pairs, failures } = self;
        writeln!(f, "In place: {mothers} mothers, {volunteers} volunteers, {pairs} active pairs.")?;
        if failures.is_empty() {
            return Ok(());
        }
        writeln!(f, "Not done: {}", failures.len())?;
        for NotDone { line, step, because, .. } in failures {
            writeln!(f, "  line {line}, {step}: {because}")?;
        }
        write!(f, "Run it again when that is mended: nothing is brought in twice.")
    }
}

/// The services that are told.
pub struct Services {
    pub referrals: Calls,
    pub matching: Calls,
}

/// By what the lines become commands.
pub struct By<'a> {
    pub offer: &'a Offer,
    pub people: &'a People,
    pub override_justification: Option<&'a str>,
    /// Lines of which everything is in place: they are told to nobody again.
    pub done: &'a BTreeSet<u64>,
}

/// What became of a line, or of a side of it.
#[derive(Debug, Clone, Copy)]
pub enum Settled<'s> {
    Mother { person_id: &'s str, referral_id: &'s str },
    Volunteer { person_id: &'s str, volunteer_id: &'s str },
    Pair,
    Refused(&'s NotDone),
}

/// Hears what became of lines while others are under way.
pub trait Watch: Sync {
    fn settled(&self, line: u64, settled: Settled<'_>) -> impl Future<Output = Result<(), Failed>> + Send;
}

/// Nobody listens.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watch for Unwatched {
    async fn settled(&self, _: u64, _: Settled<'_>) -> Result<(), Failed> {
        Ok(())
    }
}

/// Why a line was left.
enum Stop {
    /// The service's rules do not allow the step.
    Refused { step: &'static str, because: String, reason: Option<String> },
    /// Nothing can be done now: other lines would fare no better.
    Failed(Failed),
}

impl From<Failed> for Stop {
    fn from(failed: Failed) -> Self {
        Self::Failed(failed)
    }
}

/// Volunteers and mothers first; then matching catches up with both; then the pairs.
pub async fn apply(list: &List, by: &By<'_>, services: &Services, watch: &impl Watch) -> Result<Applied, Failed> {
    let mut failures = Vec::new();
    let open = Open::of(list, by.done);
    let mut volunteers = BTreeMap::new();
    for some in newcomers_first(&open.volunteers, |at| by.people.known_volunteer(&list.volunteers[at]).is_none()) {
        let lines = some.iter().map(|at| list.volunteers[*at].line).collect();
        let brought = some.iter().map(|at| volunteers::bring(&list.volunteers[*at], by, services));
        let brought = side_by_side(lines, brought, &mut failures, watch).await?;
        volunteers.extend(some.into_iter().zip(brought).filter_map(|(at, brought)| Some((at, brought?))));
    }
    let mut mothers = BTreeMap::new();
    for some in newcomers_first(&open.mothers, |at| by.people.known_mother(&list.mothers[at]).is_none()) {
        let lines = some.iter().map(|at| list.mothers[*at].line).collect();
        let brought = some.iter().map(|at| mothers::bring(&list.mothers[*at], by, services));
        let brought = side_by_side(lines, brought, &mut failures, watch).await?;
        mothers.extend(some.into_iter().zip(brought).filter_map(|(at, brought)| Some((at, brought?))));
    }
    let heard = mothers.values().map(|brought| brought.position);
    if let Some(newest) = heard.chain(volunteers.values().map(|brought| brought.position)).max() {
        services.matching_knows(newest).await?;
    }

    let ready = list.pairs.iter().filter(|pair| !by.done.contains(&pair.line)).filter_map(|pair| {
        Some((pair, mothers.get(&pair.mother)?, volunteers.get(&pair.volunteer)?.volunteer_id.as_str()))
    });
    let ready: Vec<_> = ready.collect();
    let lines = ready.iter().map(|(pair, ..)| pair.line).collect();
    let joined = ready.iter().map(|(pair, mother, volunteer_id)| {
        pairs::join(pair, &list.mothers[pair.mother], mother, volunteer_id, by, services)
    });
    let pairs = side_by_side(lines, joined, &mut failures, watch).await?;
    failures.sort_by_key(|failure| failure.line);
    Ok(Applied {
        mothers: mothers.len(),
        volunteers: volunteers.len(),
        pairs: pairs.iter().flatten().count(),
        failures,
    })
}

/// Whom the lines that are not done need.
struct Open {
    mothers: Vec<usize>,
    volunteers: Vec<usize>,
}

impl Open {
    fn of(list: &List, done: &BTreeSet<u64>) -> Self {
        let paired: BTreeSet<usize> = list.pairs.iter().map(|pair| pair.mother).collect();
        let open: Vec<_> = list.pairs.iter().filter(|pair| !done.contains(&pair.line)).collect();
        let mut mothers: BTreeSet<usize> = open.iter().map(|pair| pair.mother).collect();
        let mut volunteers: BTreeSet<usize> = open.iter().map(|pair| pair.volunteer).collect();
        let alone = |(at, mother): (usize, &crate::list::Mother)| {
            (!paired.contains(&at) && !done.contains(&mother.line)).then_some(at)
        };
        mothers.extend(list.mothers.iter().enumerate().filter_map(alone));
        let alone = |(at, volunteer): (usize, &crate::list::Volunteer)| {
            (volunteer.pairs == 0 && !done.contains(&volunteer.line)).then_some(at)
        };
        volunteers.extend(list.volunteers.iter().enumerate().filter_map(alone));
        Self { mothers: mothers.into_iter().collect(), volunteers: volunteers.into_iter().collect() }
    }
}

/// Whoever takes part in two programmes is one person, made known by the first: that one goes before.
fn newcomers_first(people: &[usize], is_new: impl Fn(usize) -> bool) -> [Vec<usize>; 2] {
    let (first, later) = people.iter().copied().partition(|at| is_new(*at));
    [first, later]
}

/// In the order given; none for a line that was refused.
async fn side_by_side<T: Tells, W: Future<Output = Result<T, Stop>>>(
    lines: Vec<u64>,
    work: impl Iterator<Item = W>,
    failures: &mut Vec<NotDone>,
    watch: &impl Watch,
) -> Result<Vec<Option<T>>, Failed> {
    let mut settled = pin!(stream::iter(work).buffered(IN_FLIGHT));
    let mut done = Vec::new();
    for line in lines {
        let Some(outcome) = settled.next().await else { break };
        done.push(match outcome {
            Ok(value) => {
                watch.settled(line, value.settled()).await?;
                Some(value)
            }
            Err(Stop::Refused { step, because, reason }) => {
                let failure = NotDone { line, step, because, reason };
                watch.settled(line, Settled::Refused(&failure)).await?;
                failures.push(failure);
                None
            }
            Err(Stop::Failed(failed)) => return Err(failed),
        });
    }
    Ok(done)
}

/// What somebody who watches is told of it.
trait Tells {
    fn settled(&self) -> Settled<'_>;
}

impl Tells for () {
    fn settled(&self) -> Settled<'_> {
        Settled::Pair
    }
}

impl Services {
    /// Asks, and again while the service may not have heard of what it needs.
    pub(crate) async fn ask<Q: Clone, A, W: Future<Output = Result<Response<A>, Status>>>(
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
                Stop::Refused { step, because: in_words(said), reason: said.reason.clone() }
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
