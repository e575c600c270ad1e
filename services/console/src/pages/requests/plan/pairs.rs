use std::collections::BTreeSet;

use proto::matching::v1::{PlanPair, PlannedPair};

use crate::{forms::Form, i18n::Texts, names::PersonNames};

/// A request and a volunteer, with who they are: what a tick of a pair sends, so that it is named even when no plan
/// has it any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) request: String,
    pub(super) volunteer: String,
    /// Who waits, as a person.
    mother: String,
    /// The volunteer, as a person.
    friend: String,
}

impl Pair {
    pub(super) fn of(planned: &PlannedPair) -> Self {
        Self {
            request: planned.support_request_id.clone(),
            volunteer: planned.volunteer_id.clone(),
            mother: planned.person_id.clone(),
            friend: planned.volunteer_person_id.clone(),
        }
    }

    /// None for what no page of ours sends.
    fn read(value: &str) -> Option<Self> {
        let mut ids = value.split('~').filter(|id| id.parse::<uuid::Uuid>().is_ok()).map(str::to_owned);
        let pair = Self { request: ids.next()?, volunteer: ids.next()?, mother: ids.next()?, friend: ids.next()? };
        ids.next().is_none().then_some(pair)
    }

    pub(super) fn value(&self) -> String {
        let Self { request, volunteer, mother, friend } = self;
        format!("{request}~{volunteer}~{mother}~{friend}")
    }

    pub(super) fn planned(&self) -> PlanPair {
        PlanPair { support_request_id: self.request.clone(), volunteer_id: self.volunteer.clone() }
    }

    pub(super) fn people(&self) -> [&str; 2] {
        [&self.mother, &self.friend]
    }

    pub(super) fn words(&self, names: &PersonNames, t: Texts) -> String {
        self.people().map(|id| names.name(id, t)).join(" – ")
    }
}

/// What she ticked. A pair ticked as both is left out.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    pub(super) kept: Vec<Pair>,
    pub(super) vetoed: Vec<Pair>,
}

impl Wishes {
    pub(super) fn of(form: &Form) -> Self {
        let ticked = |name: &str| form.all(name).filter_map(Pair::read).collect::<BTreeSet<_>>();
        let vetoed = ticked("veto");
        let kept = ticked("keep").into_iter().filter(|pair| !vetoed.contains(pair)).collect();
        Self { kept, vetoed: vetoed.into_iter().collect() }
    }
}

/// Which of the locked pairs a violation is about: 3 of `locked[3].volunteer_id`.
pub(super) fn locked_index(field: &str) -> Option<usize> {
    field.strip_prefix("locked[")?.split(']').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Pair, Wishes, locked_index};
    use crate::forms::Form;

    fn id(n: u128) -> String {
        uuid::Uuid::from_u128(n).to_string()
    }

    fn value(ids: [u128; 4]) -> String {
        ids.map(id).join("~")
    }

    #[test]
    fn a_pair_ticked_as_both_is_left_out() {
        let form = Form::default()
            .prefilled("keep", value([1, 2, 3, 4]))
            .prefilled("keep", value([5, 6, 7, 8]))
            .prefilled("veto", value([1, 2, 3, 4]));
        let Wishes { kept, vetoed } = Wishes::of(&form);
        assert_eq!(kept.iter().map(Pair::value).collect::<Vec<_>>(), [value([5, 6, 7, 8])]);
        assert_eq!(vetoed.iter().map(Pair::value).collect::<Vec<_>>(), [value([1, 2, 3, 4])]);
    }

    #[test]
    fn what_no_page_sends_is_no_pair() {
        for value in ["", "~~~", "a~b~c~d", &value([1, 2, 3, 4])[..110], &format!("{}~{}", value([1, 2, 3, 4]), id(5))]
        {
            assert_eq!(Pair::read(value), None, "{value}");
        }
    }

    #[test]
    fn a_violation_names_the_lock_it_is_about() {
        assert_eq!(locked_index("locked[12].volunteer_id"), Some(12));
        assert_eq!(locked_index("locked[0]"), Some(0));
        assert_eq!(locked_index("programme_id"), None);
    }
}
