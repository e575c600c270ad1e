//! Figures of sessions. Times are of at least as many different people as the named differ, or as were counted at once.

use super::persons::one_person;

macro_rules! held {
    () => {
        "with held as (
           select s.*, case $5::int when 1 then s.programme else '' end as grp
           from session_fact s
           where s.district = $1 and s.held and s.on_day between $2 and $3 and ($4 = '' or s.programme = $4)) "
    };
}

macro_rules! counted {
    ($column:literal) => {
        concat!(held!(), "select grp, sum(", $column, ")::bigint, max(", $column, ") from held group by grp")
    };
}

pub(super) const SESSIONS: &str = concat!(held!(), "select grp, count(*), count(*) from held group by grp");

// 1 and 4 are AttendanceStatus's present and visitor.
pub(super) const ADULTS: &str = concat!(
    held!(),
    ", ",
    one_person!(),
    ", named as (
       select h.grp, count(distinct (a.session, coalesce(o.kept, a.person))) as times,
              count(distinct coalesce(o.kept, a.person)) as people
       from attendance_fact a join held h on h.session = a.session left join one o on o.absorbed = a.person
       where a.district = $1 and a.status in (1, 4) group by h.grp)
     select h.grp, (sum(h.women + h.men + h.others) + coalesce(max(n.times), 0))::bigint,
            greatest(max(h.women + h.men + h.others), coalesce(max(n.people), 0))
     from held h left join named n on n.grp = h.grp group by h.grp"
);

pub(super) const UNNAMED_WOMEN: &str = counted!("women");
pub(super) const CHILDREN: &str = counted!("children");
pub(super) const CHILDCARE: &str = counted!("childcare");
