use installation::Known;

use super::Finding;
use crate::commands::clock::against_real_time;

/// Only invented districts may live in another time than ours.
pub(super) fn look(known: &Known) -> Finding {
    let (check, found) = ("clock", against_real_time(known.clock_ahead.as_secs()));
    match known.districts.values().find(|district| !district.demo) {
        Some(real) if !known.clock_ahead.is_zero() => Finding::fault(
            check,
            format!("{found}, and {} is no demo", real.id),
            "a clock cannot be turned back: open the district in an installation of its own",
        ),
        _ => Finding::good(check, found),
    }
}
