//! Milestones of a pair and what became of the participant, where the programme names them.

use proto::{
    matching::v1::{
        Match, MatchStatus, OutcomeTold, ReachMilestoneRequest, ReachedMilestone, RecordOutcomeRequest, Side,
        TakeBackMilestoneRequest,
    },
    programmes::v1::Programme,
    referrals::v1::GivenBy,
};

use crate::{
    acts::Acts,
    app::App,
    clients::{Caller, asked},
    components::{Act, Choice, Field, FieldKind, Tag, Tone},
    failure::Failure,
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
    offering::{milestone_name, outcome_name},
};

/// A milestone in words, with what can be done about it.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) tag: Tag,
    /// When and how it was reached; empty before.
    pub(super) when: String,
    pub(super) acts: Vec<Act>,
}

/// Those of the programme in their order, then what was reached and is the programme's no more.
pub(super) fn steps(
    acts: &Acts<'_>,
    found: &Match,
    programme: Option<&Programme>,
    status: MatchStatus,
    t: Texts,
) -> Vec<Step> {
    let of_programme = programme.iter().flat_map(|programme| &programme.milestones).map(|one| one.code.as_str());
    let mut codes: Vec<&str> = of_programme.collect();
    for reached in &found.milestones {
        if !codes.contains(&reached.milestone_code.as_str()) {
            codes.push(&reached.milestone_code);
        }
    }
    let step = |code: &str| {
        let name = milestone_name(programme, code, t);
        let reached = found.milestones.iter().find(|reached| reached.milestone_code == code);
        let key = if reached.is_some() { Key("milestone-reached") } else { Key("milestone-open") };
        let tone = if reached.is_some() { Tone::Done } else { Tone::Waiting };
        Step {
            tag: Tag::new(tone, t.say(key)),
            when: reached.map(|reached| how(reached, t)).unwrap_or_default(),
            acts: offered(acts, code, &name, reached.is_some(), status, t),
            name,
        }
    };
    codes.into_iter().map(step).collect()
}

fn how(reached: &ReachedMilestone, t: Texts) -> String {
    let told = format!("{}, {}", t.name(reached.side()), t.name(reached.given_by()));
    format!("{} ({told})", t.iso_date(&reached.reached_on))
}

/// Done in one tap as told by phone today, or with the day and how it was told; taken back in one.
fn offered(acts: &Acts<'_>, code: &str, name: &str, is_reached: bool, status: MatchStatus, t: Texts) -> Vec<Act> {
    // Of several on the page, only the one that was refused shows why.
    let refused = acts.refused.filter(|refused| refused.form.value("milestone_code") == code);
    let acts = Acts { visit: acts.visit, base: acts.base.clone(), refused };
    if is_reached {
        let back = acts.prefilled(
            "milestone-back",
            Key("act-milestone-back"),
            vec![Field::hidden("milestone_code")],
            &[("milestone_code", code)],
        );
        return vec![back.scoped(code).about(name)];
    }
    if !matches!(status, MatchStatus::Active | MatchStatus::Paused | MatchStatus::Ended) {
        return Vec::new();
    }
    let quiet = Acts { visit: acts.visit, base: acts.base.clone(), refused: None };
    let (side, spoken) = (Side::Participant.slug(), GivenBy::Spoken.slug());
    let tap = quiet.prefilled(
        "milestone",
        Key("act-milestone"),
        ["milestone_code", "side", "given_by"].map(Field::hidden).to_vec(),
        &[("milestone_code", code), ("side", side.as_str()), ("given_by", spoken.as_str())],
    );
    let fields = vec![
        Field::hidden("milestone_code"),
        Field::new("side", t.say("check-in-side"), FieldKind::Radio(Side::choices(t))),
        Field::given_by(t),
        Field::occurred_on(t),
    ];
    let earlier = acts.prefilled("milestone", Key("act-milestone-earlier"), fields, &[("milestone_code", code)]);
    vec![tap.scoped(&format!("{code}-tap")).about(name).first(), earlier.scoped(code).about(name)]
}

