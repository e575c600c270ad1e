//! The indicators (tunnusluvut), as data. How each is found in the rows is the service's; what it means is here.

use proto::reporting::v1::{GroupBy, Indicator, Measure, Unit};

/// What an indicator counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndicatorDefinition {
    pub id: &'static str,
    /// Rises whenever the same facts would give another figure.
    pub version: u32,
    pub unit: Unit,
    pub measure: Measure,
    pub groupings: &'static [GroupBy],
    /// Goes to audiences. One that could be reckoned from others of the same table, or would let them be reckoned,
    /// does not: a suppressed cell would stand open. Inside and outside the target group add up to the requests
    /// checked; matches active at the ends of two years differ by those matched and ended between.
    pub published: bool,
}

impl IndicatorDefinition {
    pub fn definition_id(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }

    /// Whether figures of different districts sum to one of all.
    pub fn is_additive(&self) -> bool {
        match self.measure {
            Measure::Count | Measure::CountOnLastDay => true,
            Measure::Median | Measure::NinthDecile | Measure::Unspecified => false,
        }
    }

    pub fn can_be_grouped_by(&self, group_by: GroupBy) -> bool {
        // A month is a period like any other.
        matches!(group_by, GroupBy::Unspecified | GroupBy::Month) || self.groupings.contains(&group_by)
    }
}

impl From<&IndicatorDefinition> for Indicator {
    fn from(definition: &IndicatorDefinition) -> Self {
        let groupings = definition.groupings.iter().copied().chain([GroupBy::Month]);
        Self {
            indicator_id: definition.id.to_owned(),
            definition_id: definition.definition_id(),
            definition_key: format!("indicator-{}-definition", definition.id),
            unit: definition.unit.into(),
            measure: definition.measure.into(),
            groupings: groupings.map(Into::into).collect(),
            published: definition.published,
        }
    }
}

/// The indicator by that id.
pub fn indicator(id: &str) -> Option<&'static IndicatorDefinition> {
    INDICATORS.iter().find(|indicator| indicator.id == id)
}

/// Of something that comes from a referral.
const OF_REFERRAL: &[GroupBy] = &[GroupBy::Programme, GroupBy::Municipality, GroupBy::Source];
const OF_PROGRAMME: &[GroupBy] = &[GroupBy::Programme];
const OF_ENDING: &[GroupBy] = &[GroupBy::Programme, GroupBy::Municipality, GroupBy::Source, GroupBy::EndReason];

const OF_OUTCOME: &[GroupBy] = &[GroupBy::Programme, GroupBy::Municipality, GroupBy::Source, GroupBy::Outcome];
const OF_MILESTONE: &[GroupBy] = &[GroupBy::Programme, GroupBy::Municipality, GroupBy::Source, GroupBy::Milestone];

/// Every indicator, in the order of a report. A referral that was recorded by mistake counts in none of them.
pub const INDICATORS: &[IndicatorDefinition] = &[
    // Referrals handed in within the period.
    count("requests", Unit::Referrals, OF_REFERRAL, true),
    // Referrals whose newest check, of those up to the last day, was made within the period and came out inside.
    count("target-group-inside", Unit::Referrals, OF_REFERRAL, false),
    // The same, come out outside.
    count("target-group-outside", Unit::Referrals, OF_REFERRAL, false),
    // Referrals accepted, on hold or in progress at the end of the last day, without an active match. A paused match is
    // still hers. In a programme of groups the place in a group is what the match is elsewhere.
    on_last_day("waiting", Unit::Referrals, OF_REFERRAL, true),
    // Matches first active within the period, whatever became of them.
    count("matched", Unit::Matches, OF_REFERRAL, true),
    // Matches begun and not ended at the end of the last day, paused ones too.
    on_last_day("matches-active", Unit::Matches, OF_REFERRAL, false),
    // Referrals that within the period were rejected because they were referred onward, and still are at its end.
    count("redirected", Unit::Referrals, OF_REFERRAL, true),
    // Referrals that within the period were cancelled with a reason, and still are at its end.
    count("withdrew", Unit::Referrals, OF_REFERRAL, true),
    // Matches that had been active and ended within the period.
    count("endings", Unit::Matches, OF_ENDING, true),
    // Of these, matches of which it was told what became of the participant, by what was told last. A part of the endings,
    // so not published beside them: few of whom nothing is told would stand open.
    count("outcomes", Unit::Matches, OF_OUTCOME, false),
    // Milestones that pairs reached within the period and that stand, each of each pair. Behind them stand the
    // participants.
    count("milestones", Unit::Milestones, OF_MILESTONE, false),
    // Days from a referral to the first meeting held of its matches, by the day of that meeting.
    measured("days-to-first-meeting-median", Measure::Median),
    measured("days-to-first-meeting-ninth-decile", Measure::NinthDecile),
    // Persons who on the last day are approved volunteers and not on a break.
    on_last_day("volunteers-active", Unit::Persons, OF_PROGRAMME, true),
    // Sessions of every kind whose attendance was recorded, by their day.
    count("sessions-held", Unit::Sessions, OF_PROGRAMME, true),
    // Times an adult was at such a session: named and present, or visiting, or counted without a name.
    count("attendances", Unit::Attendances, OF_PROGRAMME, true),
    // Of these, women counted without a name. Of the named, sessions know no gender.
    count("attendances-unnamed-women", Unit::Attendances, OF_PROGRAMME, false),
    // Times a child was counted at such a session; not in the attendances.
    count("attendances-children", Unit::Attendances, OF_PROGRAMME, true),
    // Times a child was looked after meanwhile. A part of the children, so not published beside them.
    count("attendances-childcare", Unit::Attendances, OF_PROGRAMME, false),
    // Participants (known as such, or referred) who within the period had an active match or a place in a group, or
    // were at a session as present or visitor. Wider than the participants of any funder.
    count("mothers-reached", Unit::Persons, OF_REFERRAL, true),
    // Other organisations that were trained within the period to run the programme. The few of a year are hidden from
    // audiences anyway, so they get the next figure alone.
    count("organisations-trained", Unit::Organisations, OF_PROGRAMME, false),
    // The same, up to the last day, however long ago. Of two years it tells how many came between, and nothing of anybody:
    // no person stands behind an organisation.
    on_last_day("organisations-trained-to-date", Unit::Organisations, OF_PROGRAMME, true),
];

const fn count(id: &'static str, unit: Unit, groupings: &'static [GroupBy], published: bool) -> IndicatorDefinition {
    IndicatorDefinition { id, version: 1, unit, measure: Measure::Count, groupings, published }
}

const fn on_last_day(
    id: &'static str,
    unit: Unit,
    groupings: &'static [GroupBy],
    published: bool,
) -> IndicatorDefinition {
    IndicatorDefinition { id, version: 1, unit, measure: Measure::CountOnLastDay, groupings, published }
}

const fn measured(id: &'static str, measure: Measure) -> IndicatorDefinition {
    IndicatorDefinition { id, version: 1, unit: Unit::Days, measure, groupings: OF_REFERRAL, published: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_indicator_is_found_by_its_id_and_ids_differ() {
        for definition in INDICATORS {
            assert_eq!(indicator(definition.id), Some(definition));
        }
        assert_eq!(indicator("no-such"), None);
    }

    #[test]
    fn parts_of_a_published_whole_are_not_published() {
        for id in [
            "target-group-inside",
            "target-group-outside",
            "matches-active",
            "outcomes",
            "attendances-childcare",
            "organisations-trained",
        ] {
            assert!(!indicator(id).unwrap().published, "{id}");
        }
    }
}
