//! Given who waits and who volunteers, when everybody is matched at once, then so.

mod optimum;

use jiff::civil::{Date, date};
use proto::{
    matching::v1::{Exclusion, HardRule, TermCode, TimeOfWeek, UnmatchedReason as R},
    programmes::v1::VolunteerRules,
};

use super::{BrokenLock, CONSIDERED, LockFault as F, Pair, Plan, Request, Wishes, plan};
use crate::ranking::{
    Candidate,
    samples::{friend_rules, mentor_rules, mother, volunteer},
};

/// Who waits and who volunteers.
struct Given {
    requests: Vec<Request>,
    candidates: Vec<Candidate>,
    rules: VolunteerRules,
    wishes: Wishes,
}

fn given(requests: impl IntoIterator<Item = Request>, candidates: impl IntoIterator<Item = Candidate>) -> Given {
    Given {
        requests: requests.into_iter().collect(),
        candidates: candidates.into_iter().collect(),
        rules: friend_rules(),
        wishes: Wishes::default(),
    }
}

impl Given {
    fn of(self, rules: VolunteerRules) -> Self {
        Self { rules, ..self }
    }

    fn locked(mut self, request: &str, volunteer: &str) -> Self {
        self.wishes.locked.push(pair(request, volunteer));
        self
    }

    fn vetoed(mut self, request: &str, volunteer: &str) -> Self {
        self.wishes.vetoed.insert(pair(request, volunteer));
        self
    }

    fn plan(&self) -> Plan<'_> {
        plan(&self.requests, &self.rules, &self.candidates, &self.wishes).unwrap()
    }

    fn broken(&self) -> Vec<F> {
        let broken = plan(&self.requests, &self.rules, &self.candidates, &self.wishes).unwrap_err();
        broken.into_iter().map(|BrokenLock { fault, .. }| fault).collect()
    }

    /// Request and volunteer of every planned pair.
    fn pairs(&self) -> Vec<(&str, &str)> {
        let planned = self.plan().pairs.into_iter();
        planned.map(|one| (self.request(one.request), one.candidate.volunteer_id.as_str())).collect()
    }

    fn left_out(&self) -> Vec<(&str, R)> {
        self.plan().unmatched.into_iter().map(|one| (self.request(one.request), one.reason)).collect()
    }

    fn request(&self, at: usize) -> &str {
        &self.requests[at].support_request_id
    }
}

fn pair(request: &str, volunteer: &str) -> Pair {
    Pair { support_request_id: request.to_owned(), volunteer_id: volunteer.to_owned() }
}

fn waits(id: &str, since: Date) -> Request {
    Request { support_request_id: id.to_owned(), waits_since: since, waiting: mother() }
}

fn january(id: &str) -> Request {
    waits(id, date(2026, 1, 7))
}

fn february(id: &str) -> Request {
    waits(id, date(2026, 2, 7))
}

fn free_at(mut request: Request, time: TimeOfWeek) -> Request {
    request.waiting.known.profile.availability = vec![time.into()];
    request
}

fn offers(id: &str, time: TimeOfWeek) -> Candidate {
    let mut candidate = volunteer(id);
    candidate.known.profile.availability = vec![time.into()];
    candidate
}

/// Somebody of the profession.
fn of_profession(mut request: Request, code: &str) -> Request {
    request.waiting.known.facts.profession_code = code.to_owned();
    request
}

fn mentor(id: &str, code: &str) -> Candidate {
    let mut candidate = volunteer(id);
    candidate.known.facts.profession_code = code.to_owned();
    candidate
}

#[test]
fn nobody_waits_and_everybody_is_left_free() {
    let nobody = given([], [volunteer("a"), Candidate { capacity: 3, slots_taken: 1, ..volunteer("b") }]);
    let free: Vec<_> = nobody.plan().free.iter().map(|one| (one.candidate.volunteer_id.as_str(), one.slots)).collect();
    assert_eq!(free, [("a", 1), ("b", 2)]);
    assert_eq!(given([], []).plan(), Plan { pairs: vec![], unmatched: vec![], free: vec![] });
}

