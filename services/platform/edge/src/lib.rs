//! The gRPC edge, the same for every service: a method's request becomes a [`Call`] and a message, its answer a
//! [`Reply`] or a [`Failure`], and each failure has one status.

mod app;
mod call;
pub mod columns;
mod dates;
mod failure;
mod held;
mod page;
mod reply;
mod serve;
mod views;
mod violations;

pub use app::{App, NotAsNew};
pub use call::{Call, When};
pub use dates::{date, record_time};
pub use failure::Failure;
pub use held::{Held, held_views};
pub use page::{Page, PageToken, total};
pub use reply::{Reply, Shown};
pub use serve::{BEHIND_METADATA, Edge, POSITION_METADATA, VISIBLE_METADATA};
pub use views::{VIEW_TABLES, VIEWS_WITHOUT_REFERENCE};
pub use violations::{Limits, Violations};
