use installation::Known;

use super::Finding;

/// Only invented districts may live in another time than ours.
pub(super) fn look(known: &Known) -> Finding {
    let check = "clock";
    let real = known.districts.values().find(|district| !district.demo);
    match (known.clock_ahead.as_secs(), real) {
        (0, _) => Finding::good(check, "shows real time"),
        (offset, None) => Finding::good(check, format!("shows {offset} seconds more than real time (demo)")),
        (offset, Some(district)) => Finding::fault(
            check,
            format!("shows {offset} seconds more than real time, and {} is no demo", district.id),
            "a clock cannot be turned back: open the district in an installation of its own",
        ),
    }
}
