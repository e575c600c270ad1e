use database::DistrictTx;
use edge::{
    Failure, Held,
    columns::{count, day_text, message},
};
use proto::{
    held::v1::HeldRecord,
    matching::v1::{
        DeclineReason, EndReason, GoalOutcome, GroupOfferDeclineReason, GroupOfferStatus, GroupPlaceStatus,
        MatchStatus, MatchingProfile, Mood, ProposalStatus, Side, SupportRequestStatus, TimeOfWeek, VolunteerStatus,
        Wish,
    },
    referrals::v1::GivenBy,
};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

/// What she asked for, was proposed and has, on either side of a pair: of a pair her own part, of the other nothing.
/// `None` for nobody, and for somebody erased.
pub(crate) async fn of_person(tx: &mut DistrictTx, ids: &[Uuid]) -> Result<Option<Vec<HeldRecord>>, Failure> {
    let mut told: Option<Vec<HeldRecord>> = None;
    for id in ids {
        if let Some(records) = under(tx, *id).await? {
            told.get_or_insert_default().extend(records);
        }
    }
    Ok(told)
}

/// The same under one of her ids.
async fn under(tx: &mut DistrictTx, person: Uuid) -> Result<Option<Vec<HeldRecord>>, Failure> {
    if erasure::is_ordered(tx, person).await? {
        return Ok(None);
    }
    let known = rows(tx, person, KNOWN).await?;
    let [known] = &known[..] else { return Ok(None) };
    let about = Held::of("support", "")
        .yes("may-be-shown", known.try_get("may_be_shown")?)
        .day("last-contact", day_text(known, "contacted_on")?);
    let mut records = vec![about];
    for (statement, held) in PARTS {
        for row in rows(tx, person, statement).await? {
            records.push(held(&row)?);
        }
    }
    Ok(Some(records.into_iter().map(Into::into).collect()))
}

const KNOWN: &str = "select may_be_shown, contacted_on from known_person where district = $1 and id = $2";

type Part = (&'static str, fn(&PgRow) -> Result<Held, sqlx::Error>);

/// Of each statement $1 is the district and $2 she.
const PARTS: [Part; 16] = [
    ("select * from support_request where district = $1 and person = $2 order by waits_since, id", support_request),
    (
        "select p.programme, p.status, p.made_on, p.answer_by, p.person = $2 as is_hers,
                a.yes, a.given_by, a.decline_reason, a.note, a.answered_on
         from proposal p left join proposal_answer a on a.district = $1 and a.proposal = p.id
           and a.side = case when p.person = $2 then 1 else 2 end
         where p.district = $1 and $2 in (p.person, p.volunteer_person) order by p.made_on, p.id",
        proposal,
    ),
    (
        "select *, person = $2 as is_hers from match
         where district = $1 and $2 in (person, volunteer_person) order by set_up_on, id",
        pair,
    ),
    (
        "select c.* from check_in c join match m on m.district = $1 and m.id = c.match
         where c.district = $1 and c.side = case when m.person = $2 then 1 else 2 end
           and $2 in (m.person, m.volunteer_person) order by c.told_on, c.sequence",
        check_in,
    ),
    (
        "select g.* from goal g join match m on m.district = $1 and m.id = g.match
         where g.district = $1 and m.person = $2 order by g.set_on, g.sequence, g.n",
        goal,
    ),
    (
        "select s.* from match_milestone s join match m on m.district = $1 and m.id = s.match
         where s.district = $1 and m.person = $2 order by s.reached_on, s.sequence, s.code",
        milestone,
    ),
    (
        "select o.* from match_outcome o join match m on m.district = $1 and m.id = o.match
         where o.district = $1 and m.person = $2 order by o.told_on, o.sequence",
        outcome,
    ),
    (
        "select f.* from family_consent f where f.district = $1 and f.person = $2 order by f.sequence, f.support_request",
        family_consent,
    ),
    (
        "select c.raised_on, c.concluded_on from concern c join match m on m.district = $1 and m.id = c.match
         where c.district = $1 and $2 in (m.person, m.volunteer_person) order by c.raised_on, c.sequence",
        concern,
    ),
    (
        "select p.*, g.name, g.programme
         from group_place p join led_group g on g.district = $1 and g.id = p.led_group
         where p.district = $1 and p.person = $2 order by p.since, p.led_group",
        group_place,
    ),
    (
        "select p.*, g.name, g.programme
         from group_place p join led_group g on g.district = $1 and g.id = p.led_group
         where p.district = $1 and p.person = $2 and p.offer_status <> 0 order by p.offered_on, p.led_group",
        group_offer,
    ),
    (
        "select name, programme, started_on, closed_on from led_group
         where district = $1 and $2 = any(leaders) order by started_on, id",
        led_group,
    ),
    ("select * from volunteer where district = $1 and person = $2 order by applied_on, id", volunteer),
    (
        "select t.completed_on, t.minutes, t.topic
         from volunteer_training t join volunteer v on v.district = $1 and v.id = t.volunteer
         where t.district = $1 and v.person = $2 order by t.completed_on, t.sequence",
        training,
    ),
    (
        "select a.* from volunteer_absence a join volunteer v on v.district = $1 and v.id = a.volunteer
         where a.district = $1 and v.person = $2 order by a.first_day, a.id",
        absence,
    ),
    (
        "select e.* from volunteer_expense e join volunteer v on v.district = $1 and v.id = e.volunteer
         where e.district = $1 and v.person = $2 order by e.spent_on, e.sequence",
        expense,
    ),
];

async fn rows(tx: &mut DistrictTx, person: Uuid, statement: &'static str) -> Result<Vec<PgRow>, sqlx::Error> {
    let district = tx.district().clone();
    sqlx::query(statement).bind(district.as_str()).bind(person).fetch_all(tx.rows()).await
}

/// The name that the contracts give to a number in a column; that of the unset value for one this build does not know.
fn name<E: TryFrom<i32> + Default>(
    row: &PgRow,
    column: &str,
    as_str_name: fn(&E) -> &'static str,
) -> Result<&'static str, sqlx::Error> {
    let number: Option<i32> = row.try_get(column)?;
    Ok(as_str_name(&E::try_from(number.unwrap_or_default()).unwrap_or_default()))
}

