use decider::Env;
use proto::reporting::v1::{Cell, FiguresApproved, FiguresPublished, publication_event::Event};

use super::{PublicationCommand as Command, PublicationRejection as Rejection, PublicationState, table_id};
use crate::disclosure::cell;

pub(super) fn decide(state: &PublicationState, command: &Command, env: &Env) -> Result<Vec<Event>, Rejection> {
    let Command { audience, year, figures, smallest_cell, publisher, two_approvers, looked_at } = command;
    if i64::from(*year) >= i64::from(env.today.year()) {
        return Err(Rejection::YearNotOver { year: *year });
    }
    if figures.is_empty() {
        return Err(Rejection::NoProgrammes);
    }
    if figures.iter().any(|figure| !figure.definition.published) {
        return Err(Rejection::IndicatorNotPublished);
    }
    let mut cells: Vec<Cell> = figures
        .iter()
        .map(|figure| cell(&figure.programme_id, figure.definition, figure.measured, *smallest_cell))
        .collect();
    // One order, so that the same figures are the same table.
    cells.sort_by(|a, b| (&a.programme_id, &a.indicator_id).cmp(&(&b.programme_id, &b.indicator_id)));

    let table = table_id(&cells);
    if looked_at.is_some_and(|looked_at| looked_at != table) {
        return Err(Rejection::AnotherTable);
    }
    if state.published == Some(table) && state.approved.is_none() {
        return Ok(vec![]);
    }
    if *two_approvers {
        match state.approved.as_ref().filter(|approved| approved.digest == table) {
            Some(approved) if approved.by == publisher.as_str() => return Ok(vec![]),
            Some(_) => {}
            None => {
                let approved_by = publisher.as_str().to_owned();
                let approved = FiguresApproved { audience: audience.clone(), year: *year, approved_by, cells };
                return Ok(vec![Event::Approved(approved)]);
            }
        }
    }
    Ok(vec![Event::Published(FiguresPublished {
        audience: audience.clone(),
        year: *year,
        revision: state.revision + 1,
        smallest_cell: smallest_cell.get(),
        cells,
    })])
}
