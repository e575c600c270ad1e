//! Consents of a family on the page of a young person who waits: who is asked, what stands, and what to do next.

use proto::{
    matching::v1::{
        FamilyConsent, GiveFamilyConsentRequest, NameGuardianRequest, RemoveGuardianRequest, SupportRequest,
        SupportRequestStatus, WithdrawFamilyConsentRequest,
    },
    referrals::v1::GivenBy,
};

use crate::{
    acts::Acts,
    app::App,
    clients::{Caller, asked},
    codes,
    components::{Act, Field, FieldKind, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    names::PersonNames,
    pages::people,
};

/// What the page shows of it.
pub(super) struct Family {
    pub stands: bool,
    pub asked: Vec<Asked>,
    pub acts: Vec<Act>,
}

/// Somebody whose yes is asked.
pub(super) struct Asked {
    pub name: String,
    pub href: String,
    pub tag: Tag,
    pub about: String,
    pub acts: Vec<Act>,
}

/// None where the programme asks for none.
pub(super) fn of(acts: &Acts<'_>, request: &SupportRequest, names: &PersonNames, t: Texts) -> Option<Family> {
    if !request.needs_family_consents {
        return None;
    }
    let status = request.summary.as_ref().map(proto::matching::v1::SupportRequestSummary::status);
    let is_closed = status == Some(SupportRequestStatus::Closed);
    let guardian = Field::new("guardian_person_id", t.say("guardian-who"), FieldKind::Text);
    let name_guardian = acts.offer("guardian", Key("act-guardian"), vec![guardian.hint(t.say("guardian-who-hint"))]);
    Some(Family {
        stands: request.family_consents_stand,
        asked: request.family_consents.iter().map(|consent| asked_of(acts, consent, is_closed, names, t)).collect(),
        acts: if is_closed { Vec::new() } else { vec![name_guardian] },
    })
}

fn asked_of(acts: &Acts<'_>, consent: &FamilyConsent, is_closed: bool, names: &PersonNames, t: Texts) -> Asked {
    let name = names.name(&consent.person_id, t);
    let role = t.say(if consent.is_guardian { Key("family-guardian") } else { Key("family-young-person") });
    let (tone, key, day) = if consent.stands {
        (Tone::Done, Key("family-stands"), &consent.given_on)
    } else if consent.withdrawn_on.is_empty() {
        (Tone::Waiting, Key("family-lacks"), &consent.given_on)
    } else {
        (Tone::Attention, Key("family-withdrawn"), &consent.withdrawn_on)
    };
    let how = if consent.stands { t.name(consent.given_by()) } else { String::new() };
    let about = [role.to_string(), t.iso_date(day), how];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    Asked {
        href: format!("/people/{}", consent.person_id),
        tag: Tag::new(tone, t.say(key)),
        about: about.join(" · "),
        acts: offered(acts, consent, is_closed, &name, t),
        name,
    }
}

fn offered(acts: &Acts<'_>, consent: &FamilyConsent, is_closed: bool, name: &str, t: Texts) -> Vec<Act> {
    let person = consent.person_id.as_str();
    // Of several on the page, only the one that was refused shows why.
    let refused = acts.refused.filter(|refused| refused.form.value("person_id") == person);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused };
    let offer = |act: &'static str, key: Key, fields: Vec<Field>| {
        let fields = [Field::hidden("person_id")].into_iter().chain(fields).collect();
        acts.prefilled(act, key, fields, &[("person_id", person)]).scoped(person).about(name)
    };
    let mut offered = Vec::new();
    if consent.stands {
        let fields = vec![Field::given_by(t), Field::occurred_on(t)];
        offered.push(offer("family-withdraw", Key("act-family-withdraw"), fields));
    } else if !is_closed {
        let language = Field::new("wording_language", t.say("family-language"), FieldKind::Select(codes::languages(t)));
        let fields = vec![Field::given_by(t), language, Field::occurred_on(t)];
        let key = if consent.is_guardian { Key("act-family-consent") } else { Key("act-young-persons-yes") };
        offered.push(offer("family-consent", key, fields).first());
        if consent.is_guardian {
            offered.push(offer("guardian-remove", Key("act-guardian-remove"), Vec::new()));
        }
    }
    offered
}

/// None for an act that is none of these.
pub(super) async fn carry_out(
    app: &App,
    caller: &Caller,
    id: &str,
    act: &str,
    form: &Form,
) -> Result<Option<Key>, Failure> {
    let client = app.clients.matches();
    let (request_id, support_request_id) = (form.request_id().to_owned(), id.to_owned());
    let (person_id, occurred_on) = (form.text("person_id"), form.text("occurred_on"));
    let given_by = form.number::<GivenBy>("given_by");
    match act {
        "guardian" => {
            let text = form.text("guardian_person_id");
            let guardian_person_id = people::the_one(app, caller, "guardian_person_id", &text).await?;
            let request = NameGuardianRequest { request_id, support_request_id, guardian_person_id, occurred_on };
            asked!(caller, client, Matching, name_guardian, request)?;
            Ok(Some(Key("done-guardian")))
        }
        "guardian-remove" => {
            let request =
                RemoveGuardianRequest { request_id, support_request_id, guardian_person_id: person_id, occurred_on };
            asked!(caller, client, Matching, remove_guardian, request)?;
            Ok(Some(Key("done-guardian-remove")))
        }
        "family-consent" => {
            let request = GiveFamilyConsentRequest {
                request_id,
                support_request_id,
                person_id,
                given_by,
                wording_version: String::new(),
                wording_language: form.text("wording_language"),
                occurred_on,
            };
            asked!(caller, client, Matching, give_family_consent, request)?;
            Ok(Some(Key("done-family-consent")))
        }
        "family-withdraw" => {
            let request =
                WithdrawFamilyConsentRequest { request_id, support_request_id, person_id, given_by, occurred_on };
            asked!(caller, client, Matching, withdraw_family_consent, request)?;
            Ok(Some(Key("done-family-withdraw")))
        }
        _ => Ok(None),
    }
}