fn told(held: Held, row: &PgRow) -> Result<Held, sqlx::Error> {
    let profile: MatchingProfile = message(row, "profile")?;
    let held = held.text("introduction", row.try_get::<String, _>("introduction")?);
    let held =
        profile.availability().fold(held, |held, time: TimeOfWeek| held.code("availability", time.as_str_name()));
    let held = profile.wishes().fold(held, |held, wish: Wish| held.code("wish", wish.as_str_name()));
    Ok(held.texts("interest", profile.interests))
}

fn programme(held: Held, row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(held.text("programme", row.try_get::<String, _>("programme")?))
}

fn side(row: &PgRow) -> Result<&'static str, sqlx::Error> {
    let side = if row.try_get("is_hers")? { Side::Participant } else { Side::Volunteer };
    Ok(side.as_str_name())
}

fn support_request(row: &PgRow) -> Result<Held, sqlx::Error> {
    let held = programme(Held::of("support-request", day_text(row, "waits_since")?), row)?;
    told(held.code("status", name(row, "status", SupportRequestStatus::as_str_name)?), row)
}

fn proposal(row: &PgRow) -> Result<Held, sqlx::Error> {
    let held = programme(Held::of("proposal", day_text(row, "made_on")?), row)?
        .code("side", side(row)?)
        .code("status", name(row, "status", ProposalStatus::as_str_name)?)
        .day("answer-by", day_text(row, "answer_by")?);
    let Some(yes) = row.try_get::<Option<bool>, _>("yes")? else { return Ok(held) };
    Ok(held
        .code("answer", if yes { "ANSWER_YES" } else { "ANSWER_NO" })
        .day("answered-on", day_text(row, "answered_on")?)
        .code("given-by", name(row, "given_by", GivenBy::as_str_name)?)
        .code("decline-reason", name(row, "decline_reason", DeclineReason::as_str_name)?)
        .text("note", row.try_get::<String, _>("note")?))
}

fn pair(row: &PgRow) -> Result<Held, sqlx::Error> {
    let held = programme(Held::of("match", day_text(row, "set_up_on")?), row)?
        .code("side", side(row)?)
        .code("status", name(row, "status", MatchStatus::as_str_name)?)
        .day("active-since", day_text(row, "active_since")?)
        .day("agreed-until", day_text(row, "agreed_until")?)
        .day("paused-until", day_text(row, "paused_until")?)
        .day("ended-on", day_text(row, "ended_on")?)
        .code("end-reason", name(row, "end_reason", EndReason::as_str_name)?);
    // Sealed under the participant's key: words about how her match ended.
    Ok(if row.try_get("is_hers")? { held.text("note", row.try_get::<String, _>("end_note")?) } else { held })
}

fn check_in(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("check-in", day_text(row, "told_on")?)
        .code("mood", name(row, "mood", Mood::as_str_name)?)
        .texts("topic", row.try_get::<Vec<String>, _>("topics")?)
        .code("given-by", name(row, "given_by", GivenBy::as_str_name)?)
        .text("note", row.try_get::<String, _>("note")?))
}

