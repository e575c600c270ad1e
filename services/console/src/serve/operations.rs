//! What an operator's tools ask: is it alive, may it get requests, how much does it do.

use axum::{Router, extract::State, http::StatusCode, routing::get};

use crate::app::App;

pub(super) fn routes(app: App) -> Router {
    Router::new()
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app)
}

/// Ready when somebody could sign in. Services may be away: pages say so themselves.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match sqlx::query("SELECT FROM console.sessions LIMIT 0").execute(&app.pool).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the accounts cannot be read\n"),
    }
}

async fn metrics(State(app): State<App>) -> String {
    format!(
        "# HELP console_database_connections Connections to the accounts, by use.\n\
         # TYPE console_database_connections gauge\n\
         console_database_connections{{use=\"open\"}} {}\n\
         console_database_connections{{use=\"idle\"}} {}\n",
        app.pool.size(),
        app.pool.num_idle()
    )
}
