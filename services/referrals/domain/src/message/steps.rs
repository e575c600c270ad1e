use jiff::civil::Date;
use proto::referrals::v1::{MessageTemplate as T, referral_event::Event};

/// What is told later than this many days after it happened is history, and nobody is written to about it.
const NEWS_FOR_DAYS: i32 = 7;

/// Every template: what was recorded by mistake never happened.
const ALL: &[T] =
    &[T::Acknowledged, T::Accepted, T::OnHold, T::Waiting, T::AnotherFitsBetter, T::Met, T::Started, T::Closed];

/// What a commit of a referral calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallsFor {
    /// A message that tells of it.
    pub message: Option<T>,
    /// Messages about earlier steps that it undoes: those not sent yet are withdrawn.
    pub undoes: &'static [T],
}

/// What the events of one commit call for. `by_match` when a match began: a place in a group begins a referral too.
/// Deciding acknowledges as well, and only the last word of a commit is told.
pub fn calls_for<'e>(events: impl IntoIterator<Item = &'e Event>, by_match: bool) -> CallsFor {
    events.into_iter().fold(CallsFor::default(), |before, event| {
        let after = of_event(event, by_match);
        CallsFor {
            message: after.message.or(before.message),
            undoes: if after.undoes.is_empty() { before.undoes } else { after.undoes },
        }
    })
}

#[warn(clippy::wildcard_enum_match_arm)] // a new event asks for a decision here
fn of_event(event: &Event, by_match: bool) -> CallsFor {
    let tells = |template: T| CallsFor { message: Some(template), undoes: &[] };
    let ends_rest = |template: T| CallsFor { message: Some(template), undoes: &[T::OnHold] };
    match event {
        Event::Acknowledged(_) => tells(T::Acknowledged),
        Event::Accepted(_) => ends_rest(T::Accepted),
        // Rejected or sent onward, and whatever the reason: outside the district it is one.
        Event::Rejected(_) => ends_rest(T::AnotherFitsBetter),
        Event::Held(_) => tells(T::OnHold),
        Event::PlacedOnWaitingList(_) => ends_rest(T::Waiting),
        Event::Started(_) if by_match => ends_rest(T::Met),
        Event::Started(_) => ends_rest(T::Started),
        Event::Closed(_) => ends_rest(T::Closed),
        Event::Reopened(_) => CallsFor { message: None, undoes: &[T::AnotherFitsBetter, T::Closed] },
        Event::EnteredInError(_) => CallsFor { message: None, undoes: ALL },
        // Who goes before whom is told nobody outside.
        Event::Submitted(_) | Event::Checked(_) | Event::PriorityDeclared(_) | Event::PriorityTakenBack(_) => {
            CallsFor::default()
        }
    }
}

/// Whether something is still worth telling on the day it is recorded.
pub fn is_news(occurred_on: Date, recorded_on: Date) -> bool {
    occurred_on.until(recorded_on).is_ok_and(|span| span.get_days() <= NEWS_FOR_DAYS)
}
