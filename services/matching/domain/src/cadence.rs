//! When a pair should be heard of. Computed from the programme's cadence, so nothing is recorded for it.

use jiff::{Span, ToSpan as _, Unit, civil::Date};

/// The day the next check-in is due. `check_in_days` are the programme's days between check-ins by month from the
/// first, the last repeating. `last_heard` is the newest check-in or contact; the first meeting counts as one.
/// `None` for a programme that asks for none.
pub fn check_in_due_on(check_in_days: &[u32], active_since: Date, last_heard: Option<Date>) -> Option<Date> {
    let from = heard_of(active_since, last_heard);
    let month = usize::try_from(active_since.until((Unit::Month, from)).ok()?.get_months()).ok()?;
    let days = check_in_days.get(month).or(check_in_days.last()).filter(|days| **days > 0)?;
    from.checked_add(Span::new().try_days(*days).ok()?).ok()
}

/// The check-in that was overdue on the day a match paused or ended, and still is: `last_heard` counts whenever it was.
pub fn missed_check_in(
    check_in_days: &[u32],
    active_since: Date,
    last_heard: Option<Date>,
    stopped_on: Date,
) -> Option<Date> {
    check_in_due_on(check_in_days, active_since, last_heard).filter(|due| *due < stopped_on)
}

/// Full days since anybody was heard of; 0 for a day before.
pub fn silent_days(active_since: Date, last_heard: Option<Date>, today: Date) -> u32 {
    let silent = heard_of(active_since, last_heard).until(today).map_or(0, |span| span.get_days());
    u32::try_from(silent).unwrap_or(0)
}

/// The last day to answer a proposal made on a day, unless the coordinator says another: two weeks later.
pub fn answer_by(made_on: Date) -> Date {
    made_on.saturating_add(14.days())
}

/// The last day to answer the offer of a place in a group, unless the coordinator says another: a week later. The group
/// meets meanwhile, and others wait.
pub fn group_answer_by(offered_on: Date) -> Date {
    offered_on.saturating_add(7.days())
}

fn heard_of(active_since: Date, last_heard: Option<Date>) -> Date {
    last_heard.map_or(active_since, |heard| heard.max(active_since))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Twice in the first month, then monthly.
    const MENTORING: [u32; 2] = [14, 30];

    #[test]
    fn check_ins_come_twice_in_the_first_month_and_monthly_after() {
        let since = date(2026, 1, 1);
        assert_eq!(check_in_due_on(&MENTORING, since, None), Some(date(2026, 1, 15)));
        assert_eq!(check_in_due_on(&MENTORING, since, Some(date(2026, 1, 15))), Some(date(2026, 1, 29)));
        assert_eq!(check_in_due_on(&MENTORING, since, Some(date(2026, 2, 1))), Some(date(2026, 3, 3)));
        assert_eq!(check_in_due_on(&MENTORING, since, Some(date(2026, 9, 1))), Some(date(2026, 10, 1)));
    }

    #[test]
    fn a_programme_without_cadence_asks_for_no_check_in() {
        assert_eq!(check_in_due_on(&[], date(2026, 1, 1), None), None);
        assert_eq!(check_in_due_on(&[0], date(2026, 1, 1), None), None);
    }

    #[test]
    fn a_pair_last_heard_of_47_days_ago_is_silent_for_47_days() {
        assert_eq!(silent_days(date(2025, 6, 1), Some(date(2026, 1, 14)), date(2026, 3, 2)), 47);
        assert_eq!(silent_days(date(2026, 3, 3), None, date(2026, 3, 2)), 0);
    }

    #[test]
    fn an_overdue_check_in_stays_due_after_the_match_pauses_or_ends_until_somebody_is_heard_of() {
        let (since, stopped) = (date(2026, 1, 1), date(2026, 1, 20));
        assert_eq!(missed_check_in(&MENTORING, since, None, stopped), Some(date(2026, 1, 15)));
        assert_eq!(missed_check_in(&MENTORING, since, Some(date(2026, 1, 15)), stopped), None, "heard of in time");
        assert_eq!(missed_check_in(&MENTORING, since, Some(date(2026, 2, 9)), stopped), None, "heard of since");
        assert_eq!(missed_check_in(&MENTORING, since, None, date(2026, 1, 15)), None, "due that day is not overdue");
        assert_eq!(missed_check_in(&[], since, None, stopped), None);
    }

    #[test]
    fn a_contact_before_the_first_meeting_does_not_shorten_the_cadence() {
        assert_eq!(check_in_due_on(&MENTORING, date(2026, 1, 1), Some(date(2025, 12, 1))), Some(date(2026, 1, 15)),);
    }
}
