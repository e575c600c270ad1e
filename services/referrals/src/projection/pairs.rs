use ::projection::{ApplyError, Entry, id};
use database::DistrictTx;
use eventlog::Recorded;
use proto::matching::v1::{match_event, proposal_event, support_request_event};

/// What matching calls them in its subjects.
const PROPOSAL: &str = "proposal";
const MATCH: &str = "match";
const SUPPORT_REQUEST: &str = "support-request";

/// Who was proposed to whom, and who is whose guardian.
pub(super) async fn apply(tx: &mut DistrictTx, commit: &Recorded) -> Result<(), ApplyError> {
    for row in Entry::all(commit) {
        match commit.kind.as_str() {
            PROPOSAL => proposal(tx, row).await?,
            MATCH => pair(tx, row).await?,
            SUPPORT_REQUEST => family(tx, row).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn proposal(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    use proposal_event::Event;
    let over = "update proposed_pair set over = true, declined = $3 where district = $1 and proposal = $2";
    let settled = match row.event.decode()? {
        Event::Made(made) => row
            .about("insert into proposed_pair (district, proposal, person, volunteer) values ($1, $2, $3, $4)")
            .bind(id(&made.person_id)?)
            .bind(id(&made.volunteer_person_id)?),
        Event::Answered(answered) if !answered.yes => row.about(over).bind(true),
        Event::Expired(_) | Event::Withdrawn(_) => row.about(over).bind(false),
        Event::Answered(_) | Event::CallWished(_) | Event::CallMade(_) => return Ok(()),
    };
    settled.execute(tx.rows()).await?;
    Ok(())
}

async fn pair(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    use match_event::Event;
    let settled = match row.event.decode()? {
        Event::SetUp(set_up) => row
            .about("update proposed_pair set match = $2, over = false where district = $1 and proposal = $3")
            .bind(id(&set_up.proposal_id)?),
        Event::Ended(_) | Event::Cancelled(_) => {
            row.about("update proposed_pair set over = true where district = $1 and match = $2")
        }
        _ => return Ok(()),
    };
    settled.execute(tx.rows()).await?;
    Ok(())
}

async fn family(tx: &mut DistrictTx, row: Entry<'_>) -> Result<(), ApplyError> {
    use support_request_event::Event;
    let told = match row.event.decode()? {
        Event::Opened(opened) => row
            .about(
                "insert into sought_for (district, support_request, person) values ($1, $2, $3) on conflict do nothing",
            )
            .bind(id(&opened.person_id)?),
        Event::GuardianNamed(named) => row
            .about(
                "insert into guardian (district, support_request, guardian) values ($1, $2, $3) on conflict do nothing",
            )
            .bind(id(&named.person_id)?),
        Event::GuardianRemoved(removed) => row
            .about("delete from guardian where district = $1 and support_request = $2 and guardian = $3")
            .bind(id(&removed.person_id)?),
        _ => return Ok(()),
    };
    told.execute(tx.rows()).await?;
    Ok(())
}
