//! Reads of the read model. Every reply that shows a person goes through the view log (`Call::shows`).

pub(crate) mod cohort;
pub(crate) mod due;
pub(crate) mod family;
pub(crate) mod goal;
pub(crate) mod group;
pub(crate) mod held;
pub(crate) mod link;
pub(crate) mod matches;
pub(crate) mod mini;
pub(crate) mod pair;
pub(crate) mod plan;
pub(crate) mod proposal;
pub(crate) mod support_request;
pub(crate) mod volunteer;
pub(crate) mod way;

use edge::Failure;
use jiff::civil::Date;

/// Statuses as their columns hold them.
pub(crate) fn numbers<E: Into<i32> + Copy>(statuses: &[E]) -> Vec<i32> {
    statuses.iter().map(|status| (*status).into()).collect()
}

/// A programme's rule that a query needs; what an unknown programme asks is nothing.
fn programme(app: &edge::App, programme_id: &str, on: Date) -> proto::programmes::v1::Programme {
    app.installation.known().programme(programme_id, on).cloned().unwrap_or_default()
}

type Read<T> = Result<T, Failure>;
