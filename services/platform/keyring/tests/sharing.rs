//! One keyring, many instances and roles, on real Postgres.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use decider::{DistrictId, Sealed};
use keyring::{InstallationKey, KeyError, KeyKind, Keyring, Opened};
use proto::referrals::v1::{Note, PersonFacts, PersonIdentity};
use testing::{Cluster, Ground, eventually, random_id};
use uuid::Uuid;

/// For how long instances of these tests keep keys.
const KEPT_FOR: Duration = Duration::from_millis(400);

struct Field {
    ground: Ground,
    district: DistrictId,
    person: Uuid,
}

impl Field {
    async fn new() -> Self {
        let ground = Ground::new(Cluster::R1).await;
        let (district, person) = (ground.open("here", &[]).await, random_id());
        ground.keyring.register(&district, person).await.unwrap();
        Self { ground, district, person }
    }

    /// A fresh instance in a service's role.
    fn instance(&self, role: &str) -> Keyring {
        let url = self.ground.keyring_database.url.replace("://keyring:", &format!("://{role}:"));
        let key = InstallationKey::read(&self.ground.key_file("installation.key")).unwrap();
        Keyring::connect_keeping(&url, key, 2, KEPT_FOR).unwrap()
    }

    async fn identity(&self) -> Sealed {
        self.ground.keyring.seal(&self.district, self.person, &identity()).await.unwrap()
    }

    async fn facts(&self) -> Sealed {
        self.ground.keyring.seal(&self.district, self.person, &facts()).await.unwrap()
    }
}

fn identity() -> PersonIdentity {
    PersonIdentity { given_name: "Nadia".to_owned(), ..PersonIdentity::default() }
}

fn facts() -> PersonFacts {
    PersonFacts { municipality_code: "609".to_owned(), ..PersonFacts::default() }
}

fn denied<T>(outcome: Result<T, KeyError>) -> bool {
    let Err(KeyError::Database(error)) = outcome else { return false };
    error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("42501"))
}

#[tokio::test]
async fn what_one_instance_sealed_another_opens() {
    let field = Field::new().await;
    let (sealed, other) = (field.identity().await, field.instance("matching"));
    assert_eq!(other.open(&field.district, &sealed).await.unwrap(), Opened::Clear(identity()));
    let back = other.seal(&field.district, field.person, &facts()).await.unwrap();
    assert_eq!(field.ground.keyring.open(&field.district, &back).await.unwrap(), Opened::Clear(facts()));
    assert_ne!(field.facts().await.ciphertext, back.ciphertext, "no two sealings are alike");
}

#[tokio::test]
async fn a_value_does_not_open_as_another_persons_or_districts_or_fields() {
    let field = Field::new().await;
    let keyring = &field.ground.keyring;
    let (sealed, other) = (field.identity().await, random_id());
    keyring.register(&field.district, other).await.unwrap();
    let hers = Sealed { person_id: other.to_string(), ..sealed.clone() };
    assert!(matches!(keyring.open::<PersonIdentity>(&field.district, &hers).await, Err(KeyError::NotOurs)));

    // The same person's id in a district that knows her, and in one that does not.
    let elsewhere = field.ground.open("there", &[]).await;
    assert_eq!(keyring.open::<PersonIdentity>(&elsewhere, &sealed).await.unwrap(), Opened::Erased);
    keyring.register(&elsewhere, field.person).await.unwrap();
    assert!(matches!(keyring.open::<PersonIdentity>(&elsewhere, &sealed).await, Err(KeyError::NotOurs)));

    // As another message under the same key, under her other key, and with a byte changed.
    assert!(matches!(keyring.open::<Note>(&field.district, &sealed).await, Err(KeyError::NotOurs)));
    assert!(matches!(keyring.open::<PersonFacts>(&field.district, &sealed).await, Err(KeyError::NotOurs)));
    let mut altered = sealed.clone();
    altered.seal_id[0] ^= 1;
    assert!(matches!(keyring.open::<PersonIdentity>(&field.district, &altered).await, Err(KeyError::NotOurs)));
    assert_eq!(keyring.open(&field.district, &sealed).await.unwrap(), Opened::Clear(identity()));
}

#[tokio::test]
async fn a_destroyed_key_is_gone_from_every_instance_in_time_and_never_comes_back() {
    let field = Field::new().await;
    let (identity_sealed, facts_sealed) = (field.identity().await, field.facts().await);
    let other = field.instance("referrals");
    assert_eq!(other.open(&field.district, &identity_sealed).await.unwrap(), Opened::Clear(identity()));
    assert_eq!(other.open(&field.district, &facts_sealed).await.unwrap(), Opened::Clear(facts()));
    field.ground.keyring.destroy(&field.district, field.person, KeyKind::Identity).await.unwrap();
    let destroyed = Instant::now();
    let here = field.ground.keyring.open::<PersonIdentity>(&field.district, &identity_sealed).await.unwrap();
    assert_eq!(here, Opened::Erased, "at once where it was destroyed");
    eventually("the end of what was kept", async || {
        let opened = other.open::<PersonIdentity>(&field.district, &identity_sealed).await.unwrap();
        (opened == Opened::Erased).then_some(())
    })
    .await;
    // The last answer from memory may be as late as the bound; what is above it is the test's own slowness.
    assert!(destroyed.elapsed() < KEPT_FOR + Duration::from_secs(2), "{:?}", destroyed.elapsed());
    assert_eq!(
        other.open(&field.district, &facts_sealed).await.unwrap(),
        Opened::Clear(facts()),
        "her other key stays"
    );

    for keyring in [&field.ground.keyring, &other, &field.instance("referrals")] {
        assert!(matches!(keyring.register(&field.district, field.person).await, Err(KeyError::NoKey)));
        let sealed = keyring.seal(&field.district, field.person, &identity()).await;
        assert!(matches!(sealed, Err(KeyError::NoKey)));
        let opened = keyring.open::<PersonIdentity>(&field.district, &identity_sealed).await.unwrap();
        assert_eq!(opened, Opened::Erased);
    }
}

