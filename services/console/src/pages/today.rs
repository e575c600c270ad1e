//! `/today`: what asks for the coordinator now, what harms most when delayed first, each with its reason and its one
//! action.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use jiff::civil::Date;
use proto::{
    matching::v1::ListMatchesDueRequest, referrals::v1::ListReferralsDueRequest, scheduling::v1::ListMeetingsDueRequest,
};
use serde::Deserialize;

use crate::{
    acts::or_silent,
    app::App,
    components::{Tag, TodayItem},
    failure::{Failure, Service},
    i18n::{Key, Texts},
    names::PersonNames,
    offering::Offering,
    page::Page,
    visit::Staff,
};

mod matching;
mod meetings;
mod referrals;

/// A first meeting waits this long for a time before it asks for the coordinator by itself.
const TO_PLAN_AFTER_DAYS: u32 = 3;

#[derive(Template, WebTemplate)]
#[template(path = "pages/today.html")]
pub struct Today {
    page: Page,
    /// The installation's day, as messages hold it and in words.
    day: Option<(String, String)>,
    /// Promises, safety and rights of persons: before anything else.
    first: Vec<TodayItem>,
    then: Vec<TodayItem>,
    /// How many people's data has no purpose left, in words; none when nobody's.
    retention: Option<String>,
    /// Services that did not answer; what they know is missing here.
    silent: Vec<Service>,
    /// What was just written does not show yet.
    is_behind: bool,
    /// What is another coordinator's is left out.
    is_mine: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    /// "mine", or everybody's.
    #[serde(default)]
    whose: String,
}

/// An item and what delaying it harms: lower first, then the longest overdue.
struct Ranked {
    harm: u8,
    due_on: String,
    item: TodayItem,
}

pub async fn show(State(app): State<App>, staff: Staff, Query(wanted): Query<Wanted>) -> Result<Today, Failure> {
    let is_mine = wanted.whose == "mine";
    let t = staff.visit.texts();
    let caller = staff.caller()?;
    let mut silent = Vec::new();
    let coordinator_actor_id = if is_mine { staff.session.account.actor_id.to_string() } else { String::new() };
    let (mut matches, mut meetings, mut due) = (app.clients.matches(), app.clients.meetings(), app.clients.referrals());
    let (due, matches, meetings) = tokio::join!(
        due.list_referrals_due(caller.ask(ListReferralsDueRequest {})),
        matches.list_matches_due(caller.ask(ListMatchesDueRequest { coordinator_actor_id })),
        meetings.list_meetings_due(caller.ask(ListMeetingsDueRequest { to_plan_after_days: TO_PLAN_AFTER_DAYS })),
    );
    let due = or_silent(caller.answer(Service::Referrals, due).await, &mut silent)?;
    let matches = or_silent(caller.answer(Service::Matching, matches).await, &mut silent)?;
    let meetings = or_silent(caller.answer(Service::Scheduling, meetings).await, &mut silent)?;

    let of_matches = matches.due.iter().flat_map(matching::persons);
    let shown_at_meetings = meetings.due.iter().flat_map(meetings::persons);
    let names = PersonNames::of(&app, &caller, of_matches.chain(shown_at_meetings)).await?;
    let offering = if referrals::names_purposes(&due.due) || matching::names_agreement(&matches.due) {
        Offering::of(&app, &caller).await?
    } else {
        Offering::default()
    };
    let days = [&due.as_of, &matches.as_of, &meetings.as_of];
    let on = Day { today: days.into_iter().find_map(|day| day.parse().ok()), t };

    let mut items: Vec<Ranked> = Vec::new();
    items.extend(due.due.iter().filter_map(|due| referrals::item(due, on, &staff.visit, &offering)));
    let planned = meetings.planned_match_ids.iter().map(String::as_str);
    let told: Vec<&str> = meetings.due.iter().map(meetings::match_id).chain(planned).collect();
    let others = matches.due.iter().filter(|due| !matching::is_told_by_meeting(due, &told));
    items.extend(others.filter_map(|due| matching::item(due, on, &names, &offering)));
    // Matching alone knows whose a match is.
    let shows_all = !is_mine || silent.contains(&Service::Matching);
    let of_meetings = meetings.due.iter().filter(|due| shows_all || matching::asks_for_meeting(&matches.due, due));
    items.extend(of_meetings.filter_map(|due| meetings::item(due, on, &names)));
    items.sort_by(|a, b| (a.harm, &a.due_on).cmp(&(b.harm, &b.due_on)));
    let (first, then): (Vec<_>, Vec<_>) =
        items.into_iter().map(|ranked| ranked.item).partition(|item| item.tag.tone.is_pressing());
    let page = staff.visit.page().await?;
    Ok(Today {
        page,
        day: on.today.map(|day| (day.to_string(), t.long_date(day))),
        first,
        then,
        retention: (due.retention_due > 0)
            .then(|| t.say("today-retention").count("people", due.retention_due).to_string()),
        silent,
        is_behind: caller.is_behind(),
        is_mine,
    })
}

/// The installation's day, in the words of a language. None when the service that knows it is silent.
#[derive(Debug, Clone, Copy)]
struct Day {
    today: Option<Date>,
    t: Texts,
}

impl Day {
    fn days_until(self, due_on: &str) -> Option<i32> {
        let due: Date = due_on.parse().ok()?;
        Some(self.today?.until(due).ok()?.get_days())
    }

    fn is_overdue(self, due_on: &str) -> bool {
        self.days_until(due_on).is_some_and(|days| days < 0)
    }

    /// How late it is; empty for what is not yet due.
    fn lateness(self, due_on: &str) -> String {
        match self.days_until(due_on) {
            Some(days) if days < 0 => self.t.say("today-late").count("days", -i64::from(days)).to_string(),
            Some(0) => self.t.say("today-due").to_string(),
            _ => String::new(),
        }
    }

    /// How long ago it was; empty for what lies ahead.
    fn age(self, since: &str) -> String {
        match self.days_until(since) {
            Some(0) => self.t.say("today-since-today").to_string(),
            Some(days) if days < 0 => self.t.say("today-since").count("days", -i64::from(days)).to_string(),
            _ => String::new(),
        }
    }

    fn date(self, date: &str) -> String {
        self.t.iso_date(date)
    }

    fn tag(self, tone: crate::components::Tone, key: Key) -> Tag {
        Tag::new(tone, self.t.say(key))
    }
}

#[cfg(test)]
mod tests;