#[test]
fn who_waits_longest_gets_the_only_volunteer_whatever_speaks_for_others() {
    use TimeOfWeek::{WeekdayMorning, WeekendDay};
    let scene = given(
        [free_at(february("later"), WeekdayMorning), free_at(january("earlier"), WeekendDay)],
        [offers("a", WeekdayMorning)],
    );
    assert_eq!(scene.pairs(), [("earlier", "a")]);
    assert_eq!(scene.left_out(), [("later", R::CandidatesGiven)]);
}

#[test]
fn nobody_is_left_out_who_could_be_matched_together_with_all_who_wait_longer() {
    let mut only_a = february("later");
    only_a.waiting.declined = ["b".to_owned()].into();
    let scene = given([january("earlier"), only_a], [volunteer("a"), volunteer("b")]);
    assert_eq!(scene.pairs(), [("earlier", "b"), ("later", "a")]);
    assert_eq!(scene.left_out(), []);
}

#[test]
fn pairs_with_less_against_them_are_planned() {
    use TimeOfWeek::{WeekdayMorning, WeekendDay};
    let scene = given(
        [free_at(january("1"), WeekendDay), free_at(february("2"), WeekdayMorning)],
        [offers("a", WeekdayMorning), offers("b", WeekendDay)],
    );
    assert_eq!(scene.pairs(), [("1", "b"), ("2", "a")]);
    let planned = scene.plan();
    assert!(planned.pairs.iter().all(|one| one.terms.iter().any(|term| term.code() == TermCode::SharedTimes)));
}

#[test]
fn of_pairs_alike_the_longest_wait_gets_who_was_approved_first() {
    let scene = given(
        [february("later"), january("earlier")],
        [volunteer("a"), Candidate { approved_on: Some(date(2025, 1, 1)), ..volunteer("b") }],
    );
    assert_eq!(scene.pairs(), [("earlier", "b"), ("later", "a")]);
}

#[test]
fn a_volunteer_takes_as_many_as_she_has_slots_that_nobody_asks_for() {
    let scene = given(
        [january("1"), january("2"), january("3"), january("4")],
        [Candidate { capacity: 5, slots_taken: 1, slots_asked: 2, ..volunteer("a") }],
    );
    assert_eq!(scene.pairs(), [("1", "a"), ("2", "a")]);
    assert_eq!(scene.plan().free, []);
}

#[test]
fn a_hard_rule_is_kept_whatever_it_costs() {
    let scene = given([january("1")], [Candidate { paused_on_day: true, ..volunteer("a") }]);
    assert_eq!(scene.pairs(), []);
    let left_out = scene.plan().unmatched.remove(0);
    assert_eq!(left_out.reason, R::NoCandidate);
    assert_eq!(left_out.exclusions.iter().map(Exclusion::rule).collect::<Vec<_>>(), [HardRule::NotPaused]);
}

#[test]
fn everybody_left_out_is_told_why() {
    let asked = Candidate { slots_asked: 1, ..mentor("asked", "1") };
    let mut proposed = of_profession(january("4"), "4");
    proposed.waiting.proposed = ["busy".to_owned()].into();
    let scene = given(
        [
            of_profession(january("0"), "0"),
            of_profession(january("1"), "1"),
            of_profession(january("2"), "2"),
            of_profession(january("3"), "3"),
            proposed,
            of_profession(february("5"), "3"),
        ],
        [asked, mentor("vetoed", "2"), mentor("given", "3"), mentor("busy", "4")],
    )
    .of(mentor_rules())
    .vetoed("2", "vetoed");
    assert_eq!(
        scene.left_out(),
        [
            ("0", R::NoCandidate),
            ("1", R::CandidatesAsked),
            ("2", R::CandidatesVetoed),
            ("4", R::ProposalOpen),
            ("5", R::CandidatesGiven),
        ],
    );
    let alternatives: Vec<_> =
        scene.plan().unmatched[4].alternatives.iter().map(|one| one.volunteer_id.clone()).collect();
    assert_eq!(alternatives, ["given"]);
}

