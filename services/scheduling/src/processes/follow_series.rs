use std::collections::BTreeMap;

use ::projection::{Process, ReactError};
use decider::Decider as _;
use edge::App;
use eventlog::{Recorded, RecordedEvent};
use futures::future::try_join_all;
use jiff::civil::Date;
use proto::scheduling::v1::series_event::Event;
use scheduling_domain::{
    Series, Session, SessionCommand,
    series::{SeriesPlan, SeriesState, Week, session_id, weeks},
    session::{SessionPlan, Slot},
};

use super::by;

/// The sessions of a series follow it, one command a week.
#[derive(Debug)]
pub(crate) struct FollowSeries {
    pub(crate) app: App,
}

impl Process for FollowSeries {
    const NAME: &'static str = "sessions-of-series";
    const KINDS: &'static [&'static str] = &[Series::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        let (series, from) = self.as_of(commit).await?;
        let Some(plan) = series.plan() else { return Ok(0) };
        let occurred_on = commit.events.first().map_or(Date::ZERO, |recorded| recorded.occurred_on);
        // A week has the same number however often the commit is handled.
        let numbers: BTreeMap<Date, u32> =
            weeks(&series, plan.first_on).iter().map(|week| week.monday).zip(0..).collect();
        let commands = weeks(&series, from.max(plan.first_on)).into_iter().filter_map(|week| {
            let number = *numbers.get(&week.monday)?;
            Some(self.follow(commit, number, occurred_on, plan, week))
        });
        Ok(try_join_all(commands).await?.into_iter().max().unwrap_or(0))
    }
}

impl FollowSeries {
    /// The series as this commit left it, and the first day the commit concerns. Never as it stands by now: what came
    /// later has a commit of its own, and handling a commit again must send the same commands.
    async fn as_of(&self, commit: &Recorded) -> Result<(SeriesState, Date), ReactError> {
        let mut history = eventlog::history(self.app.log.client(), &commit.stream, &commit.kind, commit.id)
            .await
            .map_err(ReactError::retry)?;
        history.retain(|earlier| earlier.sequence <= commit.sequence);
        if history.last().is_none_or(|last| last.sequence < commit.sequence) {
            return Err(ReactError::retry("a replica is behind the commit"));
        }
        let mut state = SeriesState::default();
        for recorded in history.iter().flat_map(|commit| &commit.events) {
            Series::evolve(&mut state, &recorded.decode()?, recorded.occurred_on);
        }
        let concerned = commit.events.iter().map(RecordedEvent::decode).collect::<Result<Vec<Event>, _>>()?;
        let from = concerned.iter().map(first_day).min().unwrap_or(Date::MAX);
        Ok((state, from))
    }

    async fn follow(
        &self,
        commit: &Recorded,
        number: u32,
        occurred_on: Date,
        plan: &SeriesPlan,
        week: Week,
    ) -> Result<u64, ReactError> {
        let by = by::<Self>(commit, number, occurred_on);
        let id = session_id(commit.id, week.monday);
        let session = week.occurrence.map(|occurrence| SessionPlan {
            kind: plan.kind,
            programme_id: plan.programme_id.clone(),
            group_id: Some(plan.group_id),
            series_id: Some(commit.id),
            name: plan.name.clone(),
            theme: plan.theme.clone(),
            slot: Slot {
                start: occurrence.start,
                duration: occurrence.duration,
                place: occurrence.place,
                private_place: None,
            },
            tentative: false,
            counts_only: plan.counts_only,
            capacity: plan.capacity,
        });
        let new = commit.revision == 1;
        let command = SessionCommand::Follow(session);
        let done = if new {
            self.app.log.create::<Session>(&by, id, &command).await?
        } else {
            self.app.log.execute::<Session>(&by, id, &command).await?
        };
        Ok(done.sequence)
    }
}

/// From when on an event changes what a series says. An event was written by a decider, so its days can be read.
fn first_day(event: &Event) -> Date {
    let text = match event {
        Event::Planned(planned) => planned.first_on.as_str(),
        Event::Moved(moved) => moved.from_week.as_str(),
        Event::BreakAdded(added) => added.days.as_ref().map_or("", |days| days.from.as_str()),
        Event::Ended(ended) => ended.last_on.as_str(),
    };
    text.parse().unwrap_or(Date::MIN)
}
