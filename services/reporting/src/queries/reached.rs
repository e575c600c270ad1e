//! Who was reached: wider than any funder's participants.

use super::{persons::one_person, referrals::group_of_referral};

/// Codes come from the person's newest referral up to the last day. Leaders and volunteers are in matches and at
/// sessions too; only participants count.
/// Two records of one person are one from the day they were merged: a period that was over by then keeps its figures.
pub(super) const PERSONS: &str = concat!(
    "with ",
    one_person!(),
    ", seen as (
       select m.person, m.programme from match_fact m
        where m.district = $1 and m.first_active_on <= $3 and (m.ended_on is null or m.ended_on >= $2)
       union
       select p.person, p.programme from group_place p
        where p.district = $1 and p.given_on <= $3 and (p.ended_on is null or p.ended_on >= $2)
       union
       select a.person, s.programme from attendance_fact a join session_fact s on s.district = $1 and s.session = a.session
        where a.district = $1 and a.status in (1, 4) and s.held and s.on_day between $2 and $3),
     met as (
       select distinct coalesce(o.kept, seen.person) as person, seen.programme
       from seen left join one o on o.absorbed = seen.person)
     select ",
    group_of_referral!("met.programme"),
    ", count(distinct met.person), count(distinct met.person)
     from met left join lateral (
       select f.* from referral_fact f
        where f.district = $1 and f.person in (select met.person union all select absorbed from one where kept = met.person)
          and not f.in_error and f.submitted_on <= $3
        order by f.submitted_on desc, f.referral limit 1) r on true
     where ($4 = '' or met.programme = $4)
       and (r.referral is not null
            or exists (select from person_fact k where k.district = $1 and k.participant
                      and k.person in (select met.person union all select absorbed from one where kept = met.person)))
     group by 1"
);
