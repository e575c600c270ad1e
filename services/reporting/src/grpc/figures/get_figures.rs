use ::projection::Token;
use decider::DistrictId;
use edge::{App, Call, Failure, Reply, Shown, Violations, record_time};
use eventlog::Context;
use jiff::{Span, ToSpan as _, civil::Date};
use proto::reporting::v1::{CellKind, Figure, GetFiguresRequest, GetFiguresResponse, GroupBy, Provenance};
use reporting_domain::{SmallestCell, disclosure::cell};

use crate::queries::figures::{Asked, GroupFigure, figures};

pub(super) async fn get_figures(
    app: &App,
    call: Call,
    request: GetFiguresRequest,
) -> Result<Reply<GetFiguresResponse>, Failure> {
    let mut violations = Violations::default();
    let asked = Asked {
        from: violations.date("from", &request.from),
        to: violations.date("to", &request.to),
        programme_id: violations.optional_slug("programme_id", &request.programme_id).unwrap_or_default(),
        group_by: violations.optional_choice("group_by", request.group_by),
    };
    period(&mut violations, asked);
    violations.settled()?;

    let known = app.installation.known();
    let rules = known.districts.get(call.district()).map(|district| district.rules).unwrap_or_default();
    let k = SmallestCell::of_district(rules.smallest_cell);
    // Read before the rows: they show this much, and perhaps more.
    let position = position(app, call.district()).to_string();
    let mut tx = app.database.district(call.district()).await?;
    let figures = figures(&mut tx, asked, |_| true).await?;
    tx.commit().await?;
    let counted = GetFiguresResponse {
        figures: figures.into_iter().map(|figure| told(figure, k)).collect(),
        as_of_time: Some(record_time(call.now)),
        position,
        smallest_cell: k.get(),
    };
    // Numbers alone, however few stand behind them: staff of the district may see everybody they are of.
    Ok(Reply::showing(counted, Shown::NOBODY))
}

/// How far the rows of a district show each context that is counted in.
fn position(app: &App, district: &DistrictId) -> Token {
    let lanes = app.positions.all();
    let of = |context: Context| {
        let lanes = lanes.iter().filter(|(_, stream, _)| stream.context == context && stream.district == *district);
        Some((context, lanes.map(|(_, _, sequence)| *sequence).min()?))
    };
    Token([Context::Referrals, Context::Matching, Context::Scheduling].into_iter().filter_map(of).collect())
}

fn period(violations: &mut Violations, asked: Asked<'_>) {
    let (longest, because): (Span, _) = match asked.group_by {
        GroupBy::Month => (3.years(), "must be at most three years after the first day"),
        _ => (10.years(), "must be at most ten years after the first day"),
    };
    if asked.to < asked.from {
        violations.add("to", "must not precede the first day");
    }
    // An unreadable day is told as such.
    if asked.from != Date::ZERO && asked.to > asked.from.saturating_add(longest) {
        violations.add("to", because);
    }
}

fn told(GroupFigure { definition, group, measured }: GroupFigure, k: SmallestCell) -> Figure {
    Figure {
        indicator_id: definition.id.to_owned(),
        definition_id: definition.definition_id(),
        group,
        value: measured.value,
        n: measured.n,
        few: cell("", definition, measured, k).kind() != CellKind::Value,
        provenance: Provenance::Collected.into(),
    }
}
