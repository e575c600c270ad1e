//! Places of a group, its queue, what is offered to whom, and childcare: what the page says of them and what can be done.

use proto::{
    matching::v1::{
        ChangeGroupCapacityRequest, ChangeGroupChildcareRequest, EndReason, Group, GroupOffer, GroupOfferDeclineReason,
        GroupOfferStatus, GroupPlace, GroupPlaceStatus, GroupSummary, OfferGroupPlaceRequest,
        RecordGroupOfferAnswerRequest, TellGroupChildcareNeedRequest, WithdrawGroupOfferRequest,
    },
    referrals::v1::{Answer, GivenBy},
};

use crate::{
    acts::Acts,
    app::App,
    clients::{Caller, asked},
    components::{Act, Choice, Field, FieldKind, Tag, Tone},
    failure::{Failure, Violation},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    names::PersonNames,
};

/// Somebody with a place, or who waits for one or had one.
pub(super) struct Member {
    pub name: String,
    pub href: String,
    pub tags: Vec<Tag>,
    pub words: String,
}

/// Members, the queue in its order, and those who had a place.
pub(super) struct Places {
    pub members: Vec<Member>,
    pub queue: Vec<Member>,
    pub former: Vec<Member>,
}

impl Places {
    pub(super) fn of(group: &Group, names: &PersonNames, t: Texts) -> Self {
        let has_room = group.summary.as_ref().is_some_and(|summary| free(summary) > 0);
        let with = |status: GroupPlaceStatus| {
            let places = group.places.iter().filter(move |place| place.status() == status);
            places.map(|place| member(place, has_room, names, t)).collect()
        };
        Self {
            members: with(GroupPlaceStatus::Given),
            queue: with(GroupPlaceStatus::Queued),
            former: with(GroupPlaceStatus::GivenUp),
        }
    }
}

fn member(place: &GroupPlace, has_room: bool, names: &PersonNames, t: Texts) -> Member {
    let mut tags = Vec::new();
    let mut words = Vec::new();
    if place.status() == GroupPlaceStatus::Queued {
        tags.extend((place.is_next && has_room).then(|| Tag::new(Tone::New, t.say("groups-next"))));
        tags.extend(place.offer.as_ref().and_then(|offer| offer_tag(offer, t)));
        tags.extend((!place.may_be_asked).then(|| Tag::new(Tone::Urgent, t.say("groups-may-not-be-asked"))));
        words.push(t.say("groups-waits-since").with("day", t.iso_date(&place.asked_on)).to_string());
        words.extend(place.goes_first.then(|| t.say("groups-goes-first").to_string()));
        words.extend(place.offer.as_ref().and_then(|offer| offer_words(offer, place, t)));
    } else {
        words.push(t.iso_date(&place.since));
    }
    if place.children > 0 {
        let lacks = place.childcare_places < place.children;
        let is_member = place.status() == GroupPlaceStatus::Given;
        tags.extend((is_member && lacks).then(|| Tag::new(Tone::Waiting, t.say("groups-waits-for-childcare"))));
        let told =
            t.say("groups-childcare-of").count("children", place.children).count("places", place.childcare_places);
        words.push(told.to_string());
    }
    Member {
        name: names.name(&place.person_id, t),
        href: format!("/people/{}", place.person_id),
        tags,
        words: words.join(" · "),
    }
}

fn offer_tag(offer: &GroupOffer, t: Texts) -> Option<Tag> {
    let tone = match offer.status() {
        GroupOfferStatus::Open => Tone::Waiting,
        GroupOfferStatus::Expired => Tone::Attention,
        GroupOfferStatus::Declined => Tone::Ended,
        GroupOfferStatus::Accepted | GroupOfferStatus::Withdrawn | GroupOfferStatus::Unspecified => return None,
    };
    Some(Tag::new(tone, t.name(offer.status())))
}

