use edge::{App, Call, Failure, Page, Reply, Violations, total};
use proto::referrals::v1::{ListReferralsRequest, ListReferralsResponse, ReferralStatus};
use uuid::Uuid;

use crate::queries::referral::{Filter, OPEN, how_many, list};

pub(super) async fn list_referrals(
    app: &App,
    call: Call,
    request: ListReferralsRequest,
) -> Result<Reply<ListReferralsResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let person = violations.optional_id("person_id", &request.person_id);
    violations.choices::<ReferralStatus>("statuses", &request.statuses);
    let programme = violations.optional_slug("programme_id", &request.programme_id).map(str::to_owned);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let filter = Filter {
        statuses: if request.statuses.is_empty() { OPEN.map(i32::from).to_vec() } else { request.statuses },
        programme,
        person: match person {
            Some(person) => Some(alias::kept(&mut tx, person).await?),
            None => None,
        },
    };
    let counted = how_many(&mut tx, &filter).await?;
    let (rows, next_page_token) = list(&mut tx, &filter, &page).await?;
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person).collect();
    let shown = call.shows(tx, &persons).await?;
    let message = ListReferralsResponse {
        referrals: rows.into_iter().map(|row| row.message).collect(),
        next_page_token,
        total: total(counted),
    };
    Ok(Reply::showing(message, shown))
}
