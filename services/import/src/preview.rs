use std::{collections::BTreeSet, fmt};

use decider::DistrictId;
use serde::Serialize;

use crate::{
    duplicates::Duplicate,
    list::List,
    problems::{Problem, Problems},
};

/// What a file would bring.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    pub district_id: String,
    pub pairs: usize,
    /// Mothers of the pairs, and those who wait.
    pub mothers: usize,
    /// Volunteers of the pairs, and those without.
    pub volunteers: usize,
    pub waiting: usize,
    pub volunteers_without_pair: usize,
    /// Persons of these lines whom an earlier run has brought in.
    pub there_already: usize,
    /// Everything that is wrong, by line.
    pub problems: Vec<Problem>,
    pub possible_duplicates: Vec<Duplicate>,
    /// Letters of columns that nobody reads.
    pub unread_columns: Vec<String>,
}

impl Preview {
    pub fn of(
        district: &DistrictId,
        list: &List,
        there_already: usize,
        unread_columns: Vec<String>,
        problems: Problems,
        possible_duplicates: Vec<Duplicate>,
    ) -> Self {
        let paired: BTreeSet<usize> = list.pairs.iter().map(|pair| pair.mother).collect();
        Self {
            district_id: district.to_string(),
            pairs: list.pairs.len(),
            mothers: list.mothers.len(),
            volunteers: list.volunteers.len(),
            waiting: (0..list.mothers.len()).filter(|at| !paired.contains(at)).count(),
            volunteers_without_pair: list.volunteers.iter().filter(|volunteer| volunteer.pairs == 0).count(),
            there_already,
            problems: problems.in_order(),
            possible_duplicates,
            unread_columns,
        }
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pairs, mothers, volunteers, waiting, volunteers_without_pair, there_already, .. } = self;
        writeln!(
            f,
            "{}: {pairs} pairs, {waiting} mothers who wait, {volunteers_without_pair} volunteers without a pair",
            self.district_id
        )?;
        writeln!(
            f,
            "{mothers} mothers and {volunteers} volunteers; {there_already} of them are there from an earlier run"
        )?;
        if !self.unread_columns.is_empty() {
            writeln!(f, "Columns that are not read: {}", self.unread_columns.join(", "))?;
        }
        if !self.problems.is_empty() {
            writeln!(f, "Problems: {}", self.problems.len())?;
        }
        for problem in &self.problems {
            writeln!(f, "  {problem}")?;
        }
        if !self.possible_duplicates.is_empty() {
            writeln!(f, "Possible duplicates: {}", self.possible_duplicates.len())?;
        }
        for duplicate in &self.possible_duplicates {
            writeln!(f, "  {duplicate}")?;
        }
        Ok(())
    }
}