/// Until when it stands and whether childcare comes with it, or how it ended.
fn offer_words(offer: &GroupOffer, place: &GroupPlace, t: Texts) -> Option<String> {
    match offer.status() {
        GroupOfferStatus::Open => {
            let until = t.say("groups-offered-until").with("day", t.iso_date(&offer.answer_by)).to_string();
            let is_full = offer.childcare_places < place.children;
            Some(if is_full { format!("{until} {}", t.say("groups-offered-without-childcare")) } else { until })
        }
        GroupOfferStatus::Expired => {
            Some(t.say("groups-not-answered").with("day", t.iso_date(&offer.answer_by)).to_string())
        }
        GroupOfferStatus::Declined => {
            let said = t.say("groups-said-no").with("day", t.iso_date(&offer.settled_on)).to_string();
            let told = [t.name(offer.decline_reason()), offer.note.clone()];
            Some(
                [said]
                    .into_iter()
                    .chain(told.into_iter().filter(|told| !told.is_empty()))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        }
        GroupOfferStatus::Accepted | GroupOfferStatus::Withdrawn | GroupOfferStatus::Unspecified => None,
    }
}

fn free(summary: &GroupSummary) -> u32 {
    summary.capacity.saturating_sub(summary.members + summary.offered)
}

/// How many places there are, are taken, kept and free; and of childcare where the group has it.
pub(super) fn facts(summary: &GroupSummary, t: Texts) -> Vec<String> {
    let places = t
        .say("groups-places")
        .count("capacity", summary.capacity)
        .count("members", summary.members)
        .count("offered", summary.offered)
        .count("free", free(summary))
        .to_string();
    let childcare = (summary.childcare_capacity > 0).then(|| {
        t.say("groups-childcare-places")
            .count("capacity", summary.childcare_capacity)
            .count("taken", summary.childcare_taken)
            .to_string()
    });
    [places].into_iter().chain(childcare).collect()
}

/// For how many children she needs childcare, where the group has it.
pub(super) fn children_field(summary: &GroupSummary, t: Texts) -> Option<Field> {
    let hint = t.say("groups-children-hint");
    let field = Field::new("children", t.say("groups-children"), FieldKind::Number).optional().hint(hint);
    (summary.childcare_capacity > 0).then_some(field)
}

/// The offer of a free place first, then what answers it.
pub(super) fn of_queue(acts: &Acts<'_>, group: &Group, names: &PersonNames, t: Texts) -> Vec<Act> {
    let summary = group.summary.clone().unwrap_or_default();
    let queue = || group.places.iter().filter(|place| place.status() == GroupPlaceStatus::Queued);
    let status = |place: &GroupPlace| place.offer.as_ref().map(GroupOffer::status).unwrap_or_default();
    let choice = |place: &GroupPlace| Choice::new(&place.person_id, names.name(&place.person_id, t));
    let who = |choices: Vec<Choice>| Field::new("person_id", t.say("groups-who"), FieldKind::Select(choices));
    let mut offered = Vec::new();

    let may_be_offered = queue().filter(|place| place.may_be_asked && status(place) != GroupOfferStatus::Open);
    let next = queue().find(|place| place.is_next).map_or("", |place| place.person_id.as_str());
    let choices: Vec<Choice> = may_be_offered.map(choice).collect();
    if free(&summary) > 0 && !choices.is_empty() {
        let fields = vec![
            who(choices),
            Field::given_by(t),
            Field::new("yes_at_once", t.say("groups-yes-at-once"), FieldKind::Tick).optional(),
            Field::new("answer_by", t.say("groups-answer-by"), FieldKind::Date)
                .optional()
                .hint(t.say("groups-answer-by-hint")),
        ];
        let act = acts.prefilled("offer", Key("act-offer-group-place"), fields, &[("person_id", next)]);
        offered.push(act.hint(t.say("act-offer-group-place-hint")).first());
    }
    let asked: Vec<&GroupPlace> =
        queue().filter(|place| matches!(status(place), GroupOfferStatus::Open | GroupOfferStatus::Expired)).collect();
    if !asked.is_empty() {
        let only = if let [only] = asked[..] { only.person_id.as_str() } else { "" };
        let choices: Vec<Choice> = asked.into_iter().map(choice).collect();
        let answers = vec![Choice::new("yes", t.say("answer-yes")), Choice::new("no", t.say("answer-no"))];
        let fields = vec![
            who(choices.clone()),
            Field::new("yes", t.say("answer-which"), FieldKind::Radio(answers)),
            Field::given_by(t),
            Field::new(
                "decline_reason",
                t.say("answer-decline"),
                FieldKind::Select(GroupOfferDeclineReason::choices(t)),
            )
            .optional(),
            Field::new("note", t.say("field-note"), FieldKind::Area(2)).optional(),
            Field::new("leave_reason", t.say("groups-leaves"), FieldKind::Select(EndReason::choices(t)))
                .optional()
                .hint(t.say("groups-leaves-hint")),
            Field::new("new_place_wanted", t.say("give-up-new-place"), FieldKind::Radio(Answer::choices(t))).optional(),
            Field::occurred_on(t),
        ];
        offered.push(acts.prefilled("answer", Key("act-answer-group-offer"), fields, &[("person_id", only)]).first());
        let take_back =
            acts.prefilled("take-back", Key("act-withdraw-group-offer"), vec![who(choices)], &[("person_id", only)]);
        offered.push(take_back.hint(t.say("act-withdraw-group-offer-hint")));
    }
    offered
}

/// How much the group holds, and who needs childcare.
pub(super) fn of_size(acts: &Acts<'_>, group: &Group, names: &PersonNames, t: Texts) -> Vec<Act> {
    let summary = group.summary.clone().unwrap_or_default();
    let mut offered = Vec::new();
    let here = group.places.iter().filter(|place| place.status() != GroupPlaceStatus::GivenUp);
    let here: Vec<Choice> = here.map(|place| Choice::new(&place.person_id, names.name(&place.person_id, t))).collect();
    if let Some(children) = children_field(&summary, t).filter(|_| !here.is_empty()) {
        let who = Field::new("person_id", t.say("groups-who"), FieldKind::Select(here));
        let act = acts.offer("childcare-need", Key("act-childcare-need"), vec![who, children]);
        offered.push(act.hint(t.say("act-childcare-need-hint")));
    }
    let (capacity, childcare) = (summary.capacity.to_string(), summary.childcare_capacity.to_string());
    let field = Field::new("capacity", t.say("groups-capacity"), FieldKind::Number);
    offered.push(acts.prefilled("capacity", Key("act-group-capacity"), vec![field], &[("capacity", &capacity)]));
    let field = Field::new("capacity", t.say("groups-childcare-capacity"), FieldKind::Number)
        .hint(t.say("groups-childcare-capacity-hint"));
    offered.push(acts.prefilled("childcare", Key("act-group-childcare"), vec![field], &[("capacity", &childcare)]));
    offered
}

/// `None` for an act that is not about places.
pub(super) async fn carry_out(
    app: &App,
    caller: &Caller,
    group_id: &str,
    act: &str,
    form: &Form,
) -> Result<Option<Key>, Failure> {
    let (request_id, group_id) = (form.request_id().to_owned(), group_id.to_owned());
    let (person_id, occurred_on) = (form.text("person_id"), form.text("occurred_on"));
    let given_by = form.number::<GivenBy>("given_by");
    let groups = app.clients.groups();
    let done = match act {
        "offer" => {
            let (answer_by, yes_at_once) = (form.text("answer_by"), form.ticked("yes_at_once"));
            let request = OfferGroupPlaceRequest {
                request_id,
                group_id,
                person_id,
                answer_by,
                given_by,
                yes_at_once,
                occurred_on,
            };
            let offered = asked!(caller, groups, Matching, offer_group_place, request)?;
            match (yes_at_once, offered.waits_for_childcare) {
                (true, false) => Key("done-place"),
                (true, true) => Key("done-place-without-childcare"),
                (false, false) => Key("done-offer-group-place"),
                (false, true) => Key("done-offer-without-childcare"),
            }
        }
        "answer" => {
            let yes = said_yes(form)?;
            let request = RecordGroupOfferAnswerRequest {
                request_id,
                group_id,
                person_id,
                yes,
                given_by,
                decline_reason: form.number::<GroupOfferDeclineReason>("decline_reason"),
                note: form.text("note"),
                leave_reason: form.number::<EndReason>("leave_reason"),
                new_place_wanted: form.number::<Answer>("new_place_wanted"),
                occurred_on,
            };
            asked!(caller, groups, Matching, record_group_offer_answer, request)?;
            if yes { Key("done-place") } else { Key("done-group-offer-no") }
        }
        "take-back" => {
            let request = WithdrawGroupOfferRequest { request_id, group_id, person_id, occurred_on };
            asked!(caller, groups, Matching, withdraw_group_offer, request)?;
            Key("done-withdraw-group-offer")
        }
        "childcare-need" => {
            let children = whole(form, "children")?;
            let request = TellGroupChildcareNeedRequest { request_id, group_id, person_id, children, occurred_on };
            let told = asked!(caller, groups, Matching, tell_group_childcare_need, request)?;
            if told.waits_for_childcare { Key("done-childcare-waits") } else { Key("done-childcare-need") }
        }
        "capacity" => {
            let capacity = whole(form, "capacity")?;
            let request = ChangeGroupCapacityRequest { request_id, group_id, capacity, occurred_on };
            asked!(caller, groups, Matching, change_group_capacity, request)?;
            Key("done-group-capacity")
        }
        "childcare" => {
            let capacity = whole(form, "capacity")?;
            let request = ChangeGroupChildcareRequest { request_id, group_id, capacity, occurred_on };
            asked!(caller, groups, Matching, change_group_childcare, request)?;
            Key("done-group-capacity")
        }
        _ => return Ok(None),
    };
    Ok(Some(done))
}

/// An answer that was not chosen is neither yes nor no.
fn said_yes(form: &Form) -> Result<bool, Failure> {
    match form.value("yes") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(wrong("yes", "is required")),
    }
}

/// 0 for an empty field; what is no number is not taken for none.
pub(in crate::pages::groups) fn whole(form: &Form, field: &str) -> Result<u32, Failure> {
    let typed = form.text(field);
    if typed.is_empty() { Ok(0) } else { typed.parse().map_err(|_| wrong(field, "must be a number")) }
}

fn wrong(field: &str, description: &str) -> Failure {
    Failure::Invalid(vec![Violation { field: field.to_owned(), description: description.to_owned() }])
}
