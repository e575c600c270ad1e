use std::collections::HashMap;

use proto::programmes::v1::{self as pb, target_rule};
use serde::Deserialize;

use crate::data::{DataError, Faults, toml};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedProgramme {
    programme_id: String,
    version: u32,
    valid_from: String,
    kind: Kind,
    name: HashMap<String, String>,
    summary: HashMap<String, String>,
    target_group: Vec<TargetRule>,
    volunteer: Option<Volunteer>,
    acknowledge_working_days: u32,
    #[serde(default)]
    term_months: u32,
    #[serde(default)]
    check_in_days: Vec<u32>,
    audience: String,
    #[serde(default)]
    sustainable_development_goals: Vec<u32>,
    #[serde(default)]
    alternatives: Vec<String>,
    #[serde(default)]
    needs_young_persons_yes: bool,
    #[serde(default)]
    has_written_agreement: bool,
    #[serde(default)]
    coordinator_at_first_meeting: bool,
    #[serde(default)]
    topics: Vec<Coded>,
    #[serde(default)]
    milestones: Vec<Coded>,
    #[serde(default)]
    outcomes: Vec<Coded>,
    #[serde(default)]
    cohorts: Vec<Cohort>,
    wording_version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coded {
    code: String,
    name: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cohort {
    code: String,
    name: HashMap<String, String>,
    opens: String,
    closes: String,
    starts: String,
    ends: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    OneToOne,
    Group,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetRule {
    rule_id: String,
    rule: Rule,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Rule {
    MunicipalityCovered,
    AgeBetween(Years),
    ChildAgeBetween(Years),
    ImmigrantBackground,
    NotInChildProtection,
    ProfessionKnown,
    FinnishAtLeast(Level),
    Woman,
    HasChildren,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Years {
    from_years: u32,
    to_years: u32,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Beginner,
    Basic,
    Fluent,
    Native,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Volunteer {
    #[serde(default)]
    languages_any: Vec<String>,
    #[serde(default)]
    women_only: bool,
    #[serde(default)]
    training_hours: u32,
    criminal_record_extract: Extract,
    #[serde(default)]
    same_profession: bool,
    default_capacity: u32,
    role: String,
    training_topics: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extract {
    regular_contact_with_minors: bool,
    personal_interaction: bool,
    alone_with_minors: bool,
}

/// Languages every programme is named and explained in.
const LANGUAGES: [&str; 2] = ["fi", "en"];

/// Reads one programme.
pub fn parse_programme(text: &str) -> Result<pb::Programme, DataError> {
    let programme: StatedProgramme = toml(text)?;
    let faults = faults(&programme);
    faults.settled(programme.into())
}

fn faults(programme: &StatedProgramme) -> Faults {
    let mut faults = Faults::default();
    faults.slug("programme_id", &programme.programme_id);
    faults.must(programme.version > 0, || "version begins at 1".to_owned());
    faults.date("valid_from", &programme.valid_from);
    let mut texts = vec![("name", &programme.name), ("summary", &programme.summary)];
    texts.extend(named("topics.name", &programme.topics));
    texts.extend(named("milestones.name", &programme.milestones));
    texts.extend(named("outcomes.name", &programme.outcomes));
    texts.extend(programme.cohorts.iter().map(|cohort| ("cohorts.name", &cohort.name)));
    for (field, texts) in texts {
        for language in LANGUAGES {
            let given = texts.get(language).is_some_and(|text| !text.trim().is_empty());
            faults.must(given, || format!("{field}.{language} is required"));
        }
    }
    faults.must(!programme.target_group.is_empty(), || "target_group needs a rule".to_owned());
    for rule in &programme.target_group {
        faults.slug("rule_id", &rule.rule_id);
        if let Rule::AgeBetween(years) | Rule::ChildAgeBetween(years) = &rule.rule {
            faults.must(years.from_years <= years.to_years, || format!("{} has no age in it", rule.rule_id));
        }
    }
    faults.unique("rule_id", programme.target_group.iter().map(|rule| rule.rule_id.as_str()));
    faults.must(programme.acknowledge_working_days > 0, || "acknowledge_working_days is at least 1".to_owned());
    faults.must(programme.check_in_days.iter().all(|days| *days > 0), || "check_in_days are at least 1".to_owned());
    if let Kind::OneToOne = programme.kind {
        faults.must(programme.term_months > 0, || "a match has a term: term_months is required".to_owned());
        faults.must(!programme.check_in_days.is_empty(), || "a match has check-ins: check_in_days".to_owned());
        faults.must(programme.volunteer.is_some(), || "a match has a volunteer: volunteer is required".to_owned());
    }
    for (field, coded) in [
        ("topics.code", &programme.topics),
        ("milestones.code", &programme.milestones),
        ("outcomes.code", &programme.outcomes),
    ] {
        for one in coded {
            faults.slug(field, &one.code);
        }
        faults.unique(field, coded.iter().map(|one| one.code.as_str()));
    }
    cohorts(&mut faults, &programme.cohorts);
    let version = &programme.wording_version;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    faults.must((1..=60).contains(&version.len()) && version.bytes().all(fits), || {
        format!("wording_version {version:?} is not of lower-case letters, digits and hyphens")
    });
    if let Some(volunteer) = &programme.volunteer {
        faults.slug("volunteer.role", &volunteer.role);
        faults.must(!volunteer.training_topics.is_empty(), || "volunteer.training_topics needs one".to_owned());
        for topic in &volunteer.training_topics {
            faults.slug("volunteer.training_topics", topic);
        }
    }
    let capacity = programme.volunteer.as_ref().map(|volunteer| volunteer.default_capacity);
    faults.must(capacity != Some(0), || "volunteer.default_capacity is at least 1".to_owned());
    faults.slug("audience", &programme.audience);
    let goals = &programme.sustainable_development_goals;
    faults.must(goals.iter().all(|goal| (1..=17).contains(goal)), || "development goals are 1 to 17".to_owned());
    for alternative in &programme.alternatives {
        faults.slug("alternatives", alternative);
        faults.must(*alternative != programme.programme_id, || "a programme is no alternative to itself".to_owned());
    }
    faults
}

fn named<'p>(
    field: &'static str,
    coded: &'p [Coded],
) -> impl Iterator<Item = (&'static str, &'p HashMap<String, String>)> {
    coded.iter().map(move |one| (field, &one.name))
}

/// Nobody may belong to two of them, and nobody begins before everybody is there.
fn cohorts(faults: &mut Faults, cohorts: &[Cohort]) {
    faults.unique("cohorts.code", cohorts.iter().map(|cohort| cohort.code.as_str()));
    for Cohort { code, opens, closes, starts, ends, .. } in cohorts {
        faults.slug("cohorts.code", code);
        for (field, day) in
            [("cohorts.opens", opens), ("cohorts.closes", closes), ("cohorts.starts", starts), ("cohorts.ends", ends)]
        {
            faults.date(field, day);
        }
        // Dates of ISO 8601 compare as texts do.
        let is_ordered = opens <= closes && closes <= starts && starts < ends;
        faults.must(is_ordered, || format!("cohort {code} opens, closes, starts and ends in that order"));
    }
    for pair in cohorts.windows(2) {
        let apart = pair[0].closes < pair[1].opens;
        faults.must(apart, || format!("cohort {} opens after {} has closed", pair[1].code, pair[0].code));
    }
}

impl From<StatedProgramme> for pb::Programme {
    fn from(programme: StatedProgramme) -> Self {
        let kind = match programme.kind {
            Kind::OneToOne => pb::ProgrammeKind::OneToOne,
            Kind::Group => pb::ProgrammeKind::Group,
        };
        Self {
            programme_id: programme.programme_id,
            version: programme.version,
            valid_from: programme.valid_from,
            kind: kind.into(),
            name: programme.name,
            summary: programme.summary,
            target_group: programme.target_group.into_iter().map(Into::into).collect(),
            volunteer: programme.volunteer.map(Into::into),
            acknowledge_working_days: programme.acknowledge_working_days,
            term_months: programme.term_months,
            check_in_days: programme.check_in_days,
            audience: programme.audience,
            sustainable_development_goals: programme.sustainable_development_goals,
            alternatives: programme.alternatives,
            needs_young_persons_yes: programme.needs_young_persons_yes,
            has_written_agreement: programme.has_written_agreement,
            coordinator_at_first_meeting: programme.coordinator_at_first_meeting,
            topics: programme.topics.into_iter().map(|Coded { code, name }| pb::Topic { code, name }).collect(),
            milestones: programme
                .milestones
                .into_iter()
                .map(|Coded { code, name }| pb::Milestone { code, name })
                .collect(),
            outcomes: programme.outcomes.into_iter().map(|Coded { code, name }| pb::Outcome { code, name }).collect(),
            cohorts: programme.cohorts.into_iter().map(Into::into).collect(),
            wording_version: programme.wording_version,
        }
    }
}

impl From<Cohort> for pb::Cohort {
    fn from(Cohort { code, name, opens, closes, starts, ends }: Cohort) -> Self {
        Self { code, name, opens, closes, starts, ends }
    }
}

impl From<TargetRule> for pb::TargetRule {
    fn from(TargetRule { rule_id, rule }: TargetRule) -> Self {
        use target_rule::Rule as To;
        let rule = match rule {
            Rule::MunicipalityCovered => To::MunicipalityCovered(pb::MunicipalityCovered {}),
            Rule::AgeBetween(Years { from_years, to_years }) => To::AgeBetween(pb::AgeBetween { from_years, to_years }),
            Rule::ChildAgeBetween(Years { from_years, to_years }) => {
                To::ChildAgeBetween(pb::ChildAgeBetween { from_years, to_years })
            }
            Rule::ImmigrantBackground => To::ImmigrantBackground(pb::ImmigrantBackground {}),
            Rule::NotInChildProtection => To::NotInChildProtection(pb::NotInChildProtection {}),
            Rule::ProfessionKnown => To::ProfessionKnown(pb::ProfessionKnown {}),
            Rule::FinnishAtLeast(level) => {
                To::FinnishAtLeast(pb::FinnishAtLeast { level: pb::LanguageLevel::from(level).into() })
            }
            Rule::Woman => To::Woman(pb::Woman {}),
            Rule::HasChildren => To::HasChildren(pb::HasChildren {}),
        };
        Self { rule_id, rule: Some(rule) }
    }
}

impl From<Level> for pb::LanguageLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Beginner => Self::Beginner,
            Level::Basic => Self::Basic,
            Level::Fluent => Self::Fluent,
            Level::Native => Self::Native,
        }
    }
}

impl From<Volunteer> for pb::VolunteerRules {
    fn from(volunteer: Volunteer) -> Self {
        let Extract { regular_contact_with_minors, personal_interaction, alone_with_minors } =
            volunteer.criminal_record_extract;
        Self {
            languages_any: volunteer.languages_any,
            women_only: volunteer.women_only,
            training_hours: volunteer.training_hours,
            criminal_record_extract: Some(pb::ExtractRule {
                regular_contact_with_minors,
                personal_interaction,
                alone_with_minors,
            }),
            same_profession: volunteer.same_profession,
            default_capacity: volunteer.default_capacity,
            role: volunteer.role,
            training_topics: volunteer.training_topics,
        }
    }
}
