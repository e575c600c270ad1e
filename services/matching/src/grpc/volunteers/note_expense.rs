use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::{
    matching::v1::{ExpenseNoted, ExpenseSum, NoteExpenseRequest, NoteExpenseResponse},
    referrals::v1::Note,
};

/// More than this is a slip of the keyboard.
const MOST_CENTS: u32 = 200_000;
const MOST_KILOMETRES: u32 = 2_000;

pub(super) async fn note_expense(
    app: &App,
    call: Call,
    request: NoteExpenseRequest,
) -> Result<Reply<NoteExpenseResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let spent_on = violations.date("spent_on", &request.spent_on);
    let what = violations.required_text("what", &request.what, Limits::NAME).to_owned();
    if !(1..=MOST_CENTS).contains(&request.cents) {
        violations.add("cents", "must be between 1 cent and 2000 euros");
    }
    if request.kilometres > MOST_KILOMETRES {
        violations.add("kilometres", "must be at most 2000 kilometres");
    }
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let by = app.context(&call, when, &request).await?;
    let expense_id = by.creates("expense", 0).to_string();
    let sum = ExpenseSum { cents: request.cents, kilometres: request.kilometres };
    let noted = ExpenseNoted {
        expense_id: expense_id.clone(),
        spent_on: String::new(),
        sum: Some(app.keyring.seal(call.district(), person, &sum).await?),
        what: Some(app.keyring.seal(call.district(), person, &Note { text: what }).await?),
    };
    let command = VolunteerCommand::NoteExpense { noted, spent_on };
    let done = app.log.execute::<Volunteer>(&by, volunteer, &command).await?;
    Ok(Reply::done(&done, NoteExpenseResponse { expense_id }))
}
