use decider::given;
use jiff::civil::{Date, date};
use proto::matching::v1::{ExpenseAnswer, ExpenseAnswered, ExpenseNoted, VolunteerLeft, volunteer_event::Event};

use super::with;
use crate::{
    Volunteer, VolunteerCommand as Command, VolunteerRejection as Rejection,
    samples::{approved, sealed},
};

fn bus() -> ExpenseNoted {
    ExpenseNoted {
        expense_id: "bus".to_owned(),
        spent_on: "2026-02-27".to_owned(),
        sum: Some(sealed()),
        what: Some(sealed()),
    }
}

fn note(spent_on: Date) -> Command {
    Command::NoteExpense { noted: ExpenseNoted { spent_on: String::new(), ..bus() }, spent_on }
}

fn answer(answer: ExpenseAnswer, with_reason: bool) -> Command {
    Command::AnswerExpense { expense_id: "bus".to_owned(), answer, reason: with_reason.then(sealed) }
}

fn answered(answer: ExpenseAnswer, with_reason: bool) -> Event {
    Event::ExpenseAnswered(ExpenseAnswered {
        expense_id: "bus".to_owned(),
        answer: answer.into(),
        reason: with_reason.then(sealed),
    })
}

fn left() -> Event {
    Event::Left(VolunteerLeft { reason: Some(sealed()), thanked: true })
}

#[test]
fn an_expense_is_noted_on_the_day_or_later_also_by_somebody_who_left() {
    let noted = Event::ExpenseNoted(bus());
    given::<Volunteer>(approved(1)).when(&note(date(2026, 2, 27))).then([noted.clone()]);
    given::<Volunteer>(with(approved(1), [left()])).when(&note(date(2026, 2, 27))).then([noted.clone()]);
    given::<Volunteer>(approved(1)).when(&note(date(2026, 3, 3))).then_rejected(Rejection::ExpenseInFuture);
    given::<Volunteer>(with(approved(1), [noted])).when(&note(date(2026, 2, 27))).then_nothing();
}

#[test]
fn an_expense_is_answered_once_also_after_she_left() {
    let noted = with(approved(1), [Event::ExpenseNoted(bus())]);
    given::<Volunteer>(noted.clone())
        .when(&answer(ExpenseAnswer::Paid, false))
        .then([answered(ExpenseAnswer::Paid, false)]);
    given::<Volunteer>(with(noted.clone(), [left()]))
        .when(&answer(ExpenseAnswer::Paid, false))
        .then([answered(ExpenseAnswer::Paid, false)]);
    given::<Volunteer>(with(noted, [answered(ExpenseAnswer::Paid, false)]))
        .when(&answer(ExpenseAnswer::Declined, true))
        .then_rejected(Rejection::ExpenseAnsweredAlready);
    given::<Volunteer>(approved(1)).when(&answer(ExpenseAnswer::Paid, false)).then_rejected(Rejection::ExpenseNotFound);
}

#[test]
fn whoever_declines_an_expense_says_why() {
    let noted = with(approved(1), [Event::ExpenseNoted(bus())]);
    given::<Volunteer>(noted.clone())
        .when(&answer(ExpenseAnswer::Declined, false))
        .then_rejected(Rejection::ExpenseReasonMissing);
    given::<Volunteer>(noted)
        .when(&answer(ExpenseAnswer::Declined, true))
        .then([answered(ExpenseAnswer::Declined, true)]);
}
