//! The work on lists, beside the pages: one list at a time, because each is held in memory whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use access::Caller;
use decider::{ActorId, CommandId, DistrictId};
use futures::{StreamExt as _, stream};
use import::{By, Calls, Failed, List, People, Problems, Services, Settled, Side, Watch, apply};
use sheets::{Limits, Sheet};
use uuid::Uuid;

use super::{
    lines::{self, Checked, Fault, LineState},
    reading::{self, Offered},
    store::{Import, State},
    undo,
};
use crate::{accounts::Role, app::App};

/// When there is nothing to do.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two sweeps, in looks.
const SWEEP_EVERY: u32 = 600;
/// People looked for at once.
const LOOKED_FOR: usize = 8;
/// Seconds that the token of one request lives.
const TOKEN: u64 = 60;
/// How often it is told how far a step is.
const TELL_EVERY: usize = 50;

/// Works until the process stops. What was under way is taken up again by the next one.
pub async fn run(app: &App) {
    let mut looks = 0_u32;
    loop {
        if looks.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = app.imports.sweep().await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "old lists are not deleted");
        }
        looks = looks.wrapping_add(1);
        match once(app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(LOOK_EVERY).await,
            Err(error) => {
                tracing::warn!(%error, "lists are not worked on");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}

/// Takes up one list and brings it to the end of its step. False when there is none.
pub async fn once(app: &App) -> Result<bool, Failed> {
    let Some((import, role)) = app.imports.claim().await? else { return Ok(false) };
    let work = Work { app, import: &import, services: services(app, &import, role)? };
    let done = match import.state {
        State::Checking => Box::pin(work.check()).await,
        State::Running => Box::pin(work.bring()).await,
        State::Undoing => Box::pin(undo::undo(&work)).await,
        _ => Ok(()),
    };
    if let Err(error) = done {
        // Nothing of the file is in it: services and the reader say what was wrong, never with what.
        tracing::warn!(import = %import.id, %error, "a list waits");
        app.imports.wait(import.id).await?;
    }
    Ok(true)
}

pub(super) struct Work<'w> {
    pub(super) app: &'w App,
    pub(super) import: &'w Import,
    pub(super) services: Services,
}

fn services(app: &App, import: &Import, role: Role) -> Result<Services, Failed> {
    let district: DistrictId = import.district.parse()?;
    let caller = Caller { actor: actor(import), role: role.into(), district, object: None };
    let calls = |channel: &tonic::transport::Channel| {
        let (app, caller) = (app.clone(), caller.clone());
        Calls::new(channel.clone(), move || Ok(app.issuer.issue(&caller, TOKEN)?))
    };
    Ok(Services { referrals: calls(&app.clients.referrals), matching: calls(&app.clients.matching) })
}

fn actor(import: &Import) -> ActorId {
    ActorId::new(&import.actor_id.to_string())
}

/// The time of the file is over, or what the services offer cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Gone(&'static str);

