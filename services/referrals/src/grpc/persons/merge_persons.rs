use std::collections::BTreeSet;

use decider::{DistrictId, Sealable, Sealed};
use edge::{App, Call, Failure, Reply, Violations};
use proto::referrals::v1::{
    Household, MergeField, MergePersonsRequest, MergePersonsResponse, PersonFacts, PersonIdentity,
};
use referrals_domain::{
    Person, PersonCommand, PersonRejection,
    person::{Absorb, Choice, PersonState},
};
use uuid::Uuid;

use crate::{grpc::retention::rows_as_new, queries::merging};

/// Both records decide, in one batch: the one that stays on what the other is, and the other that it still is so.
pub(super) async fn merge_persons(
    app: &App,
    call: Call,
    request: MergePersonsRequest,
) -> Result<Reply<MergePersonsResponse>, Failure> {
    let mut violations = Violations::default();
    let request_id = violations.id("request_id", &request.request_id);
    let own_id = violations.id("kept_person_id", &request.kept_person_id);
    let other_id = violations.id("absorbed_person_id", &request.absorbed_person_id);
    violations.choices::<MergeField>("taken_from_absorbed", &request.taken_from_absorbed);
    violations.settled()?;

    let by = call.command(&app.keyring, request_id, None, &request).await?;
    let own = app.found::<Person>(&call, own_id).await?;
    let other = app.found::<Person>(&call, other_id).await?;
    let choice = Choice(request.taken_from_absorbed().collect::<BTreeSet<_>>());
    let mut absorb = Absorb {
        own_id: own_id.to_string(),
        other_id: other_id.to_string(),
        other: other.state.clone(),
        identity: None,
        facts: None,
        household: None,
        although_told_apart: request.although_told_apart,
        hindered_by: None,
    };
    // Of whoever is being erased nothing can be sealed; the rules refuse her, and whoever is merged.
    if is_free(&own.state) && is_free(&other.state) {
        absorb.hindered_by = hindrance(app, &call, [(own_id, &own.state), (other_id, &other.state)]).await?;
        let both = Both { app, district: call.district(), own_id };
        absorb.identity = both
            .joined(own.state.identity.as_ref(), other.state.identity.as_ref(), |a: &PersonIdentity, b| {
                choice.identity(a, b)
            })
            .await?;
        absorb.facts = both
            .joined(own.state.facts.as_ref(), other.state.facts.as_ref(), |a: &PersonFacts, b| choice.facts(a, b))
            .await?;
        absorb.household = both
            .joined(own.state.household.as_ref(), other.state.household.as_ref(), |a: &Household, b| {
                choice.household(a, b)
            })
            .await?;
    }
    let merge = PersonCommand::MergeInto { kept_id: own_id.to_string(), seen: Box::new(other.state.clone()) };
    let done = app
        .log
        .together::<Person>(&by, own_id, PersonCommand::Absorb(Box::new(absorb)))
        .and::<Person>(other_id, merge)
        .execute()
        .await?;
    Ok(Reply::done(&done, MergePersonsResponse {}))
}

fn is_free(person: &PersonState) -> bool {
    person.erasure().is_none() && person.merged_into().is_none()
}

/// By rows as new as what may have happened with either.
async fn hindrance(
    app: &App,
    call: &Call,
    both: [(Uuid, &PersonState); 2],
) -> Result<Option<PersonRejection>, Failure> {
    rows_as_new(app, call).await?;
    let [one, other] = both.map(|(id, state)| {
        let earlier = state.absorbed().iter().filter_map(|id| id.parse().ok());
        std::iter::once(id).chain(earlier).collect::<Vec<Uuid>>()
    });
    let mut tx = app.database.district(call.district()).await?;
    let hindrance = merging::hindrance(&mut tx, &one, &other).await?;
    tx.commit().await?;
    Ok(hindrance)
}

struct Both<'c> {
    app: &'c App,
    district: &'c DistrictId,
    own_id: Uuid,
}

impl Both<'_> {
    /// What the two tell together, sealed for the one that stays; `None` where that is what it tells already.
    async fn joined<T: Sealable + PartialEq>(
        &self,
        own: Option<&Sealed>,
        other: Option<&Sealed>,
        join: impl Fn(&T, &T) -> T + Send,
    ) -> Result<Option<Sealed>, Failure> {
        let keyring = &self.app.keyring;
        let own: T = keyring.open_some(self.district, own).await?.or_empty();
        let other: T = keyring.open_some(self.district, other).await?.or_empty();
        let joined = join(&own, &other);
        if joined == own {
            return Ok(None);
        }
        Ok(Some(keyring.seal(self.district, self.own_id, &joined).await?))
    }
}
