//! `/`: staff are sent to what today asks of them.

use axum::response::Redirect;

use crate::visit::Staff;

pub async fn show(_: Staff) -> Redirect {
    Redirect::to("/today")
}
