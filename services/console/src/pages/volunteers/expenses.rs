//! What a task cost a volunteer: written down, shown, answered.

use proto::matching::v1::{AnswerExpenseRequest, Expense, ExpenseAnswer, NoteExpenseRequest, Volunteer};

use crate::{
    acts::Acts,
    components::{Act, Choice, Field, FieldKind, Tag, Tone},
    forms::Form,
    i18n::{Key, Texts},
    named::Named as _,
};

/// An expense in words, how it stands, and what was said of it.
pub(super) fn shown(expense: &Expense, t: Texts) -> (String, Tag, String) {
    let (tag, more) = match expense.answer() {
        ExpenseAnswer::Paid => (Tag::new(Tone::Done, t.name(expense.answer())), t.iso_date(&expense.answered_on)),
        ExpenseAnswer::Declined => (Tag::new(Tone::Ended, t.name(expense.answer())), expense.reason.clone()),
        ExpenseAnswer::Unspecified => (Tag::new(Tone::Attention, t.say("expense-waits")), String::new()),
    };
    (words(expense, t), tag, more)
}

pub(super) fn noting(acts: &Acts<'_>, t: Texts) -> Act {
    let fields = vec![
        Field::new("spent_on", t.say("expense-spent-on"), FieldKind::Date),
        Field::new("what", t.say("expense-what"), FieldKind::Text),
        Field::new("cents", t.say("expense-euros"), FieldKind::Short).hint(t.say("expense-euros-hint")),
        Field::new("kilometres", t.say("expense-kilometres"), FieldKind::Number).optional(),
    ];
    acts.offer("expense", Key("act-expense"), fields)
}

/// Nothing to answer, nothing offered.
pub(super) fn answering(acts: &Acts<'_>, volunteer: &Volunteer, t: Texts) -> Option<Act> {
    let open = volunteer.expenses.iter().filter(|expense| expense.answer() == ExpenseAnswer::Unspecified);
    let open: Vec<Choice> = open.map(|expense| Choice::new(&expense.expense_id, words(expense, t))).collect();
    if open.is_empty() {
        return None;
    }
    let fields = vec![
        Field::new("expense_id", t.say("expense-which"), FieldKind::Radio(open)),
        Field::new("answer", t.say("expense-answer"), FieldKind::Radio(ExpenseAnswer::choices(t))),
        Field::new("reason", t.say("expense-reason"), FieldKind::Area(2)).optional().hint(t.say("expense-reason-hint")),
    ];
    Some(acts.offer("expense-answer", Key("act-expense-answer"), fields))
}

pub(super) fn noted(form: &Form, volunteer_id: String) -> NoteExpenseRequest {
    let kilometres = form.text("kilometres");
    NoteExpenseRequest {
        request_id: form.request_id().to_owned(),
        volunteer_id,
        spent_on: form.text("spent_on"),
        what: form.text("what"),
        // The service objects to what is no sum.
        cents: cents(&form.text("cents")).unwrap_or_default(),
        kilometres: if kilometres.is_empty() { 0 } else { kilometres.parse().unwrap_or(u32::MAX) },
        occurred_on: String::new(),
    }
}

pub(super) fn answered(form: &Form, volunteer_id: String) -> AnswerExpenseRequest {
    AnswerExpenseRequest {
        request_id: form.request_id().to_owned(),
        volunteer_id,
        expense_id: form.text("expense_id"),
        answer: form.number::<ExpenseAnswer>("answer"),
        reason: form.text("reason"),
        occurred_on: String::new(),
    }
}

fn words(expense: &Expense, t: Texts) -> String {
    let euros = t.decimal(f64::from(expense.cents) / 100.0, 2);
    let words = t.say("expense-words").with("day", t.iso_date(&expense.spent_on)).with("what", &expense.what);
    let words = words.with("euros", euros).to_string();
    if expense.kilometres == 0 {
        return words;
    }
    format!("{words}, {} km", t.number(i64::from(expense.kilometres)))
}

/// Euros as people write them, with a comma or a point; none for what is no sum.
fn cents(written: &str) -> Option<u32> {
    let plain: String = written.chars().filter(|letter| !letter.is_whitespace() && *letter != '€').collect();
    let (euros, cents) = plain.split_once([',', '.']).unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || !digits(euros) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    euros.parse::<u32>().ok()?.checked_mul(100)?.checked_add(format!("{cents:0<2}").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::cents;

    #[test]
    fn euros_are_read_as_people_write_them() {
        assert_eq!(cents("12,50"), Some(1250));
        assert_eq!(cents("12.5 €"), Some(1250));
        assert_eq!(cents("1 200"), Some(120_000));
        assert_eq!(cents("0,05"), Some(5));
        for no_sum in ["", "-5", "12,505", "1,2,3", "kaksi", ",50", "99999999999", "42949673"] {
            assert_eq!(cents(no_sum), None, "{no_sum}");
        }
    }
}
