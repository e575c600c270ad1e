//! What can be done for a person, and doing it.

use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::{
    matching::v1::ApplyAsVolunteerRequest,
    referrals::v1::{
        ContactChannel, CorrectPersonRequest, GivenBy, GrantConsentRequest, Household, HouseholdMember,
        HouseholdRelation, Person, RecordContactRequest, RecordHouseholdRequest, RecordPrivacyNoticeRequest,
        TellPersonsApartRequest, WithdrawConsentRequest,
    },
};

use super::{draw, facts, known, purposes};
use crate::{
    acts::{self, Acts},
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Field, FieldKind},
    failure::{Failure, Violation},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::Offering,
    pages::{
        people::alike,
        refer::fields::{identity_of, month},
    },
    visit::Staff,
};

/// Rows of a household to fill in.
const MEMBERS: usize = 5;

/// The note box: how, what was said, what comes next.
pub fn contact(acts: &Acts<'_>, to: &str) -> Act {
    let t = acts.visit.texts();
    let fields = vec![
        Field::new("note", t.say("note-label"), FieldKind::Area(3)),
        Field::new("channel", t.say("contact-channel"), FieldKind::Select(ContactChannel::choices(t))),
        Field::new("not_reached", t.say("contact-not-reached-tick"), FieldKind::Tick).optional(),
        Field::new("next_step_on", t.say("contact-next-step"), FieldKind::Date)
            .optional()
            .hint(t.say("contact-next-step-hint")),
        Field::occurred_on(t),
        Field::hidden("referral_id"),
    ];
    let channel = ContactChannel::Phone.slug();
    acts.prefilled("contact", Key("note-add"), fields, &[("channel", &channel), ("to", to)])
}

/// Records that she was informed, in her language unless another is chosen.
pub fn notice(acts: &Acts<'_>, to: &str, language: &str) -> Act {
    let t = acts.visit.texts();
    let fields = vec![
        Field::new("language", t.say("notice-language"), FieldKind::Select(codes::languages(t))),
        Field::new("channel", t.say("contact-channel"), FieldKind::Select(ContactChannel::choices(t))),
    ];
    acts.prefilled("notice", Key("due-privacy-notice-action"), fields, &[("to", to), ("language", language)])
}

pub(super) fn of(acts: &Acts<'_>, person: &Person, offering: &Offering, is_shown: bool, t: Texts) -> Vec<Act> {
    let mut offered = vec![contact(acts, "").first()];
    if !person.notice_due_on.is_empty() {
        let languages = person.facts.iter().flat_map(|facts| &facts.languages);
        let hers = languages.map(|spoken| spoken.code.as_str()).next().unwrap_or_default();
        offered.push(notice(acts, "", hers));
    }
    let given = purposes::given(person, offering, t);
    let purpose = |choices| Field::new("purpose_id", t.say("consent-purpose"), FieldKind::Radio(choices));
    let open = purposes::open(person, offering, t);
    if !open.is_empty() {
        let language =
            Field::new("wording_language", t.say("consent-language"), FieldKind::Select(codes::languages(t)));
        let fields = vec![purpose(open), language, Field::given_by(t), Field::hidden("wording_version")];
        let values = [("wording_version", wording(person, offering))];
        offered.push(acts.prefilled("grant", Key("act-grant"), fields, &values));
    }
    if !given.is_empty() {
        offered.push(acts.offer("withdraw", Key("act-withdraw"), vec![purpose(given), Field::given_by(t)]));
    }
    // Whoever cannot see her contacts cannot put them right either.
    if is_shown {
        let values = facts::values(person, t);
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        offered.push(acts.prefilled("correct", Key("act-correct"), facts::fields(true, t), &values));
    }
    offered.push(household(acts, person, t));
    let programme = Field::new("programme_id", t.say("referrals-programme"), FieldKind::Select(offering.choices(t)));
    offered.push(acts.offer("volunteer", Key("act-volunteer"), vec![programme]));
    offered
}

/// Version of the wordings that are read out to her: of the programme she was referred to last, else of any.
fn wording<'o>(person: &Person, offering: &'o Offering) -> &'o str {
    let newest = person.referrals.iter().max_by(|a, b| a.submitted_on.cmp(&b.submitted_on));
    let programme = newest.and_then(|referral| offering.programme(&referral.programme_id));
    programme.or_else(|| offering.programmes.first()).map_or("", |programme| programme.wording_version.as_str())
}

