use edge::{App, Call, Failure, Page, PageToken, Reply, Violations, date, total};
use matching_domain::ranking::{self, Unlocking, Waiting, explain, rank, unlocking, wanted_volunteers, why_none};
use proto::{
    matching::v1::{self as pb, RankCandidatesRequest, RankCandidatesResponse},
    programmes::v1::VolunteerRules,
};

use crate::{grpc::person, queries::pair};

/// Volunteers named beside one change.
const UNLOCKED: usize = 10;

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
    let is_first_page = page.after.is_none();
    let unlockings = if is_first_page { unlocking(&waiting, &rules, &candidates) } else { Vec::new() };
    let wanted = is_first_page && ranked.is_empty();
    let mut rows: Vec<_> = ranked.into_iter().skip(seen(&page)).take(page.size + 1).collect();
    let next = seen(&page) + page.size;
    let next_page_token = page.cut(&mut rows, |_| PageToken { key: next.to_string(), id });
    let message = RankCandidatesResponse {
        candidates: rows.iter().map(|of| candidate(&waiting, of)).collect(),
        exclusions: why_none(&waiting, &rules, &candidates),
        next_page_token,
        total,
        unlockings: unlockings.iter().map(unlocked).collect(),
        wanted_volunteers: if wanted { looked_for(&waiting, id, &rules) } else { Vec::new() },
    };
    let mut persons = vec![person(&waiting.known.person_id)?];
    for one in &message.candidates {
        persons.push(person(&one.person_id)?);
    }
    for one in message.unlockings.iter().flat_map(|change| &change.volunteers) {
        persons.push(person(&one.person_id)?);
    }
    let shown = call.shows(tx, &persons).await?;
    Ok(Reply::showing(message, shown))
}

/// How many the pages before have shown. The order has no column to go on from: a page goes on by place.
fn seen(page: &Page) -> usize {
    page.after.as_ref().and_then(|PageToken { key, id: _ }| key.parse().ok()).unwrap_or(0)
}

fn candidate(waiting: &Waiting, of: &ranking::Candidate) -> pb::Candidate {
    let municipality = &of.known.facts.municipality_code;
    pb::Candidate {
        volunteer_id: of.volunteer_id.clone(),
        person_id: of.known.person_id.clone(),
        municipality_code: if of.known.address_protected { String::new() } else { municipality.clone() },
        free_slots: of.capacity.saturating_sub(of.slots_taken),
        terms: explain(waiting, of),
    }
}

fn unlocked(change: &Unlocking<'_>) -> pb::Unlocking {
    let volunteers = change.volunteers.iter().take(UNLOCKED);
    pb::Unlocking {
        rule: change.rule.into(),
        municipality_code: change.municipality_code.clone(),
        volunteers: volunteers
            .map(|freed| pb::UnlockedVolunteer {
                volunteer_id: freed.volunteer_id.to_owned(),
                person_id: freed.person_id.to_owned(),
                back_on: date(freed.back_on),
            })
            .collect(),
        total: total(change.volunteers.len()),
    }
}

fn looked_for(waiting: &Waiting, id: uuid::Uuid, rules: &VolunteerRules) -> Vec<pb::WantedVolunteer> {
    let wanted = wanted_volunteers(&[waiting], rules).into_iter();
    wanted.map(|one| super::plan_matches::wanted(one, rules, &[id.to_string()])).collect()
}
