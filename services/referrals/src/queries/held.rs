use database::DistrictTx;
use edge::{Failure, Held};
use proto::{
    held::v1::HeldRecord,
    referrals::v1::{self as pb, PersonFacts},
};
use uuid::Uuid;

use super::{message, person, referral};

/// Everything the page of a person shows, and more: every referral whole, with what was written in it and which
/// messages went out about it. Of whoever referred her the organisation alone; nobody whom she was taken for. `None`
/// for nobody, and for somebody erased.
pub(crate) async fn of_person(tx: &mut DistrictTx, id: Uuid) -> Result<Option<Vec<HeldRecord>>, Failure> {
    let Some(person) = person::get(tx, id).await?.filter(|person| !person.erasure_ordered) else { return Ok(None) };
    let mut records = vec![identity(&person)];
    for record in &person.merged {
        records.push(Held::of("merged-record", &record.merged_on));
        let Ok(of) = record.person_id.parse() else { continue };
        let Some((its_identity, its_facts, household)) = person::as_recorded(tx, of).await? else { continue };
        records.push(identity(&pb::Person { identity: Some(its_identity), ..pb::Person::default() }));
        records.push(facts(Held::of("facts", ""), &its_facts));
        records.extend(household.members.iter().map(member));
    }
    records.push(facts(Held::of("facts", ""), &person.facts.clone().unwrap_or_default()));
    let household = person.household.iter().flat_map(|household| &household.members);
    records.extend(household.map(member));
    records.extend(person.consents.iter().map(consent));
    if !person.notice_due_on.is_empty() {
        records.push(Held::of("privacy-notice", "").day("due-on", &person.notice_due_on));
    }
    records.extend(person.contacts.iter().map(contact));
    for summary in &person.referrals {
        let Ok(of) = summary.referral_id.parse::<Uuid>() else { continue };
        let Some((_, full)) = referral::get(tx, of).await? else { continue };
        records.push(referred(summary, &full));
        records.extend(full.history.iter().map(step));
        records.extend(message::of_referral(tx, of).await?.iter().map(written));
    }
    Ok(Some(records.into_iter().map(Into::into).collect()))
}

fn identity(person: &pb::Person) -> Held {
    let identity = person.identity.clone().unwrap_or_default();
    let held = Held::of("identity", "")
        .text("given-name", identity.given_name)
        .text("family-name", identity.family_name)
        .text("phone", identity.phone)
        .text("email", identity.email)
        .text("safe-contact", identity.safe_contact)
        .yes("address-protected", identity.address_protected);
    person.roles().fold(held, |held, role| held.code("role", role.as_str_name()))
}

fn facts(held: Held, facts: &PersonFacts) -> Held {
    let held = held
        .text("municipality", &facts.municipality_code)
        .text("birth-month", &facts.birth_month)
        .code("gender", facts.gender().as_str_name())
        .code("interpreter-needed", facts.interpreter_needed().as_str_name())
        .code("immigrant-background", facts.immigrant_background().as_str_name())
        .code("in-child-protection", facts.in_child_protection().as_str_name())
        .code("in-no-service-before", facts.in_no_service_before().as_str_name())
        .code("expects-child", facts.expects_child().as_str_name())
        .text("profession", &facts.profession_code)
        .texts("child-birth-month", &facts.child_birth_months);
    facts.languages.iter().fold(held, |held, spoken| {
        held.text("language", &spoken.code).code("language-level", spoken.level().as_str_name())
    })
}

fn member(member: &pb::HouseholdMember) -> Held {
    Held::of("household-member", "")
        .code("relation", member.relation().as_str_name())
        .text("given-name", &member.given_name)
        .text("birth-month", &member.birth_month)
}

fn consent(consent: &pb::Consent) -> Held {
    Held::of("consent", &consent.since)
        .text("purpose", &consent.purpose_id)
        .code("given", if consent.given { "ANSWER_YES" } else { "ANSWER_NO" })
        .code("given-by", consent.given_by().as_str_name())
        .text("wording-version", &consent.wording_version)
        .text("wording-language", &consent.wording_language)
}

fn contact(contact: &pb::Contact) -> Held {
    Held::of("contact", &contact.occurred_on)
        .code("channel", contact.channel().as_str_name())
        .code("reached", if contact.reached { "ANSWER_YES" } else { "ANSWER_NO" })
        .text("note", &contact.note)
        .day("next-step-on", &contact.next_step_on)
}

fn referred(summary: &pb::ReferralSummary, full: &pb::Referral) -> Held {
    let held = Held::of("referral", &summary.submitted_on)
        .text("programme", &summary.programme_id)
        .code("source", summary.source().as_str_name())
        .code("status", summary.status().as_str_name())
        .code("close-reason", full.close_reason().as_str_name())
        .text("wish", &full.wish)
        .text("referring-organisation", full.referrer.as_ref().map_or("", |referrer| referrer.organisation.as_str()))
        .yes("referrer-may-be-told", full.referrer_may_be_told)
        .text("priority-reason", full.priority.as_ref().map_or("", |priority| priority.reason_id.as_str()))
        .text("code", &full.code);
    let held = match &full.check {
        Some(check) => held.code("target-group", check.outcome().as_str_name()).day("checked-as-of", &check.as_of),
        None => held,
    };
    facts(held, &full.facts.clone().unwrap_or_default())
}

fn step(step: &pb::ReferralStep) -> Held {
    Held::of("referral-step", &step.occurred_on).text("step", &step.r#type).text("note", &step.note)
}

fn written(message: &pb::ReferralMessage) -> Held {
    let on = message.request_time.as_ref().and_then(|at| jiff::Timestamp::from_second(at.seconds).ok());
    let on = on.map(|at| decider::Env::at(at, None).today.to_string()).unwrap_or_default();
    Held::of("message", on)
        .code("channel", message.channel().as_str_name())
        .code("template", message.template().as_str_name())
        .code("status", message.status().as_str_name())
        .code("withdrawal", message.withdrawal().as_str_name())
        .code("failure", message.failure().as_str_name())
}
