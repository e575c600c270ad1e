use edge::{App, Call, Failure, Limits, Reply, Violations};
use matching_domain::{Volunteer, VolunteerCommand};
use proto::matching::v1::{AnswerExpenseRequest, AnswerExpenseResponse, ExpenseAnswer};

use crate::grpc::{note, sealed};

pub(super) async fn answer_expense(
    app: &App,
    call: Call,
    request: AnswerExpenseRequest,
) -> Result<Reply<AnswerExpenseResponse>, Failure> {
    let mut violations = Violations::default();
    let when = call.when(&mut violations, &request.request_id, &request.occurred_on);
    let volunteer = violations.id("volunteer_id", &request.volunteer_id);
    let expense_id = violations.id("expense_id", &request.expense_id).to_string();
    let answer = violations.choice::<ExpenseAnswer>("answer", request.answer);
    violations.text("reason", &request.reason, Limits::NOTE);
    if answer == ExpenseAnswer::Declined && request.reason.trim().is_empty() {
        violations.add("reason", "is required");
    }
    violations.settled()?;

    let person = super::person_of(app, &call, volunteer).await?;
    let reason = sealed(app, call.district(), person, note(&request.reason).as_ref()).await?;
    let command = VolunteerCommand::AnswerExpense { expense_id, answer, reason };
    let done = app.execute::<Volunteer>(&call, when, &request, volunteer, command).await?;
    Ok(Reply::done(&done, AnswerExpenseResponse {}))
}
