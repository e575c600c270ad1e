use std::collections::BTreeSet;

use edge::{App, Call, Failure, Reply, Violations, date, total};
use matching_domain::{
    plan::{BrokenLock, Free, LockFault, Pair, Plan, Planned, Request, Unmatched, Wishes, plan},
    ranking::{Candidate, Waiting, WantedAgreement, WantedVolunteer, wanted_agreements, wanted_volunteers},
};
use proto::{
    matching::v1::{self as pb, PlanMatchesRequest, PlanMatchesResponse, PlanPair, UnmatchedReason},
    programmes::v1::VolunteerRules,
};
use uuid::Uuid;

use crate::{
    grpc::{person, read_code},
    queries::{cohort, pair, plan as planning},
};

/// Requests in one plan, and pairs locked or vetoed in it: a reply of so many fits into the 4 MB that clients take, and
/// no coordinator goes through more at once.
pub(super) const AT_ONCE: u32 = 2_000;

pub(super) async fn plan_matches(
    app: &App,
    call: Call,
    request: PlanMatchesRequest,
) -> Result<Reply<PlanMatchesResponse>, Failure> {
    let mut violations = Violations::default();
    let programme = read_code(&mut violations, "programme_id", &request.programme_id);
    let wishes = Wishes {
        locked: read(&mut violations, "locked", &request.locked),
        vetoed: read(&mut violations, "vetoed", &request.vetoed).into_iter().collect(),
    };
    let code = violations.optional_slug("cohort_code", &request.cohort_code);
    violations.settled()?;

    let today = call.today();
    let intake = match code {
        Some(code) => Some(cohort::intake(&cohort::named(app, &programme, code, today)?)?),
        None => None,
    };
    let mut tx = app.database.district(call.district()).await?;
    let (requests, not_planned) = planning::requests(&mut tx, &programme, intake, today, AT_ONCE).await?;
    let candidates = pair::candidates(&mut tx, &programme, today).await?;
    let rules = pair::rules(app, &programme, today);
    // A large plan would keep other calls of this thread waiting.
    let answer = tokio::task::spawn_blocking(move || answer(&requests, &rules, &candidates, &wishes));
    let answer = without_broken_locks(answer.await.map_err(Failure::internal)?)?;
    let message = PlanMatchesResponse { not_planned, as_of: today.to_string(), ..answer };
    let shown = call.shows(tx, &persons(&message)?).await?;
    Ok(Reply::showing(message, shown))
}

fn read(violations: &mut Violations, field: &str, pairs: &[PlanPair]) -> Vec<Pair> {
    if pairs.len() > AT_ONCE as usize {
        violations.add(field, "has too many entries");
    }
    for (index, pair) in pairs.iter().take(AT_ONCE as usize).enumerate() {
        violations.id(&format!("{field}[{index}].support_request_id"), &pair.support_request_id);
        violations.id(&format!("{field}[{index}].volunteer_id"), &pair.volunteer_id);
    }
    let pair = |of: &PlanPair| Pair {
        support_request_id: of.support_request_id.to_ascii_lowercase(),
        volunteer_id: of.volunteer_id.to_ascii_lowercase(),
    };
    pairs.iter().map(pair).collect()
}

fn without_broken_locks(answer: Result<PlanMatchesResponse, Vec<BrokenLock>>) -> Result<PlanMatchesResponse, Failure> {
    let mut violations = Violations::default();
    let answer = answer.unwrap_or_else(|broken| {
        for BrokenLock { index, fault } in broken {
            let (part, description) = told(fault);
            violations.add(&format!("locked[{index}]{part}"), description);
        }
        PlanMatchesResponse::default()
    });
    violations.settled()?;
    Ok(answer)
}

/// Which part of a locked pair is wrong, and how.
fn told(fault: LockFault) -> (&'static str, &'static str) {
    match fault {
        LockFault::NotWaiting => (".support_request_id", "does not wait in this programme"),
        LockFault::ProposalOpen => (".support_request_id", "has a proposal that is not settled"),
        LockFault::LockedTwice => (".support_request_id", "is locked twice"),
        LockFault::NotAVolunteer => (".volunteer_id", "does not volunteer in this programme"),
        LockFault::NoSlot => (".volunteer_id", "has no slot left"),
        LockFault::Excluded => ("", "is kept apart by a rule"),
        LockFault::Vetoed => ("", "is vetoed too"),
    }
}

