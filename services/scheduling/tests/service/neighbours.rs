//! Events of other services, written into their streams as they would write them.

use std::marker::PhantomData;

use decider::{ActorId, CommandId, Decider, DistrictId, Env, Rejection, StoredEvent};
use eventlog::{CommandContext, Context, EventLog};
use jiff::civil::Date;
use matching_domain::{Group, Match};
use proto::{
    matching::v1::{GroupStarted, MatchSetUp, group_event, match_event},
    referrals::v1::{ErasureGround, PersonAbsorbed, PersonErasureOrdered, PersonRegistered, person_event},
};
use referrals_domain::Person;
use testing::{Ground, random_id};
use uuid::Uuid;

/// The streams of matching and referrals, for their own users.
pub(crate) struct Neighbours {
    matching: EventLog,
    referrals: EventLog,
}

impl Neighbours {
    pub(crate) async fn connect(ground: &Ground) -> Self {
        let log = async |user: &str, context| {
            let client = runtime::nats(&ground.cluster.settings(user), "test", false).await.unwrap();
            EventLog::without_saved(client, context)
        };
        Self {
            matching: log("matching", Context::Matching).await,
            referrals: log("referrals", Context::Referrals).await,
        }
    }

    pub(crate) async fn of_match(&self, district: &DistrictId, id: Uuid, on: &str, event: match_event::Event) {
        tell::<match_event::Event>(&self.matching, district, id, on, event).await;
    }

    pub(crate) async fn set_up(&self, district: &DistrictId, on: &str, person: Uuid, programme: &str) -> Uuid {
        let id = random_id();
        let set_up = MatchSetUp {
            proposal_id: random_id().to_string(),
            person_id: person.to_string(),
            volunteer_person_id: random_id().to_string(),
            programme_id: programme.to_owned(),
            term_months: 12,
            ..MatchSetUp::default()
        };
        self.of_match(district, id, on, match_event::Event::SetUp(set_up)).await;
        id
    }

    pub(crate) async fn group(&self, district: &DistrictId, leaders: &[Uuid]) -> Uuid {
        let id = random_id();
        let started = GroupStarted {
            name: "Keskiviikon äidit".to_owned(),
            leader_person_ids: leaders.iter().map(Uuid::to_string).collect(),
            capacity: 12,
            ..GroupStarted::default()
        };
        tell::<group_event::Event>(&self.matching, district, id, "2025-01-07", group_event::Event::Started(started))
            .await;
        id
    }

    pub(crate) async fn group_event(&self, district: &DistrictId, group: Uuid, event: group_event::Event) {
        tell::<group_event::Event>(&self.matching, district, group, "2025-01-08", event).await;
    }

    /// Somebody referrals knows.
    pub(crate) async fn person(&self, district: &DistrictId) -> Uuid {
        let id = random_id();
        let event = person_event::Event::Registered(PersonRegistered::default());
        tell::<person_event::Event>(&self.referrals, district, id, "2025-01-07", event).await;
        id
    }

    /// Two records of one person become one.
    pub(crate) async fn merge(&self, district: &DistrictId, kept: Uuid, absorbed: Uuid) {
        let event = PersonAbsorbed { absorbed_person_id: absorbed.to_string(), ..PersonAbsorbed::default() };
        let event = person_event::Event::Absorbed(event);
        tell::<person_event::Event>(&self.referrals, district, kept, "2025-02-03", event).await;
    }

    pub(crate) async fn order_erasure(&self, district: &DistrictId, person: Uuid) {
        let ordered =
            PersonErasureOrdered { erasure_id: random_id().to_string(), ground: ErasureGround::Requested.into() };
        let event = person_event::Event::ErasureOrdered(ordered);
        tell::<person_event::Event>(&self.referrals, district, person, "2025-06-02", event).await;
    }
}

/// The kind of aggregate that events of a type are of.
trait OfKind: StoredEvent {
    const KIND: &'static str;
}

impl OfKind for match_event::Event {
    const KIND: &'static str = Match::KIND;
}

impl OfKind for group_event::Event {
    const KIND: &'static str = Group::KIND;
}

impl OfKind for person_event::Event {
    const KIND: &'static str = Person::KIND;
}

/// Writes whatever it is told.
struct Told<E>(PhantomData<fn() -> E>);

impl<E: OfKind> Decider for Told<E> {
    const KIND: &'static str = E::KIND;
    const FOLD_VERSION: u32 = 1;
    type State = ();
    type Command = E;
    type Event = E;
    type Rejection = Never;

    fn decide((): &(), command: &E, _: &Env) -> Result<Vec<E>, Never> {
        Ok(vec![command.clone()])
    }

    fn evolve((): &mut (), _: &E, _: Date) {}
}

#[derive(Debug, Clone, thiserror::Error)]
enum Never {}

impl Rejection for Never {
    fn reason(&self) -> &'static str {
        match *self {}
    }
}

async fn tell<E: OfKind>(log: &EventLog, district: &DistrictId, id: Uuid, on: &str, event: E) {
    let by = CommandContext {
        district: district.clone(),
        command: CommandId(random_id()),
        digest: [0; 32],
        actor: ActorId::new("test"),
        purpose: "coordination",
        env: Env::at(super::district::now(), Some(on.parse().unwrap())),
        causation: None,
    };
    log.execute::<Told<E>>(&by, id, &event).await.map(drop).unwrap();
}
