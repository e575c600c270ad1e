use database::DistrictTx;
use edge::Failure;
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx as _;
use proto::{
    matching::v1::EndReason,
    referrals::v1::ReferralSource,
    reporting::v1::{GroupBy, Measure},
};
use reporting_domain::{INDICATORS, IndicatorDefinition, Measured, Quantile};
use sqlx::{Postgres, postgres::PgArguments, query::QueryAs};

use super::{attendances, matches, organisations, reached, referrals, volunteers};

/// What figures are asked of. Both ends of the period are in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) from: Date,
    pub(crate) to: Date,
    /// Empty for all.
    pub(crate) programme_id: &'a str,
    pub(crate) group_by: GroupBy,
}

/// A figure of a group; the group is empty when not grouped.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupFigure {
    pub(crate) definition: &'static IndicatorDefinition,
    pub(crate) group: String,
    pub(crate) measured: Measured,
}

/// Figures of every indicator that can be grouped so and passes `wanted`, in the order of a report. They agree with each
/// other: all are of one moment.
pub(crate) async fn figures(
    tx: &mut DistrictTx,
    asked: Asked<'_>,
    wanted: fn(&IndicatorDefinition) -> bool,
) -> Result<Vec<GroupFigure>, Failure> {
    sqlx::query("set transaction isolation level repeatable read").execute(tx.rows()).await?;
    let mut figures = Vec::new();
    let windows = windows(asked);
    let counted =
        |definition: &&IndicatorDefinition| definition.can_be_grouped_by(asked.group_by) && wanted(definition);
    for definition in INDICATORS.iter().filter(counted) {
        for (label, window) in &windows {
            let groups = measure(tx, definition, *window).await?;
            let figure = |(group, measured)| GroupFigure { definition, group, measured };
            if window.group_by == GroupBy::Unspecified {
                let measured = groups.into_iter().next().map(|(_, measured)| measured);
                figures.push(figure((label.clone(), measured.unwrap_or_else(|| nothing(definition)))));
            } else {
                let named = groups.into_iter().map(|(group, measured)| (name(asked.group_by, group), measured));
                let mut named: Vec<_> = named.collect();
                named.sort_by(|(a, _), (b, _)| a.cmp(b));
                figures.extend(named.into_iter().map(figure));
            }
        }
    }
    Ok(figures)
}

/// The period itself, or its months: a month is a period of its own.
fn windows(asked: Asked<'_>) -> Vec<(String, Asked<'_>)> {
    if asked.group_by != GroupBy::Month {
        return vec![(String::new(), asked)];
    }
    let mut windows = Vec::new();
    let mut from = asked.from;
    while from <= asked.to {
        let to = from.last_of_month().min(asked.to);
        let label = format!("{:04}-{:02}", from.year(), from.month());
        windows.push((label, Asked { from, to, group_by: GroupBy::Unspecified, ..asked }));
        from = to.saturating_add(1.day());
    }
    windows
}

async fn measure(
    tx: &mut DistrictTx,
    definition: &IndicatorDefinition,
    asked: Asked<'_>,
) -> Result<Vec<(String, Measured)>, Failure> {
    let statement = match definition.id {
        "requests" => referrals::REQUESTS,
        "target-group-inside" => referrals::CHECKED_INSIDE,
        "target-group-outside" => referrals::CHECKED_OUTSIDE,
        "waiting" => referrals::WAITING,
        "redirected" => referrals::REDIRECTED,
        "withdrew" => referrals::WITHDREW,
        "matched" => matches::MATCHED,
        "matches-active" => matches::ACTIVE,
        "endings" => matches::ENDINGS,
        "outcomes" => matches::OUTCOMES,
        "milestones" => matches::MILESTONES,
        "volunteers-active" => volunteers::ACTIVE,
        "sessions-held" => attendances::SESSIONS,
        "attendances" => attendances::ADULTS,
        "attendances-unnamed-women" => attendances::UNNAMED_WOMEN,
        "attendances-children" => attendances::CHILDREN,
        "attendances-childcare" => attendances::CHILDCARE,
        "mothers-reached" => reached::PERSONS,
        "organisations-trained" => organisations::TRAINED,
        "organisations-trained-to-date" => organisations::TRAINED_TO_DATE,
        "days-to-first-meeting-median" => return days(tx, asked, Quantile::Median).await,
        "days-to-first-meeting-ninth-decile" => return days(tx, asked, Quantile::NinthDecile).await,
        _ => return Err(Failure::internal(format!("nothing counts {}", definition.id))),
    };
    let district = tx.district().clone();
    let groups: Vec<(String, i64, i64)> =
        bound(sqlx::query_as(statement), district.as_str(), asked).fetch_all(tx.rows()).await?;
    let groups = groups.into_iter().map(|(group, value, people)| {
        (group, Measured::times(value.max(0).cast_unsigned(), people.max(0).cast_unsigned()))
    });
    Ok(groups.collect())
}

