//! Figures of volunteers.

use super::persons::one_person;

// 4 and 5 are VolunteerStatus's approved and paused. A break is over on its first day back, recorded or not.
pub(super) const ACTIVE: &str = concat!(
    "with ",
    one_person!(),
    ", standing as (
      select distinct on (s.volunteer) s.volunteer, s.status, s.back_on
      from volunteer_status s where s.district = $1 and s.occurred_on <= $3
      order by s.volunteer, s.sequence desc, s.n desc)
    select case $5::int when 1 then v.programme else '' end, count(distinct coalesce(o.kept, v.person)), count(distinct coalesce(o.kept, v.person))
    from standing s join volunteer_fact v on v.district = $1 and v.volunteer = s.volunteer
         left join one o on o.absorbed = v.person
    where (s.status = 4 or s.status = 5 and s.back_on <= $3) and $2::date <= $3 and ($4 = '' or v.programme = $4)
    group by 1"
);