/// What became of her in words, newest first: what, and when and how it was told.
pub(super) fn outcomes(found: &Match, programme: Option<&Programme>, t: Texts) -> Vec<(String, String)> {
    let told = found.outcomes.iter().map(|told| {
        let what = if told.outcome_code.is_empty() {
            t.say("figures-group-erased").to_string()
        } else {
            outcome_name(programme, &told.outcome_code, t)
        };
        let mut how = format!("{} ({})", t.iso_date(&told.told_on), t.name(told.given_by()));
        if !told.follow_up_on.is_empty() {
            let again = t.say("outcome-asked-again").with("day", t.iso_date(&told.follow_up_on));
            how = format!("{how} · {again}");
        }
        (what, how)
    });
    told.collect()
}

/// Recorded once the match has ended, and corrected when more is known.
pub(super) fn record(acts: &Acts<'_>, found: &Match, programme: Option<&Programme>, t: Texts) -> Option<Act> {
    let status = found.summary.as_ref().map(proto::matching::v1::MatchSummary::status);
    let mut fields = fields(programme, t)?;
    if status != Some(MatchStatus::Ended) {
        return None;
    }
    fields.push(Field::occurred_on(t));
    let key = if found.outcomes.is_empty() { Key("act-outcome") } else { Key("act-outcome-again") };
    let act = acts.offer("outcome", key, fields);
    Some(if found.outcomes.is_empty() { act.first() } else { act })
}

/// The same as part of the end, where it may be left for later.
pub(super) fn with_end(programme: Option<&Programme>, t: Texts) -> Vec<Field> {
    fields(programme, t).unwrap_or_default().into_iter().map(Field::optional).collect()
}

/// None where the programme asks nothing.
fn fields(programme: Option<&Programme>, t: Texts) -> Option<Vec<Field>> {
    let choices: Vec<Choice> = programme?
        .outcomes
        .iter()
        .map(|outcome| Choice::new(&outcome.code, outcome_name(programme, &outcome.code, t)))
        .collect();
    let again = Field::new("outcome.follow_up_on", t.say("outcome-follow-up"), FieldKind::Date);
    let how = Field { name: "outcome.given_by".to_owned(), ..Field::given_by(t) };
    (!choices.is_empty()).then(|| {
        vec![
            Field::new("outcome.outcome_code", t.say("outcome-what"), FieldKind::Radio(choices)),
            how,
            again.optional().hint(t.say("outcome-follow-up-hint")),
        ]
    })
}

/// Absent when nothing was chosen.
pub(super) fn told(form: &Form) -> Option<OutcomeTold> {
    let outcome_code = form.text("outcome.outcome_code");
    (!outcome_code.is_empty()).then(|| OutcomeTold {
        outcome_code,
        given_by: form.number::<GivenBy>("outcome.given_by"),
        follow_up_on: form.text("outcome.follow_up_on"),
    })
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
    let (request_id, match_id) = (form.request_id().to_owned(), id.to_owned());
    let (occurred_on, milestone_code) = (form.text("occurred_on"), form.text("milestone_code"));
    match act {
        "milestone" => {
            let (side, given_by) = (form.number::<Side>("side"), form.number::<GivenBy>("given_by"));
            let request = ReachMilestoneRequest { request_id, match_id, milestone_code, side, given_by, occurred_on };
            asked!(caller, client, Matching, reach_milestone, request)?;
            Ok(Some(Key("done-milestone")))
        }
        "milestone-back" => {
            let request = TakeBackMilestoneRequest { request_id, match_id, milestone_code, occurred_on };
            asked!(caller, client, Matching, take_back_milestone, request)?;
            Ok(Some(Key("done-milestone-back")))
        }
        "outcome" => {
            let outcome = Some(told(form).unwrap_or_default());
            let request = RecordOutcomeRequest { request_id, match_id, outcome, occurred_on };
            asked!(caller, client, Matching, record_outcome, request)?;
            Ok(Some(Key("done-outcome")))
        }
        _ => Ok(None),
    }
}
