//! Finnish public holidays and working days, computed from the year alone. Knows neither school breaks, which each
//! municipality sets for itself, nor a district's own closing days.

mod easter;
mod holidays;
mod working_days;

pub use holidays::{Holiday, holidays};
pub use working_days::{add_working_days, is_working_day};
