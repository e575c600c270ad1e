//! Which locked pairs can be kept, and what is wrong with the others.

use std::collections::{BTreeMap, HashMap};

use proto::programmes::v1::VolunteerRules;

use super::{Pair, Pool, Request, Wishes};
use crate::ranking::may_meet;

/// A lock that cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenLock {
    /// Which of the locked pairs, from 0.
    pub index: usize,
    pub fault: LockFault,
}

/// What is wrong with a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockFault {
    #[error("nobody waits by that request")]
    NotWaiting,
    #[error("a proposal was made for that request")]
    ProposalOpen,
    #[error("the programme has no such volunteer")]
    NotAVolunteer,
    #[error("a rule keeps the two apart")]
    Excluded,
    #[error("the request is locked to another pair")]
    LockedTwice,
    #[error("the pair is vetoed")]
    Vetoed,
    #[error("the volunteer has no slot left for it")]
    NoSlot,
}

/// The column of each locked request; otherwise every broken lock, in the order they were told.
pub(super) fn check(
    requests: &[Request],
    rules: &VolunteerRules,
    pool: &Pool<'_>,
    wishes: &Wishes,
) -> Result<BTreeMap<usize, usize>, Vec<BrokenLock>> {
    let rows: HashMap<&str, usize> =
        requests.iter().enumerate().map(|(row, request)| (request.support_request_id.as_str(), row)).collect();
    let (mut locked, mut broken) = (BTreeMap::new(), Vec::new());
    let mut slots = pool.slots.clone();
    for (index, pair) in wishes.locked.iter().enumerate() {
        let found = possible(pair, &rows, requests, rules, pool, wishes).and_then(|(row, column)| {
            if locked.contains_key(&row) {
                return Err(LockFault::LockedTwice);
            }
            slots[column] = slots[column].checked_sub(1).ok_or(LockFault::NoSlot)?;
            Ok((row, column))
        });
        match found {
            Ok((row, column)) => {
                locked.insert(row, column);
            }
            Err(fault) => broken.push(BrokenLock { index, fault }),
        }
    }
    if broken.is_empty() { Ok(locked) } else { Err(broken) }
}

/// Row and column of a pair that may be planned, other locks aside.
fn possible(
    pair: &Pair,
    rows: &HashMap<&str, usize>,
    requests: &[Request],
    rules: &VolunteerRules,
    pool: &Pool<'_>,
    wishes: &Wishes,
) -> Result<(usize, usize), LockFault> {
    let row = *rows.get(pair.support_request_id.as_str()).ok_or(LockFault::NotWaiting)?;
    let waiting = &requests[row].waiting;
    if !waiting.proposed.is_empty() {
        return Err(LockFault::ProposalOpen);
    }
    if !pool.everybody.contains(pair.volunteer_id.as_str()) {
        return Err(LockFault::NotAVolunteer);
    }
    if wishes.vetoed.contains(pair) {
        return Err(LockFault::Vetoed);
    }
    let column = pool.column_of(&pair.volunteer_id).ok_or(LockFault::Excluded)?;
    if !may_meet(waiting, rules, pool.volunteers[column]) {
        return Err(LockFault::Excluded);
    }
    Ok((row, column))
}
