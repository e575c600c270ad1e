//! Who is matched with whom, beside scipy's sparse solver in turns: the same costs, the same optimum. Ours also settles
//! ties and gives the prices that prove it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

use ::assignment::{MAX_COST, Problem, ProblemBuilder};
use anyhow::Context as _;
use jiff::civil::date;
use matching_domain::{
    plan::{Request, Wishes, plan},
    ranking::{Candidate, Known, Waiting},
};
use proto::{
    matching::v1::MatchingProfile,
    programmes::v1::{LanguageLevel, VolunteerRules},
    referrals::v1::{PersonFacts, SpokenLanguage},
};

use crate::{
    Effort,
    closed_loop::median,
    report::{Better, Report},
};

/// Candidates of each request, as a plan keeps them.
const CANDIDATES: usize = 50;
const DISTRICT: usize = 500;
const NATION: usize = 10_000;
/// It takes milliseconds.
const TURNS_OF_A_DISTRICT: usize = 21;

/// A python that has scipy; `./x bench` names it.
const PYTHON: &str = "RINNALLA_BENCH_PYTHON";

pub(crate) fn measure(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let district = Pairs::random(DISTRICT, 1_000_000);
    let took = (0..TURNS_OF_A_DISTRICT).map(|_| ours(&district).map(|(took, _)| took)).collect::<Result<_, _>>()?;
    report.judge("whole-district optimum, 500 × 500 with 50 candidates each", median(took), "ms", 50.0, Better::Lower);
    let (requests, candidates) = people(DISTRICT);
    let took = (0..TURNS_OF_A_DISTRICT).map(|_| planned(&requests, &candidates)).collect::<Result<_, _>>()?;
    report.note("  the whole plan of as many people, ranking and reasons included", median(took), "ms", Better::Lower);

    for (name, costs) in [("costs up to a million", 1_000_000), ("costs up to a hundred, many alike", 100)] {
        let nation = Pairs::random(NATION, costs);
        let mut scipy = Scipy::start(&nation)?;
        let (mut ratios, mut own, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..effort.turns {
            let (mine, total) = ours(&nation)?;
            let (theirs, their_total) = scipy.solve()?;
            anyhow::ensure!(total == their_total, "{name}: {total} is not scipy's optimum, which is {their_total}");
            ratios.push(mine / theirs);
            own.push(mine);
            others.push(theirs);
        }
        report.judge(&format!("10 000 × 10 000 × 50 ÷ scipy, {name}"), median(ratios), "×", 2.0, Better::Lower);
        report.note("  ours", median(own), "ms", Better::Lower);
        report.note("  scipy's min_weight_full_bipartite_matching", median(others), "ms", Better::Lower);
    }
    Ok(())
}

/// Milliseconds of solving, and the optimum, proved.
fn ours(pairs: &Pairs) -> anyhow::Result<(f64, i64)> {
    let problem = pairs.problem()?;
    let began = Instant::now();
    let solution = problem.solve();
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    solution.verify(&problem)?;
    Ok((took, solution.total_cost()))
}

/// As many rows as columns, some candidates each, all of which can be matched.
struct Pairs {
    rows: usize,
    /// Row, column, cost from 1: scipy takes no 0.
    pairs: Vec<(u32, u32, i64)>,
}

impl Pairs {
    fn random(rows: usize, costs: u64) -> Self {
        let mut random = Random(7);
        let mut hidden: Vec<usize> = (0..rows).collect();
        for last in (1..rows).rev() {
            hidden.swap(last, random.below(last + 1));
        }
        let mut pairs = Vec::with_capacity(rows * CANDIDATES);
        for (row, one) in hidden.into_iter().enumerate() {
            let mut columns = vec![one];
            while columns.len() < CANDIDATES.min(rows) {
                let column = random.below(rows);
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
            pairs.extend(columns.into_iter().map(|column| {
                let cost = i64::try_from(random.next() % costs).unwrap_or_default() + 1;
                (u32::try_from(row).unwrap_or_default(), u32::try_from(column).unwrap_or_default(), cost)
            }));
        }
        Self { rows, pairs }
    }

    fn problem(&self) -> anyhow::Result<Problem> {
        let mut builder = ProblemBuilder::new(vec![MAX_COST; self.rows], vec![1; self.rows]);
        for (row, column, cost) in &self.pairs {
            builder.allow(*row, *column, *cost);
        }
        Ok(builder.build()?)
    }

    /// Rows, then row, column and cost of each pair, as little-endian 64-bit integers.
    fn write(&self, path: &Path) -> anyhow::Result<()> {
        let pairs = self.pairs.iter().flat_map(|(row, column, cost)| [i64::from(*row), i64::from(*column), *cost]);
        let numbers = [i64::try_from(self.rows)?].into_iter().chain(pairs);
        let bytes: Vec<u8> = numbers.flat_map(i64::to_le_bytes).collect();
        Ok(std::fs::write(path, bytes)?)
    }
}

/// A process of its own that answers each line with its milliseconds and its optimum.
struct Scipy {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    // Read once, when it starts.
    _pairs: tempfile::NamedTempFile,
}

impl Scipy {
    #[expect(clippy::disallowed_methods, reason = "a measure that needs it says so")]
    fn start(pairs: &Pairs) -> anyhow::Result<Self> {
        let python = std::env::var(PYTHON).with_context(|| format!("{PYTHON} names no python with scipy"))?;
        let file = tempfile::NamedTempFile::new()?;
        pairs.write(file.path())?;
        let mut child = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/scipy_optimum.py"))
            .arg(file.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            anyhow::bail!("scipy has no way to be asked");
        };
        Ok(Self { child, ask, answers: BufReader::new(answers), _pairs: file })
    }

    fn solve(&mut self) -> anyhow::Result<(f64, i64)> {
        writeln!(self.ask, "solve")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let (took, total) = answer.trim().split_once(' ').context("scipy did not answer")?;
        Ok((took.parse()?, total.parse()?))
    }
}

impl Drop for Scipy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Milliseconds of planning everybody at once.
fn planned(requests: &[Request], candidates: &[Candidate]) -> anyhow::Result<f64> {
    let rules = VolunteerRules { languages_any: vec!["fi".to_owned()], ..VolunteerRules::default() };
    let began = Instant::now();
    let plan = plan(requests, &rules, candidates, &Wishes::default())
        .map_err(|broken| anyhow::anyhow!("{} locks are broken", broken.len()))?;
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    anyhow::ensure!(plan.pairs.len() == requests.len(), "{} are left out", plan.unmatched.len());
    Ok(took)
}

/// Invented people who differ in what ranking compares.
fn people(count: usize) -> (Vec<Request>, Vec<Candidate>) {
    let mut random = Random(11);
    let mut known = |n: usize, side: &str| {
        let places = [("609", "04"), ("684", "04"), ("734", "02"), ("853", "02")];
        let (municipality, region) = places[random.below(places.len())];
        let spoken = |code: &str| SpokenLanguage { code: code.to_owned(), level: LanguageLevel::Fluent.into() };
        let other = ["ar", "uk", "so", "fa"][random.below(4)];
        let interests = ["cooking", "outdoors", "crafts", "music", "garden"];
        Known {
            person_id: format!("{side}{n}"),
            facts: PersonFacts {
                municipality_code: municipality.to_owned(),
                languages: vec![spoken("fi"), spoken(other)],
                child_birth_months: vec![format!("{}-{:02}", 2012 + random.below(12), 1 + random.below(12))],
                ..PersonFacts::default()
            },
            profile: MatchingProfile {
                availability: vec![i32::try_from(1 + random.below(5)).unwrap_or(1)],
                interests: vec![interests[random.below(5)].to_owned(), interests[random.below(5)].to_owned()],
                wishes: vec![i32::try_from(1 + random.below(8)).unwrap_or(1)],
            },
            region_code: region.to_owned(),
            address_protected: false,
        }
    };
    let requests = (0..count).map(|n| Request {
        support_request_id: format!("r{n:06}"),
        waits_since: date(2026, 1, 1),
        waiting: Waiting {
            known: known(n, "mother"),
            day: date(2026, 3, 2),
            covered: true,
            declined: [].into(),
            proposed: [].into(),
        },
    });
    let requests = requests.collect();
    let candidates = (0..count).map(|n| Candidate {
        volunteer_id: format!("v{n:06}"),
        known: known(n, "volunteer"),
        approved: true,
        capacity: 1,
        approved_on: Some(date(2025, 9, 1)),
        ..Candidate::default()
    });
    (requests, candidates.collect())
}

/// The same numbers in every run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }
}