async fn days(tx: &mut DistrictTx, asked: Asked<'_>, quantile: Quantile) -> Result<Vec<(String, Measured)>, Failure> {
    let district = tx.district().clone();
    let observed: Vec<(String, i64)> =
        bound(sqlx::query_as(matches::DAYS_TO_FIRST_MEETING), district.as_str(), asked).fetch_all(tx.rows()).await?;
    // Ordered by group.
    let groups = observed.chunk_by(|(a, _), (b, _)| a == b).map(|group| {
        let days: Vec<u64> = group.iter().map(|(_, days)| days.max(&0).cast_unsigned()).collect();
        (group[0].0.clone(), Measured::quantile(quantile, quantile.of(&days)))
    });
    Ok(groups.collect())
}

/// $1 the district, $2 and $3 the period, $4 the programme, $5 the number of the grouping.
fn bound<'q, T>(
    statement: QueryAs<'q, Postgres, T, PgArguments>,
    district: &'q str,
    asked: Asked<'q>,
) -> QueryAs<'q, Postgres, T, PgArguments> {
    statement
        .bind(district)
        .bind(asked.from.to_sqlx())
        .bind(asked.to.to_sqlx())
        .bind(asked.programme_id)
        .bind(i32::from(asked.group_by))
}

fn nothing(definition: &IndicatorDefinition) -> Measured {
    match definition.measure {
        Measure::Median | Measure::NinthDecile => Measured::default(),
        Measure::Count | Measure::CountOnLastDay | Measure::Unspecified => Measured::count(0),
    }
}

/// The group as told: numbers of codes become their words.
fn name(group_by: GroupBy, group: String) -> String {
    let number = || group.parse::<i32>().unwrap_or_default();
    let word = |prefix: &str, name: &str| name.trim_start_matches(prefix).to_lowercase().replace('_', "-");
    match group_by {
        GroupBy::Source => {
            word("REFERRAL_SOURCE_", ReferralSource::try_from(number()).unwrap_or_default().as_str_name())
        }
        GroupBy::EndReason => word("END_REASON_", EndReason::try_from(number()).unwrap_or_default().as_str_name()),
        GroupBy::Unspecified
        | GroupBy::Programme
        | GroupBy::Municipality
        | GroupBy::Month
        | GroupBy::Outcome
        | GroupBy::Milestone => group,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(from: &str, to: &str, group_by: GroupBy) -> Asked<'static> {
        Asked { from: from.parse().unwrap(), to: to.parse().unwrap(), programme_id: "", group_by }
    }

    #[test]
    fn months_cover_the_period_and_nothing_outside_it() {
        let months = windows(asked("2025-01-15", "2025-03-10", GroupBy::Month));
        let days: Vec<_> = months.iter().map(|(label, month)| format!("{label} {} {}", month.from, month.to)).collect();
        assert_eq!(
            days,
            ["2025-01 2025-01-15 2025-01-31", "2025-02 2025-02-01 2025-02-28", "2025-03 2025-03-01 2025-03-10"]
        );
        assert_eq!(windows(asked("2025-01-15", "2025-03-10", GroupBy::Source)).len(), 1);
    }

    #[test]
    fn codes_are_told_as_words() {
        assert_eq!(name(GroupBy::Source, "1".to_owned()), "clinic");
        assert_eq!(name(GroupBy::Source, "2".to_owned()), "self");
        assert_eq!(name(GroupBy::EndReason, "3".to_owned()), "continues-informally");
        assert_eq!(name(GroupBy::Municipality, "609".to_owned()), "609");
    }
}
