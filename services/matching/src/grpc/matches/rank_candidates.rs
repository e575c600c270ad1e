use edge::{App, Call, Failure, Page, PageToken, Reply, Violations, total};
use matching_domain::ranking::{self, Explained, rank, why_none};
use proto::matching::v1::{Candidate, RankCandidatesRequest, RankCandidatesResponse};

use crate::{grpc::person, queries::pair};

pub(super) async fn rank_candidates(
    app: &App,
    call: Call,
    request: RankCandidatesRequest,
) -> Result<Reply<RankCandidatesResponse>, Failure> {
    let mut violations = Violations::default();
    let page = Page::read(&mut violations, request.page_size, &request.page_token);
    let id = violations.id("support_request_id", &request.support_request_id);
    violations.settled()?;

    let mut tx = app.database.district(call.district()).await?;
    let today = call.today();
    let (waiting, programme) = pair::waiting(&mut tx, id, today).await?.ok_or(Failure::NotFound)?;
    let candidates = pair::candidates(&mut tx, &programme, today).await?;
    let rules = pair::rules(app, &programme, today);
    let ranked = rank(&waiting, &rules, &candidates);
    let total = total(ranked.len());
    let mut rows: Vec<Explained> = ranked.into_iter().skip(seen(&page)).take(page.size + 1).collect();
    let next = seen(&page) + page.size;
    let next_page_token = page.cut(&mut rows, |_| PageToken { key: next.to_string(), id });
    let mut persons = vec![person(&waiting.known.person_id)?];
    let mut shown = Vec::with_capacity(rows.len());
    for explained in rows {
        let Some(of) = candidates.iter().find(|of| of.volunteer_id == explained.volunteer_id) else { continue };
        persons.push(person(&of.known.person_id)?);
        shown.push(candidate(of, explained));
    }
    let message = RankCandidatesResponse {
        candidates: shown,
        exclusions: why_none(&waiting, &rules, &candidates),
        next_page_token,
        total,
    };
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(message, shown))
}

/// How many the pages before have shown. The order has no column to go on from: a page goes on by place.
fn seen(page: &Page) -> usize {
    page.after.as_ref().and_then(|PageToken { key, id: _ }| key.parse().ok()).unwrap_or(0)
}

fn candidate(of: &ranking::Candidate, explained: Explained) -> Candidate {
    let municipality = &of.known.facts.municipality_code;
    Candidate {
        volunteer_id: explained.volunteer_id,
        person_id: of.known.person_id.clone(),
        municipality_code: if of.known.address_protected { String::new() } else { municipality.clone() },
        free_slots: of.capacity.saturating_sub(of.slots_taken),
        terms: explained.terms,
    }
}
