//! `/import/{id}/bad-rows`: the lines that were not brought in, as a file to mend and send again, each with its reason.

use axum::{
    extract::{Path, State as Shared},
    http::header,
    response::{IntoResponse as _, Response},
};
use uuid::Uuid;

use super::list::{fault_words, found};
use crate::{app::App, failure::Failure, imports::LineState, visit::Staff};

pub async fn show(Shared(app): Shared<App>, staff: Staff, Path(id): Path<Uuid>) -> Result<Response, Failure> {
    let import = found(&app, &staff, id).await?;
    let t = staff.visit.texts();
    let bad = app.imports.lines_in(id, &[LineState::Bad, LineState::Failed]).await?;
    let file = app.imports.file(&import).await?.ok_or(Failure::NotFound)?;
    let reason = t.say("import-reason").to_string();
    let written = tokio::task::spawn_blocking(move || {
        let sheet = sheets::read(&file, &sheets::Limits::DEFAULT)?;
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let mut rows = sheet.rows.into_iter();
        let with = |mut cells: Vec<String>, reason: String| {
            cells.resize(width, String::new());
            cells.push(reason);
            cells
        };
        let mut table = vec![with(rows.next().map(|row| row.cells).unwrap_or_default(), reason)];
        table.extend(rows.filter_map(|row| {
            let fault = bad.get(&row.line)?;
            Some(with(row.cells, fault_words(&fault.problem, &fault.field, t)))
        }));
        Ok::<_, sheets::Unreadable>(sheets::csv(table.iter().map(Vec::as_slice)))
    });
    let file = written.await.map_err(Failure::unexpected)?.map_err(Failure::unexpected)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rivit.csv\""),
    ];
    Ok((headers, file).into_response())
}
