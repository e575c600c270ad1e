//! Figures of referrals. Each statement gives group, count and what the count rests on.

/// The group of a referral `r`: codes of the day it was handed in.
macro_rules! group_of_referral {
    ($programme:literal) => {
        concat!(
            "case $5::int when 1 then ",
            $programme,
            " when 2 then case when r.erased then 'erased' when coalesce(r.municipality, '') = '' then 'not-told'
                          else r.municipality end
              when 4 then coalesce(r.source, 0)::text else '' end"
        )
    };
}
pub(super) use group_of_referral;

/// Where each referral stands at the end of the last day: where the newest commit of those up to it put it.
macro_rules! standing {
    () => {
        "with standing as (
           select distinct on (s.referral) s.referral, s.status, s.reason, s.occurred_on
           from referral_status s where s.district = $1 and s.occurred_on <= $3
           order by s.referral, s.sequence desc, s.n desc)
         select "
    };
}

macro_rules! counted {
    () => {
        ", count(*), count(*) from standing s join referral_fact r on r.district = $1 and r.referral = s.referral
         where not r.in_error and ($4 = '' or r.programme = $4) and "
    };
}

macro_rules! checked {
    ($outcome:literal) => {
        concat!(
            "with newest as (
               select distinct on (c.referral) c.referral, c.outcome, c.occurred_on
               from referral_check c where c.district = $1 and c.occurred_on <= $3
               order by c.referral, c.sequence desc, c.n desc)
             select ",
            group_of_referral!("r.programme"),
            ", count(*), count(*) from newest c join referral_fact r on r.district = $1 and r.referral = c.referral
             where c.outcome = ",
            $outcome,
            " and c.occurred_on >= $2 and not r.in_error and ($4 = '' or r.programme = $4) group by 1"
        )
    };
}

pub(super) const REQUESTS: &str = concat!(
    "select ",
    group_of_referral!("r.programme"),
    ", count(*), count(*) from referral_fact r
     where r.district = $1 and r.submitted_on between $2 and $3 and not r.in_error and ($4 = '' or r.programme = $4)
     group by 1"
);

// 1 and 2 are CheckOutcome's inside and outside.
pub(super) const CHECKED_INSIDE: &str = checked!("1");
pub(super) const CHECKED_OUTSIDE: &str = checked!("2");

// 3, 5 and 6 are ReferralStatus's accepted, on hold and in progress. A match counts from its first active day to the
// day before its end.
pub(super) const WAITING: &str = concat!(
    standing!(),
    group_of_referral!("r.programme"),
    counted!(),
    "s.status in (3, 5, 6)
     and not exists (select from match_fact m
                     where m.district = $1 and m.referral = r.referral
                       and m.first_active_on <= $3 and (m.ended_on is null or m.ended_on > $3))
     and not exists (select from group_place p
                     where p.district = $1 and p.referral = r.referral
                       and p.given_on <= $3 and (p.ended_on is null or p.ended_on > $3))
     group by 1"
);

// 4 is ReferralStatus's rejected, 5 CloseReason's referred onward.
pub(super) const REDIRECTED: &str = concat!(
    standing!(),
    group_of_referral!("r.programme"),
    counted!(),
    "s.status = 4 and s.reason = 5 and s.occurred_on >= $2 group by 1"
);

// 9 is ReferralStatus's cancelled; 0 would be no reason.
pub(super) const WITHDREW: &str = concat!(
    standing!(),
    group_of_referral!("r.programme"),
    counted!(),
    "s.status = 9 and s.reason <> 0 and s.occurred_on >= $2 group by 1"
);
