//! What a service holds about one person, as she is given it: the same form in every service, and who was shown it.
//!
//! Of other people an extract says that they were there, never who they are: no name, no contact, no id, nothing they
//! said or that was said of them. Words written about her are hers, also where somebody else wrote them. What was
//! written when somebody was worried is told with its days alone: whether its words would harm another or a child is
//! weighed by a person (GDPR, article 15(4)).

use database::DistrictTx;
use proto::held::v1::{HeldRecord, HeldValue, HeldView, held_value::Value};
use sqlx::Row as _;
use uuid::Uuid;

use crate::{
    Failure,
    columns::{count, day_text},
};

/// Days with a look that are told, the newest: more than years of daily work make.
const VIEWS_AT_MOST: i64 = 5_000;

/// One thing on its way into an extract. What is empty or not set is left out.
#[derive(Debug)]
pub struct Held(HeldRecord);

impl Held {
    /// `on` is an ISO 8601 date; empty for what has no day.
    pub fn of(kind: &str, on: impl Into<String>) -> Self {
        Self(HeldRecord { kind: kind.to_owned(), on: on.into(), values: Vec::new() })
    }

    #[must_use]
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { self } else { self.with(name, Value::Text(text)) }
    }

    /// Several values of one name, in their order.
    #[must_use]
    pub fn texts<T: Into<String>>(self, name: &str, texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().fold(self, |held, text| held.text(name, text))
    }

    /// A count; nothing for none.
    #[must_use]
    pub fn number(self, name: &str, number: u32) -> Self {
        if number == 0 { self } else { self.text(name, number.to_string()) }
    }

    /// By the name that the contracts give a value, e.g. `MATCH_STATUS_ACTIVE`.
    #[must_use]
    pub fn code(self, name: &str, contract_name: &str) -> Self {
        let is_set = !contract_name.is_empty() && !contract_name.ends_with("_UNSPECIFIED");
        if is_set { self.with(name, Value::Code(contract_name.to_owned())) } else { self }
    }

    /// Yes, where it is so.
    #[must_use]
    pub fn yes(self, name: &str, is_so: bool) -> Self {
        if is_so { self.code(name, "ANSWER_YES") } else { self }
    }

    #[must_use]
    pub fn day(self, name: &str, day: impl Into<String>) -> Self {
        let day = day.into();
        if day.is_empty() { self } else { self.with(name, Value::Day(day)) }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.0.values.push(HeldValue { name: name.to_owned(), value: Some(value) });
        self
    }
}

impl From<Held> for HeldRecord {
    fn from(held: Held) -> Self {
        held.0
    }
}

/// Who was shown her data by this service, under whichever of her ids, day by day, newest first.
pub async fn held_views(tx: &mut DistrictTx, persons: &[Uuid]) -> Result<Vec<HeldView>, Failure> {
    let district = tx.district().clone();
    let rows = sqlx::query(
        "select (v.at at time zone 'Europe/Helsinki')::date as on_day, v.actor, v.purpose, v.method, count(distinct v.id) as times
         from kept.viewed p join kept.view v on v.id = p.view where p.district = $1 and p.person = any($2)
         group by 1, 2, 3, 4 order by 1 desc, 2, 4 limit $3",
    )
    .bind(district.as_str())
    .bind(persons)
    .bind(VIEWS_AT_MOST)
    .fetch_all(tx.rows())
    .await?;
    let views = rows.iter().map(|row| {
        Ok::<_, sqlx::Error>(HeldView {
            on: day_text(row, "on_day")?,
            actor_id: row.try_get("actor")?,
            purpose: row.try_get("purpose")?,
            method: row.try_get("method")?,
            times: count(row, "times")?,
        })
    });
    Ok(views.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_or_not_set_is_left_out() {
        let held = Held::of("match", "2026-03-02")
            .text("note", "")
            .number("attempts", 0)
            .code("status", "MATCH_STATUS_UNSPECIFIED")
            .code("end-reason", "")
            .yes("reached", false)
            .day("ended-on", "");
        assert_eq!(HeldRecord::from(held).values, []);
    }

    #[test]
    fn values_keep_their_order_and_a_list_its_name() {
        let held = Held::of("check-in", "").code("mood", "MOOD_GOOD").texts("topic", ["parenting", "work"]);
        let names: Vec<_> = HeldRecord::from(held).values.into_iter().map(|value| value.name).collect();
        assert_eq!(names, ["mood", "topic", "topic"]);
    }
}
