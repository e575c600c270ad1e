//! A year of invented lives: a plan made of nothing but a year's figures and a seed, what must be counted in it, and
//! its execution through the services' own commands. Writes neither the event log nor any database, the clock of the
//! demo apart.

mod chance;
mod days;
pub mod execute;
pub mod ledger;
mod people;
pub mod plan;
pub mod steps;
pub mod year;
