//! The rules of scheduling: first meetings, weekly series, sessions and who was there. Pure: opens nothing, reads no
//! clock, knows no holidays but those it is given.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod first_meeting;
pub mod series;
pub mod session;
pub mod wall_time;

pub use first_meeting::{FirstMeeting, FirstMeetingCommand, FirstMeetingRejection};
pub use series::{Series, SeriesCommand, SeriesRejection};
pub use session::{Session, SessionCommand, SessionRejection};
pub use wall_time::{Days, InvalidWallTime, Minutes, WallTime, Weekly};