fn goal(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("goal", day_text(row, "set_on")?)
        .text("goal", row.try_get::<String, _>("goal")?)
        .code("outcome", name(row, "outcome", GoalOutcome::as_str_name)?)
        .day("concluded-on", day_text(row, "concluded_on")?))
}

fn milestone(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("milestone", day_text(row, "reached_on")?)
        .text("code", row.try_get::<String, _>("code")?)
        .code("given-by", name(row, "given_by", GivenBy::as_str_name)?))
}

fn outcome(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("outcome", day_text(row, "told_on")?)
        .text("code", row.try_get::<String, _>("code")?)
        .code("given-by", name(row, "given_by", GivenBy::as_str_name)?)
        .day("follow-up-on", day_text(row, "follow_up_on")?))
}

/// Her own yes, as a young person or as a guardian.
fn family_consent(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("family-consent", day_text(row, "given_on")?)
        .yes("as-guardian", row.try_get("is_guardian")?)
        .yes("given", row.try_get("stands")?)
        .code("given-by", name(row, "given_by", GivenBy::as_str_name)?)
        .day("withdrawn-on", day_text(row, "withdrawn_on")?))
}

/// Its words may be about the other of the pair or about a child: a person weighs what is told of them.
fn concern(row: &PgRow) -> Result<Held, sqlx::Error> {
    let held = Held::of("concern", day_text(row, "raised_on")?);
    Ok(held.day("concluded-on", day_text(row, "concluded_on")?).yes("words-kept-apart", true))
}

fn group_place(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(programme(Held::of("group-place", day_text(row, "since")?), row)?
        .text("title", row.try_get::<String, _>("name")?)
        .code("status", name(row, "status", GroupPlaceStatus::as_str_name)?)
        .number("childcare-needed", count(row, "children")?)
        .number("childcare-places", count(row, "childcare_places")?))
}

/// What she was offered last in her turn, and what she said.
fn group_offer(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(programme(Held::of("group-offer", day_text(row, "offered_on")?), row)?
        .text("title", row.try_get::<String, _>("name")?)
        .code("status", name(row, "offer_status", GroupOfferStatus::as_str_name)?)
        .code("given-by", name(row, "offer_given_by", GivenBy::as_str_name)?)
        .day("answer-by", day_text(row, "answer_by")?)
        .number("childcare-places", count(row, "offer_childcare")?)
        .day("answered-on", day_text(row, "settled_on")?)
        .code("decline-reason", name(row, "decline_reason", GroupOfferDeclineReason::as_str_name)?)
        .text("note", row.try_get::<String, _>("decline_note")?))
}

fn led_group(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(programme(Held::of("led-group", day_text(row, "started_on")?), row)?
        .text("title", row.try_get::<String, _>("name")?)
        .day("ended-on", day_text(row, "closed_on")?))
}

fn volunteer(row: &PgRow) -> Result<Held, sqlx::Error> {
    let held = programme(Held::of("volunteer", day_text(row, "applied_on")?), row)?
        .code("status", name(row, "status", VolunteerStatus::as_str_name)?)
        .day("status-since", day_text(row, "status_since")?)
        .day("interviewed-on", day_text(row, "interviewed_on")?)
        .text("interview-note", row.try_get::<String, _>("interview_note")?)
        .day("pledged-on", day_text(row, "pledged_on")?)
        .text("role", row.try_get::<String, _>("role")?)
        .day("assessed-on", day_text(row, "assessed_on")?)
        .yes("extract-required", row.try_get("extract_required")?)
        .day("extract-consented-on", day_text(row, "extract_consented_on")?)
        .day("extract-ordered-on", day_text(row, "extract_ordered_on")?)
        .day("extract-issued-on", day_text(row, "extract_issued_on")?)
        .day("extract-inspected-on", day_text(row, "extract_inspected_on")?)
        .day("approved-on", day_text(row, "approved_on")?)
        .day("paused-until", day_text(row, "paused_until")?)
        .text("motivation", row.try_get::<String, _>("motivation")?)
        .day("ended-on", day_text(row, "left_on")?)
        .number("capacity", count(row, "capacity")?);
    told(held, row)
}

fn training(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("training", day_text(row, "completed_on")?)
        .text("topic", row.try_get::<String, _>("topic")?)
        .number("minutes", count(row, "minutes")?))
}

fn absence(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("absence", day_text(row, "first_day")?).day("last-day", day_text(row, "last_day")?))
}

fn expense(row: &PgRow) -> Result<Held, sqlx::Error> {
    Ok(Held::of("expense", day_text(row, "spent_on")?)
        .text("note", row.try_get::<String, _>("what")?)
        .number("cents", count(row, "cents")?)
        .number("kilometres", count(row, "kilometres")?)
        .day("answered-on", day_text(row, "answered_on")?)
        .text("reason", row.try_get::<String, _>("reason")?))
}
