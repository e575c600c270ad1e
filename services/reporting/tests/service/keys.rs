use keyring::{InstallationKey, KeyError, Keyring, Opened};
use proto::referrals::v1::{PersonFacts, PersonIdentity};
use testing::random_id;

use super::year::Year;

/// Whatever its code does: the role of its database does not get an identity key.
#[tokio::test(flavor = "multi_thread")]
async fn reporting_opens_values_under_statistics_keys_alone() {
    let year = Year::open().await;
    let person = random_id();
    year.keyring().register(&year.district, person).await.unwrap();
    let identity = PersonIdentity { given_name: "Nadia".to_owned(), ..PersonIdentity::default() };
    let identity = year.keyring().seal(&year.district, person, &identity).await.unwrap();
    let facts = PersonFacts { municipality_code: "609".to_owned(), ..PersonFacts::default() };
    let sealed = year.keyring().seal(&year.district, person, &facts).await.unwrap();

    let key = InstallationKey::read(&year.ground.key_file("installation.key")).unwrap();
    let reporting = Keyring::connect(&year.service.settings.keyring_url, key, 1).unwrap();
    assert_eq!(reporting.open::<PersonFacts>(&year.district, &sealed).await.unwrap(), Opened::Clear(facts));
    let refused = reporting.open::<PersonIdentity>(&year.district, &identity).await.unwrap_err();
    let KeyError::Database(error) = refused else { panic!("{refused:?}") };
    // insufficient_privilege
    assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"));
    assert!(reporting.register(&year.district, random_id()).await.is_err(), "nor does it make or destroy keys");
    year.service.stop().await;
}
