//! Who is one person.

/// Records that were merged by the last day of the period, each with the one that stood for its person then. Whoever
/// stands for two is named by `kept`; nobody else is here.
macro_rules! one_person {
    () => {
        "one as (
           select distinct on (absorbed) absorbed, kept from merged_person
           where district = $1 and merged_on <= $3 order by absorbed, sequence desc)"
    };
}
pub(super) use one_person;