/// The plan as it is told, but for what the caller knows.
fn answer(
    requests: &[Request],
    rules: &VolunteerRules,
    candidates: &[Candidate],
    wishes: &Wishes,
) -> Result<PlanMatchesResponse, Vec<BrokenLock>> {
    let Plan { pairs, unmatched, free } = plan(requests, rules, candidates, wishes)?;
    let without = unmatched.iter().filter(|one| one.reason == UnmatchedReason::NoCandidate);
    let (ids, waiting): (Vec<String>, Vec<&Waiting>) = without
        .map(|one| &requests[one.request])
        .map(|request| (request.support_request_id.clone(), &request.waiting))
        .unzip();
    let volunteers = wanted_volunteers(&waiting, rules).into_iter();
    let agreements = wanted_agreements(&waiting, rules, candidates).into_iter();
    Ok(PlanMatchesResponse {
        wanted_volunteers: volunteers.map(|one| wanted(one, rules, &ids)).collect(),
        wanted_agreements: agreements
            .map(|WantedAgreement { municipality_code, waiting }| pb::WantedAgreement {
                municipality_code,
                support_request_ids: ids_of(&waiting, &ids),
            })
            .collect(),
        pairs: pairs.into_iter().map(|one| planned(one, requests)).collect(),
        unmatched: unmatched.into_iter().map(|one| left_out(one, requests)).collect(),
        free_volunteers: free.iter().map(left_free).collect(),
        ..PlanMatchesResponse::default()
    })
}

fn planned(one: Planned<'_>, requests: &[Request]) -> pb::PlannedPair {
    let Request { support_request_id, waits_since, waiting } = &requests[one.request];
    pb::PlannedPair {
        support_request_id: support_request_id.clone(),
        person_id: waiting.known.person_id.clone(),
        waits_since: date(Some(*waits_since)),
        volunteer_id: one.candidate.volunteer_id.clone(),
        volunteer_person_id: one.candidate.known.person_id.clone(),
        locked: one.is_locked,
        terms: one.terms,
        alternatives: one.alternatives.into_iter().map(volunteer).collect(),
        not_considered: total(one.not_considered),
    }
}

fn left_out(one: Unmatched<'_>, requests: &[Request]) -> pb::UnmatchedRequest {
    let Request { support_request_id, waits_since, waiting } = &requests[one.request];
    pb::UnmatchedRequest {
        support_request_id: support_request_id.clone(),
        person_id: waiting.known.person_id.clone(),
        waits_since: date(Some(*waits_since)),
        reason: one.reason.into(),
        exclusions: one.exclusions,
        alternatives: one.alternatives.into_iter().map(volunteer).collect(),
        not_considered: total(one.not_considered),
    }
}

fn volunteer(candidate: &Candidate) -> pb::PlanVolunteer {
    pb::PlanVolunteer { volunteer_id: candidate.volunteer_id.clone(), person_id: candidate.known.person_id.clone() }
}

fn left_free(free: &Free<'_>) -> pb::FreeVolunteer {
    let Candidate { volunteer_id, known, .. } = free.candidate;
    let municipality = &known.facts.municipality_code;
    pb::FreeVolunteer {
        volunteer_id: volunteer_id.clone(),
        person_id: known.person_id.clone(),
        municipality_code: if known.address_protected { String::new() } else { municipality.clone() },
        free_slots: free.slots,
    }
}

/// `ids` are those of the requests that were asked about.
pub(super) fn wanted(one: WantedVolunteer, rules: &VolunteerRules, ids: &[String]) -> pb::WantedVolunteer {
    pb::WantedVolunteer {
        support_request_ids: ids_of(&one.waiting, ids),
        municipality_code: one.municipality_code,
        times: one.times.into_iter().map(i32::from).collect(),
        languages_any: rules.languages_any.clone(),
        profession_code: one.profession_code,
    }
}

fn ids_of(waiting: &BTreeSet<usize>, ids: &[String]) -> Vec<String> {
    waiting.iter().map(|at| ids[*at].clone()).collect()
}

/// Everybody whom a plan shows.
fn persons(message: &PlanMatchesResponse) -> Result<Vec<Uuid>, Failure> {
    let beside = message.pairs.iter().flat_map(|pair| &pair.alternatives);
    let beside = beside.chain(message.unmatched.iter().flat_map(|one| &one.alternatives));
    let mut shown: BTreeSet<&str> = beside.map(|one| one.person_id.as_str()).collect();
    shown.extend(message.pairs.iter().flat_map(|pair| [pair.person_id.as_str(), pair.volunteer_person_id.as_str()]));
    shown.extend(message.unmatched.iter().map(|one| one.person_id.as_str()));
    shown.extend(message.free_volunteers.iter().map(|one| one.person_id.as_str()));
    shown.into_iter().map(person).collect()
}
