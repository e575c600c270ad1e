//! What the holder of a link may do right now. Asked each time anew, of the log and of rows that are as new as
//! referrals: a link is dead the moment its reason is gone, whatever token was made of it.

use decider::Sealed;
use edge::{App, Call, Failure};
use matching_domain::{Link, LinkState, Match, Proposal, Volunteer, link::Issued};
use proto::matching::v1::{LinkAction, Side};
use uuid::Uuid;

use crate::{
    commands::Using,
    grpc::{as_new_as_referrals, person},
    queries::link::{self, Person},
};

/// A link that nothing has ended but perhaps its own use.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) using: Using,
    issued: Issued,
    /// The proposal or match.
    pub(super) object: Uuid,
}

impl Held {
    /// By the caller's token. Any other link, action or district is not found.
    pub(super) async fn by_token(app: &App, call: &Call, action: LinkAction) -> Result<Self, Failure> {
        let named = call.caller.object.as_deref().and_then(|object| object.split_once('.'));
        let (link, issue) = named.ok_or(Failure::NotFound)?;
        let (link, issue) =
            (link.parse().map_err(|_| Failure::NotFound)?, issue.parse().map_err(|_| Failure::NotFound)?);
        let folded = app.found::<Link>(call, link).await?;
        let held = Self::of(call, Using { link, issue }, &folded.state)?;
        if held.issued.action() == action { Ok(held) } else { Err(Failure::NotFound) }
    }

    pub(super) fn of(call: &Call, using: Using, state: &LinkState) -> Result<Self, Failure> {
        let issued = state.standing(using.issue, call.today()).cloned().ok_or(Failure::NotFound)?;
        let object = issued.object_id.parse().map_err(Failure::internal)?;
        Ok(Self { using, issued, object })
    }

    pub(super) fn action(&self) -> LinkAction {
        self.issued.action()
    }

    pub(super) fn side(&self) -> Side {
        self.issued.side()
    }

    pub(super) fn is_used(&self) -> bool {
        self.issued.used
    }

    /// Under whose key her answers are sealed.
    pub(super) fn person(&self) -> Result<Uuid, Failure> {
        person(&self.issued.person_id)
    }

    /// A `LinkSecret`.
    pub(super) fn sealed_secret(&self) -> Option<&Sealed> {
        self.issued.secret.as_ref()
    }

    /// What the holder's token is for.
    pub(super) fn token_object(&self) -> String {
        format!("{}.{}", self.using.link, self.using.issue)
    }

    /// Not found unless it may still do what it is for: one that was used may not.
    pub(super) async fn lives(self, app: &App, call: &Call) -> Result<Self, Failure> {
        let lives = !self.is_used()
            && match self.action() {
                LinkAction::AnswerProposal => self.may_answer(app, call).await?,
                LinkAction::TellCheckIn => self.may_tell(app, call).await?,
                LinkAction::Unspecified => false,
            };
        if lives { Ok(self) } else { Err(Failure::NotFound) }
    }

    async fn may_answer(&self, app: &App, call: &Call) -> Result<bool, Failure> {
        let proposal = app.found::<Proposal>(call, self.object).await?;
        let pair = proposal.state.pair();
        let volunteer = app.found::<Volunteer>(call, person(&pair.volunteer_id)?).await?;
        if !proposal.state.waits_for(self.side(), call.today())
            || !volunteer.state.is_approved()
            || volunteer.state.is_paused_on(call.today())
        {
            return Ok(false);
        }
        let [her, their] = told(app, call, [&pair.person_id, &pair.volunteer_person_id]).await?;
        let may_be_asked = her.may_be_asked && !her.erased && !their.erased;
        Ok(may_be_asked && (self.side() != Side::Volunteer || her.may_be_shown))
    }

    async fn may_tell(&self, app: &App, call: &Call) -> Result<bool, Failure> {
        let found = app.found::<Match>(call, self.object).await?;
        if !found.state.is_running() {
            return Ok(false);
        }
        let pair = &found.state.pair;
        let both = told(app, call, [&pair.person_id, &pair.volunteer_person_id]).await?;
        Ok(both.into_iter().all(|person| !person.erased))
    }
}

/// What referrals tells of two persons by now, consents and erasures with it.
pub(super) async fn told(app: &App, call: &Call, persons: [&str; 2]) -> Result<[Person; 2], Failure> {
    as_new_as_referrals(app, call).await?;
    let mut tx = app.database.district(call.district()).await?;
    let [one, other] = persons;
    let both = [link::person(&mut tx, person(one)?).await?, link::person(&mut tx, person(other)?).await?];
    tx.commit().await?;
    Ok(both)
}