#[test]
fn a_locked_pair_is_kept_and_its_slot_is_no_other_s() {
    let scene = given([january("earlier"), february("later")], [volunteer("a")]).locked("later", "a");
    assert_eq!(scene.pairs(), [("later", "a")]);
    assert!(scene.plan().pairs[0].is_locked);
    assert_eq!(scene.left_out(), [("earlier", R::CandidatesGiven)]);
}

#[test]
fn a_vetoed_pair_is_not_planned() {
    let scene = given([january("1")], [volunteer("a"), volunteer("b")]).vetoed("1", "a").vetoed("no", "body");
    assert_eq!(scene.pairs(), [("1", "b")]);
}

#[test]
fn every_lock_that_cannot_be_kept_is_told() {
    let mut proposed = january("proposed");
    proposed.waiting.proposed = ["a".to_owned()].into();
    let scene = given(
        [january("1"), january("2"), january("3"), proposed],
        [volunteer("a"), volunteer("b"), Candidate { lacks_extract: true, ..volunteer("c") }],
    )
    .vetoed("2", "b")
    .locked("nobody", "a")
    .locked("proposed", "a")
    .locked("1", "nobody")
    .locked("1", "c")
    .locked("2", "b")
    .locked("1", "a")
    .locked("1", "b")
    .locked("3", "a");
    assert_eq!(
        scene.broken(),
        [F::NotWaiting, F::ProposalOpen, F::NotAVolunteer, F::Excluded, F::Vetoed, F::LockedTwice, F::NoSlot],
    );
}

#[test]
fn the_next_of_the_ranking_stand_beside_the_planned_one() {
    let scene = given([january("1")], ["a", "b", "c", "d", "e"].map(volunteer));
    let planned = scene.plan().pairs.remove(0);
    assert_eq!(planned.candidate.volunteer_id, "a");
    assert_eq!(planned.alternatives.iter().map(|one| one.volunteer_id.as_str()).collect::<Vec<_>>(), ["b", "c", "d"]);
    assert_eq!(planned.not_considered, 0);
}

#[test]
fn of_a_crowd_the_best_are_considered_the_locked_one_too_and_it_is_told_how_many_were_not() {
    let crowd = (0..CONSIDERED + 7).map(|n| volunteer(&format!("v{n:03}")));
    let last = format!("v{:03}", CONSIDERED + 6);
    let scene = given([january("1"), january("2")], crowd).locked("2", &last);
    assert_eq!(scene.pairs(), [("1", "v000"), ("2", last.as_str())]);
    assert_eq!(scene.plan().pairs[0].not_considered, 7);
}

#[test]
fn an_intake_of_career_mentoring_finds_each_mentee_a_mentor_of_her_profession() {
    // ISCO-08: 2512 software developers below 251 software professionals, 2221 nurses, 2341 teachers.
    let scene = given(
        [
            of_profession(january("developer"), "2512"),
            of_profession(january("in-software"), "251"),
            of_profession(february("nurse"), "2221"),
            of_profession(february("teacher"), "2341"),
            february("untold"),
        ],
        [mentor("analyst", "2511"), mentor("developers", "2512"), mentor("nurses", "222"), mentor("", "")],
    )
    .of(mentor_rules());
    assert_eq!(
        scene.pairs(),
        [("developer", "developers"), ("in-software", "analyst"), ("nurse", "nurses")],
        "the developer's only mentor is not given to whom two would fit",
    );
    let none = R::NoCandidate;
    assert_eq!(scene.left_out(), [("teacher", none), ("untold", none)]);
}
