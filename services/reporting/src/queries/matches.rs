//! Figures of matches. Codes come from the referral behind a match.

use super::{persons::one_person, referrals::group_of_referral};

pub(super) const MATCHED: &str = concat!(
    "select ",
    group_of_referral!("m.programme"),
    ", count(*), count(*)
     from match_fact m left join referral_fact r on r.district = $1 and r.referral = m.referral
     where m.district = $1 and m.first_active_on between $2 and $3 and ($4 = '' or m.programme = $4) group by 1"
);

pub(super) const ACTIVE: &str = concat!(
    "select ",
    group_of_referral!("m.programme"),
    ", count(*), count(*)
     from match_fact m left join referral_fact r on r.district = $1 and r.referral = m.referral
     where m.district = $1 and m.first_active_on <= $3 and (m.ended_on is null or m.ended_on > $3)
       and ($4 = '' or m.programme = $4) group by 1"
);

pub(super) const ENDINGS: &str = concat!(
    "select case $5::int when 5 then m.end_reason::text else ",
    group_of_referral!("m.programme"),
    " end, count(*), count(*)
     from match_fact m left join referral_fact r on r.district = $1 and r.referral = m.referral
     where m.district = $1 and m.first_active_on is not null and m.ended_on between $2 and $3
       and ($4 = '' or m.programme = $4) group by 1"
);

/// As each was told last, whenever that was.
pub(super) const OUTCOMES: &str = concat!(
    "select case $5::int when 6 then case m.outcome when '' then 'erased' else m.outcome end else ",
    group_of_referral!("m.programme"),
    " end, count(*), count(*)
     from match_fact m left join referral_fact r on r.district = $1 and r.referral = m.referral
     where m.district = $1 and m.first_active_on is not null and m.ended_on between $2 and $3
       and m.outcome is not null and ($4 = '' or m.programme = $4) group by 1"
);

pub(super) const MILESTONES: &str = concat!(
    "with ",
    one_person!(),
    " select case $5::int when 7 then s.code else ",
    group_of_referral!("m.programme"),
    " end, count(*), count(distinct coalesce(o.kept, m.person))
     from milestone_fact s join match_fact m on m.district = $1 and m.match = s.match
       left join one o on o.absorbed = m.person
       left join referral_fact r on r.district = $1 and r.referral = m.referral
     where s.district = $1 and s.reached_on between $2 and $3 and ($4 = '' or m.programme = $4) group by 1"
);

/// One row for each referral whose first held meeting was in the period: its group, and the days it took. A meeting told
/// to have been before the referral took none.
pub(super) const DAYS_TO_FIRST_MEETING: &str = concat!(
    "with first as (
       select m.referral, min(f.held_on) as held_on
       from first_meeting_fact f join match_fact m on m.district = $1 and m.match = f.match
       where f.district = $1 and f.held_on is not null group by m.referral)
     select ",
    group_of_referral!("r.programme"),
    " as grp, greatest(first.held_on - r.submitted_on, 0)::bigint
     from first join referral_fact r on r.district = $1 and r.referral = first.referral
     where first.held_on between $2 and $3 and not r.in_error and ($4 = '' or r.programme = $4) order by grp"
);