#[tokio::test]
async fn whoever_registers_while_a_key_is_destroyed_does_not_bring_it_back() {
    let field = Field::new().await;
    let other = field.instance("referrals");
    for _ in 0..20 {
        let person = random_id();
        let destroying = field.ground.keyring.destroy(&field.district, person, KeyKind::Identity);
        let (destroyed, _) = tokio::join!(destroying, other.register(&field.district, person));
        destroyed.unwrap();
        let fresh = field.instance("referrals");
        assert!(matches!(fresh.seal(&field.district, person, &identity()).await, Err(KeyError::NoKey)));
        assert!(matches!(fresh.register(&field.district, person).await, Err(KeyError::NoKey)));
    }
}

#[tokio::test]
async fn many_who_register_one_person_get_one_key() {
    let field = Field::new().await;
    let person = random_id();
    let instances = [field.instance("referrals"), field.instance("referrals"), field.instance("referrals")];
    let (a, b, c) = tokio::join!(
        instances[0].register(&field.district, person),
        instances[1].register(&field.district, person),
        instances[2].register(&field.district, person),
    );
    a.and(b).and(c).unwrap();
    for sealer in &instances {
        let sealed = sealer.seal(&field.district, person, &identity()).await.unwrap();
        for opener in &instances {
            assert_eq!(opener.open(&field.district, &sealed).await.unwrap(), Opened::Clear(identity()));
        }
    }
}

#[tokio::test]
async fn a_role_reaches_the_keys_it_was_granted_and_no_others() {
    let field = Field::new().await;
    let (identity_sealed, facts_sealed) = (field.identity().await, field.facts().await);
    let stranger = random_id();
    for role in ["matching", "scheduling", "reporting"] {
        let keyring = field.instance(role);
        let opened = keyring.open::<PersonIdentity>(&field.district, &identity_sealed).await;
        if role == "reporting" {
            assert!(denied(opened), "reporting never reads a name");
        } else {
            assert_eq!(opened.unwrap(), Opened::Clear(identity()), "{role}");
        }
        assert_eq!(keyring.open(&field.district, &facts_sealed).await.unwrap(), Opened::Clear(facts()), "{role}");
        assert!(denied(keyring.register(&field.district, stranger).await), "{role} adds no key");
        assert!(keyring.destroy(&field.district, field.person, KeyKind::Statistics).await.is_err(), "{role}");
        assert!(denied(keyring.open_district(&"elsewhere".parse().unwrap()).await), "{role} opens no district");
    }
    let fresh = field.instance("referrals");
    assert_eq!(
        fresh.open(&field.district, &facts_sealed).await.unwrap(),
        Opened::Clear(facts()),
        "nothing was destroyed"
    );
}

#[tokio::test]
async fn grants_applied_again_give_each_role_what_is_its_and_take_the_rest() {
    let field = Field::new().await;
    let (identity_sealed, facts_sealed) = (field.identity().await, field.facts().await);
    let mut owner = field.ground.keyring_database.owner().await;
    let changed = "revoke all on all functions in schema keyring from matching;
        grant execute on function keyring.identity_key(text, uuid) to reporting;
        grant execute on function keyring.open_district(text, bytea) to public;
        grant usage on schema keyring to national";
    sqlx::raw_sql(changed).execute(&mut owner).await.unwrap();
    assert!(denied(field.instance("matching").open::<PersonFacts>(&field.district, &facts_sealed).await));
    let elsewhere = "elsewhere".parse().unwrap();
    field.instance("reporting").open_district(&elsewhere).await.unwrap();

    for _ in 0..2 {
        sqlx::raw_sql(keyring::GRANTS).execute(&mut owner).await.unwrap();
        let (matching, reporting) = (field.instance("matching"), field.instance("reporting"));
        assert_eq!(matching.open(&field.district, &facts_sealed).await.unwrap(), Opened::Clear(facts()));
        assert_eq!(matching.open(&field.district, &identity_sealed).await.unwrap(), Opened::Clear(identity()));
        assert_eq!(reporting.open(&field.district, &facts_sealed).await.unwrap(), Opened::Clear(facts()));
        assert!(denied(reporting.open::<PersonIdentity>(&field.district, &identity_sealed).await));
        assert!(denied(reporting.open_district(&elsewhere).await));
        let strange: bool = sqlx::query_scalar("select has_schema_privilege('national', 'keyring', 'usage')")
            .fetch_one(&mut owner)
            .await
            .unwrap();
        assert!(!strange, "the national view holds no keys");
    }
}

#[tokio::test]
async fn another_installations_key_opens_nothing() {
    let field = Field::new().await;
    let sealed = field.identity().await;
    let url = &field.ground.keyring_database.owner_url;
    let thief = Keyring::connect(url, InstallationKey::parse(&"5".repeat(64)).unwrap(), 1).unwrap();
    assert!(matches!(thief.open::<PersonIdentity>(&field.district, &sealed).await, Err(KeyError::NotOurs)));
}
