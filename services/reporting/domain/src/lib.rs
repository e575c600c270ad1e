//! The rules of reporting: what indicators count, what a published table may show, when a year is published. Pure:
//! reads no rows and no clock.
#![warn(clippy::wildcard_enum_match_arm)]

pub mod disclosure;
pub mod expected_wait;
pub mod indicator;
pub mod publication;
pub mod quantile;
pub mod total;

pub use disclosure::{Measured, SmallestCell, suppress};
pub use indicator::{INDICATORS, IndicatorDefinition, indicator};
pub use publication::{
    MeasuredCell, Publication, PublicationCommand, PublicationRejection, PublicationState, publication_id, table_id,
};
pub use quantile::{Quantile, QuantileFigure};
