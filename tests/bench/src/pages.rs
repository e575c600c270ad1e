//! Every kind of page, opened by people who are signed in, over a district with many events.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    Effort,
    browser::Browser,
    filled::fill,
    installation::Installation,
    report::{Better, Report},
};

const USERS: usize = 16;
/// Between two pages of one user; people take far longer.
const PAUSE: Duration = Duration::from_millis(100);
const LISTS: [&str; 7] = ["/today", "/referrals", "/requests", "/matches", "/volunteers", "/groups", "/people"];
/// Of what lists lead to.
const DETAILS: [&str; 7] = ["referrals", "people", "requests", "proposals", "matches", "volunteers", "groups"];

/// Paths by kind of page.
type Paths = BTreeMap<String, Vec<String>>;

pub(crate) async fn measure(report: &mut Report, effort: Effort, installation: &Installation) -> anyhow::Result<()> {
    let (sign_in, district) = installation.coordinator()?;
    grow(installation, effort.commits_of_pages).await?;
    let commits = installation.commits(&district).await?;

    let mut users = Vec::with_capacity(USERS);
    for _ in 0..USERS {
        let mut user = Browser::new(&installation.services["console"].url)?;
        user.sign_in(&sign_in).await?;
        users.push(user);
    }
    let paths = find(&mut users[0]).await?;
    visit(&users, &paths, paths.len()).await?;
    let took = visit(&users, &paths, effort.operations / 100).await?;
    let mut slow: Vec<(f64, &str)> = took.iter().map(|(kind, took)| (p95(took), kind.as_str())).collect();
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (worst, kind) = slow[0];
    let name = format!("slowest page's p95, {USERS} users, {commits} events: {kind}");
    report.judge(&name, worst, "ms", 50.0, Better::Lower);
    for (p95, kind) in &slow[1..] {
        report.note(&format!("  {kind} p95, of {}", took[*kind].len()), *p95, "ms", Better::Lower);
    }
    Ok(())
}

/// Until the coordinator's district has so many commits.
pub(crate) async fn grow(installation: &Installation, commits: u64) -> anyhow::Result<()> {
    const AT_ONCE: u64 = 50_000;
    let (_, district) = installation.coordinator()?;
    loop {
        let there = installation.commits(&district).await?;
        let Some(missing) = commits.checked_sub(there).filter(|missing| *missing > 0) else { break };
        let tokens = installation.tokens(&district, 64)?;
        fill(&installation.services["referrals"].url, &tokens, usize::try_from(missing.min(AT_ONCE))?).await?;
    }
    installation.caught_up().await
}

/// The lists, and what they lead to.
async fn find(user: &mut Browser) -> anyhow::Result<Paths> {
    let mut paths = Paths::new();
    for list in LISTS {
        let page = user.open(list).await?;
        paths.insert(list.to_owned(), vec![list.to_owned()]);
        let links: BTreeSet<&str> =
            page.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '?', '#']).next()).collect();
        for link in links {
            let Some((kind, id)) = link.split_once('/') else { continue };
            if DETAILS.contains(&kind) && id.parse::<uuid::Uuid>().is_ok() {
                paths.entry(format!("/{kind}/…")).or_default().push(format!("/{link}"));
            }
        }
    }
    if let Some(people) = paths.get("/people/…").cloned() {
        paths.insert("/people/…/views".to_owned(), people.iter().map(|path| format!("{path}/views")).collect());
    }
    Ok(paths)
}

/// Each user opens so many pages, of every kind in turn, each user begins with another.
async fn visit(users: &[Browser], paths: &Paths, pages: usize) -> anyhow::Result<BTreeMap<String, Vec<f64>>> {
    let mut visits = JoinSet::new();
    for (n, user) in users.iter().enumerate() {
        let (mut user, paths) = (user.clone(), paths.clone());
        visits.spawn(async move {
            let kinds: Vec<&String> = paths.keys().collect();
            let mut took = Vec::with_capacity(pages);
            for page in 0..pages {
                let kind = kinds[(n + page) % kinds.len()];
                let path = &paths[kind][(n * 7 + page) % paths[kind].len()];
                let began = Instant::now();
                user.open(path).await?;
                took.push((kind.clone(), began.elapsed().as_secs_f64() * 1_000.0));
                tokio::time::sleep(PAUSE).await;
            }
            anyhow::Ok(took)
        });
    }
    let mut by_kind = BTreeMap::<String, Vec<f64>>::new();
    while let Some(done) = visits.join_next().await {
        for (kind, took) in done?? {
            by_kind.entry(kind).or_default().push(took);
        }
    }
    Ok(by_kind)
}

fn p95(took: &[f64]) -> f64 {
    let mut sorted = took.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * 95 / 100).min(sorted.len() - 1)]
}
