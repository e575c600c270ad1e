//! One programme of pairs: who came, who became friends, and how it ended.

use super::{DistrictPlan, matches, requests, volunteers};
use crate::simulate::{
    chance::Chance,
    people::{Is, People},
    year::{Pairs, Year},
};

/// Adds one programme's lives to a district.
pub(super) fn add(plan: &mut DistrictPlan, year: &Year, pairs: &Pairs, people: &mut People, mut chance: Chance) {
    let line = Line { year, pairs, is: is(&pairs.programme_id) };
    let came = requests::come(plan, &line, people, &mut chance);
    let standing = volunteers::stand(plan, &line, people, &mut chance);
    matches::find(plan, &line, &came, &standing, &mut chance);
}

/// What the parts of a programme's plan share.
pub(super) struct Line<'y> {
    pub(super) year: &'y Year,
    pub(super) pairs: &'y Pairs,
    pub(super) is: Is,
}

fn is(programme_id: &str) -> Is {
    match programme_id {
        "friend-for-a-child" => Is::Young,
        "family-friend" => Is::SmallFamily,
        "career-mentoring" => Is::Professional,
        _ => Is::Mother,
    }
}
