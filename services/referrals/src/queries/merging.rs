use database::DistrictTx;
use edge::Failure;
use referrals_domain::PersonRejection;
use uuid::Uuid;

/// Why two records cannot become one, as referrals and matching know them; the weightiest reason of several. Each is
/// named by all its ids.
pub(crate) async fn hindrance(
    tx: &mut DistrictTx,
    one: &[Uuid],
    other: &[Uuid],
) -> Result<Option<PersonRejection>, Failure> {
    let district = tx.district().clone();
    let reason: Option<String> =
        sqlx::query_scalar(HINDRANCE).bind(district.as_str()).bind(one).bind(other).fetch_one(tx.rows()).await?;
    Ok(reason.map(|reason| match reason.as_str() {
        "pair" => PersonRejection::PairedWithEachOther,
        "guardian" => PersonRejection::GuardianOfOther,
        "group" => PersonRejection::BothInGroup,
        "programme" => PersonRejection::BothInProgramme,
        "volunteer" => PersonRejection::BothVolunteer,
        _ => PersonRejection::PairedWithDeclined,
    }))
}

/// $1 the district, $2 the ids of one, $3 those of the other. Two who met, or are asked whether they want to, are two.
const HINDRANCE: &str = "
    select case
      when exists (select from proposed_pair p
                   where p.district = $1 and (not p.over or p.match is not null)
                     and (p.person = any($2) and p.volunteer = any($3) or p.person = any($3) and p.volunteer = any($2)))
        then 'pair'
      when exists (select from guardian g
                   join sought_for s on s.district = $1 and s.support_request = g.support_request
                   where g.district = $1
                     and (s.person = any($2) and g.guardian = any($3) or s.person = any($3) and g.guardian = any($2)))
        then 'guardian'
      when exists (select from referral a
                   join group_place p on p.district = $1 and p.referral = a.id and p.ended_sequence is null
                   join group_place q on q.district = $1 and q.led_group = p.led_group and q.ended_sequence is null
                   join referral b on b.district = $1 and b.id = q.referral and b.person = any($3)
                   where a.district = $1 and a.person = any($2))
        then 'group'
      when exists (select from referral a
                   join referral b on b.district = $1 and b.programme = a.programme and b.person = any($3)
                   where a.district = $1 and a.person = any($2)
                     and a.accepted and a.status in (3, 5, 6) and b.accepted and b.status in (3, 5, 6))
        then 'programme'
      when exists (select from volunteering a
                   join volunteering b on b.district = $1 and b.programme = a.programme and b.person = any($3)
                   where a.district = $1 and a.person = any($2) and a.ended_on is null and b.ended_on is null)
        then 'volunteer'
      when exists (select from proposed_pair p
                   join proposed_pair q on q.district = $1 and q.volunteer = p.volunteer
                   where p.district = $1 and p.declined and not q.over
                     and (p.person = any($2) and q.person = any($3) or p.person = any($3) and q.person = any($2)))
        then 'declined'
    end";

/// Whether somebody of whom there were several records is taken in to the programme of a referral by another one.
pub(crate) async fn is_taken_in_elsewhere(tx: &mut DistrictTx, referral: Uuid) -> Result<bool, Failure> {
    let district = tx.district().clone();
    Ok(sqlx::query_scalar(
        "select exists (
           select from referral r
           join referral o on o.district = $1 and o.person = r.person and o.programme = r.programme and o.id <> r.id
           where r.district = $1 and r.id = $2 and o.accepted and o.status in (3, 5, 6)
             and exists (select from merged_person m where m.district = $1 and m.kept = r.person and m.stands))",
    )
    .bind(district.as_str())
    .bind(referral)
    .fetch_one(tx.rows())
    .await?)
}
