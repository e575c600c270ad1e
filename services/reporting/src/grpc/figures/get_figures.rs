use edge::{App, Call, Failure, Reply, Shown, Violations};
use jiff::{Span, ToSpan as _, civil::Date};
use proto::reporting::v1::{Figure, GetFiguresRequest, GetFiguresResponse, GroupBy, Provenance};

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
        programme_id: if request.programme_id.is_empty() {
            ""
        } else {
            violations.slug("programme_id", &request.programme_id)
        },
        group_by: violations.optional_choice("group_by", request.group_by),
    };
    period(&mut violations, asked);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let figures = figures(&mut tx, asked, |_| true).await?;
    tx.commit().await?;
    let figures = figures.into_iter().map(told).collect();
    // Numbers alone, however few stand behind them: staff of the district may see everybody they are of.
    Ok(Reply::showing(GetFiguresResponse { figures }, Shown::NOBODY))
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

fn told(GroupFigure { definition, group, measured }: GroupFigure) -> Figure {
    Figure {
        indicator_id: definition.id.to_owned(),
        definition_id: definition.definition_id(),
        group,
        value: measured.value,
        n: measured.n,
        provenance: Provenance::Collected.into(),
    }
}