impl Work<'_> {
    /// Reads every line, and looks for its people among those who are known. Writes nothing to any service.
    async fn check(&self) -> Result<(), Failed> {
        let (app, import) = (self.app, self.import);
        let offer = self.offer().await?;
        let (sheet, of) = (self.sheet().await?, import.clone());
        let (list, problems, total) = tokio::task::spawn_blocking(move || reading::checked(&of, sheet, &offer)).await?;
        let alike = self.alike(&list).await?;
        app.imports.tell(import.id, total, total).await?;
        app.imports.write_lines(import.id, &checked_lines(&list, problems, &alike)).await?;
        app.imports.go_on(import.id, State::Checking, State::Checked).await?;
        Ok(())
    }

    /// Lines of people who probably are known already.
    async fn alike(&self, list: &List) -> Result<BTreeSet<u64>, Failed> {
        let mothers = list.mothers.iter().map(|of| (of.line, &of.identity, &of.facts.birth_month));
        let volunteers = list.volunteers.iter().map(|of| (of.line, &of.identity, &of.facts.birth_month));
        let all: Vec<_> = mothers.chain(volunteers).collect();
        let total = all.len();
        let services = &self.services;
        let looked = all.into_iter().map(|(line, identity, month)| async move {
            let hits = services.alike(identity, month).await?;
            Ok::<_, Failed>((line, !hits.is_empty()))
        });
        let mut looked = pin!(stream::iter(looked).buffered(LOOKED_FOR));
        let (mut alike, mut seen) = (BTreeSet::new(), 0_usize);
        while let Some(found) = looked.next().await {
            let (line, is_alike) = found?;
            if is_alike {
                alike.insert(line);
            }
            seen += 1;
            if seen.is_multiple_of(TELL_EVERY) {
                self.app.imports.tell(self.import.id, seen, total).await?;
            }
        }
        Ok(alike)
    }

    /// Has services told of every line that was chosen. What an earlier try did is answered as it was then.
    async fn bring(&self) -> Result<(), Failed> {
        let (app, import) = (self.app, self.import);
        let chosen: BTreeSet<u64> = {
            let mut states = vec![LineState::New, LineState::Done, LineState::Failed];
            states.extend(import.bring_alike.then_some(LineState::Alike));
            app.imports.lines_in(import.id, &states).await?.into_keys().collect()
        };
        let done: BTreeSet<u64> = app.imports.lines_in(import.id, &[LineState::Done]).await?.into_keys().collect();
        let offer = self.offer().await?;
        let (sheet, of, lines) = (self.sheet().await?, import.clone(), chosen.clone());
        let (list, offer) = tokio::task::spawn_blocking(move || {
            (reading::chosen(&of, sheet, &offer, |line| lines.contains(&line)), offer)
        })
        .await?;
        let district: DistrictId = import.district.parse()?;
        // Of the import and the line: no reader of the log confirms a guess at a name by it, and what was undone can be
        // brought in again.
        let requests =
            |side: Side, _: &import::PersonKey, line| CommandId(import.id).step(&format!("{} {line}", side.as_str()));
        let people = People::of(&list, &district, &actor(import), requests);
        let by = By { offer: &offer, people: &people, override_justification: None, done: &done };
        let watcher = Watcher { work: self, total: chosen.len(), seen: AtomicUsize::new(done.len()) };
        apply(&list, &by, &self.services, &watcher).await?;
        app.imports.fail_rest(import.id, &chosen).await?;
        app.imports.go_on(import.id, State::Running, State::Done).await?;
        Ok(())
    }

    async fn offer(&self) -> Result<import::Offer, Failed> {
        let offered = Offered(self.services.offering().await?);
        Ok(offered.offer().ok_or(Gone("the offering has no day"))?)
    }

    async fn sheet(&self) -> Result<Sheet, Failed> {
        let file = self.app.imports.file(self.import).await?.ok_or(Gone("the file is kept no longer"))?;
        let read = tokio::task::spawn_blocking(move || sheets::read(&file, &Limits::DEFAULT));
        Ok(read.await??)
    }
}

/// Every line of the file, as the check leaves it.
fn checked_lines(list: &List, problems: Problems, alike: &BTreeSet<u64>) -> Vec<Checked> {
    let mut lines: BTreeMap<u64, Checked> = BTreeMap::new();
    for problem in problems.in_order() {
        let Some(line) = problem.line else { continue };
        lines.entry(line).or_insert_with(|| Checked {
            line,
            state: LineState::Bad,
            fault: Some(Fault { problem: problem.key(), field: problem.field.unwrap_or_default().to_owned() }),
            is_pair: false,
        });
    }
    let mut add = |line: u64, is_alike: bool, is_pair: bool| {
        let state = if is_alike { LineState::Alike } else { LineState::New };
        let checked = lines.entry(line).or_insert(Checked { line, state, fault: None, is_pair });
        checked.is_pair |= is_pair;
        if is_alike && checked.state == LineState::New {
            checked.state = LineState::Alike;
        }
    };
    for mother in &list.mothers {
        add(mother.line, alike.contains(&mother.line), false);
    }
    for volunteer in &list.volunteers {
        add(volunteer.line, alike.contains(&volunteer.line), false);
    }
    for pair in &list.pairs {
        let first = list.volunteers[pair.volunteer].line;
        add(pair.line, alike.contains(&pair.line) || alike.contains(&first), true);
    }
    lines.into_values().collect()
}

struct Watcher<'w> {
    work: &'w Work<'w>,
    total: usize,
    seen: AtomicUsize,
}

impl Watch for Watcher<'_> {
    async fn settled(&self, line: u64, settled: Settled<'_>) -> Result<(), Failed> {
        let (app, import): (&App, Uuid) = (self.work.app, self.work.import.id);
        lines::write(&app.imports.pool, import, line, settled).await?;
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) + 1;
        if seen.is_multiple_of(TELL_EVERY) {
            app.imports.tell(import, seen.min(self.total), self.total).await?;
        }
        Ok(())
    }
}