fn household(acts: &Acts<'_>, person: &Person, t: Texts) -> Act {
    let mut fields = Vec::new();
    let mut values: Vec<(String, String)> = Vec::new();
    for row in 0..MEMBERS {
        let number = t.number(i64::try_from(row).unwrap_or_default() + 1);
        let name = |part: &str| format!("household.members.{row}.{part}");
        let label = t.say("household-row").with("number", &number);
        let month = t.say("household-month").with("number", &number);
        let called = t.say("household-name").with("number", &number);
        fields.push(Field::new(name("relation"), label, FieldKind::Select(HouseholdRelation::choices(t))).optional());
        fields.push(Field::new(name("given_name"), called, FieldKind::Text).optional());
        fields.push(Field::new(name("birth_month"), month, FieldKind::Month).optional());
        if let Some(member) = person.household.as_ref().and_then(|household| household.members.get(row)) {
            values.push((name("relation"), member.relation().slug()));
            values.push((name("given_name"), member.given_name.clone()));
            values.push((name("birth_month"), t.iso_month(&member.birth_month)));
        }
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    acts.prefilled("household", Key("act-household"), fields, &values)
}

pub async fn submit(
    State(app): State<App>,
    staff: Staff,
    Path((id, act)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Failure> {
    let caller = staff.caller()?;
    let done = carry_out(&app, &caller, &id, &act, &form).await.map(|notice| (format!("/people/{id}"), notice));
    // Somebody who corrects has opened her already.
    acts::answered(&staff.visit, &act, form, done, async |refused| {
        draw(&app, &staff, &id, act == "correct", Some(&refused)).await
    })
    .await
}

async fn carry_out(app: &App, caller: &Caller, id: &str, act: &str, form: &Form) -> Result<Key, Failure> {
    form.ready()?;
    let client = app.clients.persons();
    let (request_id, person_id) = (form.request_id().to_owned(), id.to_owned());
    let occurred_on = form.text("occurred_on");
    let given_by = form.number::<GivenBy>("given_by");
    let purpose_id = form.text("purpose_id");
    if matches!(act, "grant" | "withdraw") && purpose_id.is_empty() {
        let description = "is required".to_owned();
        return Err(Failure::Invalid(vec![Violation { field: "purpose_id".to_owned(), description }]));
    }
    let channel = form.number::<ContactChannel>("channel");
    match act {
        "contact" => {
            let request = RecordContactRequest {
                request_id,
                person_id,
                channel,
                reached: !form.ticked("not_reached"),
                note: form.text("note"),
                next_step_on: form.text("next_step_on"),
                referral_id: form.text("referral_id"),
                occurred_on,
            };
            asked!(caller, client, Referrals, record_contact, request)?;
            Ok(Key("done-contact"))
        }
        "notice" => {
            let language = form.text("language");
            let request = RecordPrivacyNoticeRequest { request_id, person_id, language, channel, occurred_on };
            asked!(caller, client, Referrals, record_privacy_notice, request)?;
            Ok(Key("done-notice"))
        }
        "grant" => {
            let request = GrantConsentRequest {
                request_id,
                person_id,
                purpose_id,
                wording_version: form.text("wording_version"),
                wording_language: form.text("wording_language"),
                given_by,
                occurred_on,
                ..GrantConsentRequest::default()
            };
            asked!(caller, client, Referrals, grant_consent, request)?;
            Ok(Key("done-grant"))
        }
        "withdraw" => {
            let request = WithdrawConsentRequest {
                request_id,
                person_id,
                purpose_id,
                given_by,
                occurred_on,
                ..WithdrawConsentRequest::default()
            };
            asked!(caller, client, Referrals, withdraw_consent, request)?;
            Ok(Key("done-withdraw"))
        }
        "correct" => {
            let before = known(app, caller, id).await?.facts.unwrap_or_default();
            let facts = facts::read(form, &before);
            let request = CorrectPersonRequest {
                request_id,
                person_id,
                identity: Some(identity_of(form)),
                facts: Some(facts),
                occurred_on,
            };
            asked!(caller, client, Referrals, correct_person, request)?;
            Ok(Key("done-correct"))
        }
        "household" => {
            let members = (0..MEMBERS).filter_map(|row| member(form, row)).collect();
            let household = Some(Household { members });
            let request = RecordHouseholdRequest { request_id, person_id, household, occurred_on };
            asked!(caller, client, Referrals, record_household, request)?;
            Ok(Key("done-household"))
        }
        "tell-apart" => {
            let other_person_id = form.text(alike::OTHER);
            let request = TellPersonsApartRequest { request_id, person_id, other_person_id, occurred_on };
            asked!(caller, client, Referrals, tell_persons_apart, request)?;
            Ok(Key("done-tell-apart"))
        }
        "volunteer" => {
            let request = ApplyAsVolunteerRequest {
                request_id,
                person_id,
                programme_id: form.text("programme_id"),
                ..ApplyAsVolunteerRequest::default()
            };
            asked!(caller, app.clients.volunteers(), Matching, apply_as_volunteer, request)?;
            Ok(Key("done-volunteer"))
        }
        _ => Err(Failure::NotFound),
    }
}

fn member(form: &Form, row: usize) -> Option<HouseholdMember> {
    let value = |part: &str| form.text(&format!("household.members.{row}.{part}"));
    let relation = HouseholdRelation::number_of(&value("relation"));
    (relation != 0).then(|| HouseholdMember {
        relation,
        given_name: value("given_name"),
        birth_month: month(&value("birth_month")),
    })
}
