use std::sync::Arc;

use decider::DistrictId;
use eventlog::{EventLog, Folded, Refused};
use referrals_domain::{Person, PersonRejection, person::PersonState};
use uuid::Uuid;

/// The record that stands for a person, whichever of her ids is asked about, as the log itself knows it: memory may not
/// have heard that two were merged. Revision 0 for nobody.
pub(crate) async fn standing(
    log: &EventLog,
    district: &DistrictId,
    mut id: Uuid,
) -> Result<(Uuid, Arc<Folded<PersonState>>), Refused<PersonRejection>> {
    loop {
        let person = log.load_newest::<Person>(district, id).await?;
        match person.state.merged_into().and_then(|kept| kept.parse().ok()) {
            Some(kept) => id = kept,
            None => return Ok((id, person)),
        }
    }
}
