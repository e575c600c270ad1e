use decider::{Env, Sealed};
use jiff::civil::Date;
use proto::matching::v1::{ExpenseAnswer, ExpenseAnswered, ExpenseNoted, VolunteerStatus as S, volunteer_event::Event};
use serde::{Deserialize, Serialize};

use super::{VolunteerRejection as Rejection, VolunteerState};

/// An expense as the rules know it: what it comes to is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Expense {
    pub(super) expense_id: String,
    pub(super) answered: bool,
}

/// Also of somebody who left: what her task cost her she may hand in after it.
pub(super) fn note(
    state: &VolunteerState,
    noted: &ExpenseNoted,
    spent_on: Date,
    env: &Env,
) -> Result<Vec<Event>, Rejection> {
    if !state.is_here() && state.status() != S::Left {
        return Err(Rejection::Gone);
    }
    if spent_on > env.occurred_on {
        return Err(Rejection::ExpenseInFuture);
    }
    if state.expenses.iter().any(|known| known.expense_id == noted.expense_id) {
        return Ok(vec![]);
    }
    Ok(vec![Event::ExpenseNoted(ExpenseNoted { spent_on: spent_on.to_string(), ..noted.clone() })])
}

/// Once, whatever became of the volunteer since: nobody is left without an answer, and a no says why.
pub(super) fn answer(
    state: &VolunteerState,
    expense_id: &str,
    answer: ExpenseAnswer,
    reason: Option<&Sealed>,
) -> Result<Vec<Event>, Rejection> {
    let expense =
        state.expenses.iter().find(|known| known.expense_id == expense_id).ok_or(Rejection::ExpenseNotFound)?;
    if expense.answered {
        return Err(Rejection::ExpenseAnsweredAlready);
    }
    if answer == ExpenseAnswer::Declined && reason.is_none() {
        return Err(Rejection::ExpenseReasonMissing);
    }
    Ok(vec![Event::ExpenseAnswered(ExpenseAnswered {
        expense_id: expense_id.to_owned(),
        answer: answer.into(),
        reason: reason.cloned(),
    })])
}
