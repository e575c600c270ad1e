use proto::{programmes::v1::Programme, referrals::v1::Purpose};
use rinnalla::commands::{
    district::{CannotOpen, Outcome, list},
    shared,
};
use testing::Cluster;

use super::site::{Site, outcomes};

#[tokio::test]
async fn opening_a_district_again_changes_nothing() {
    for cluster in Cluster::BOTH {
        let site = Site::new(cluster).await;
        site.share_programme().await;
        let listening = site.offering.listen().await;

        let first = site.add_district(Some(&listening), false).await.unwrap();
        assert_eq!(
            outcomes(&first),
            [
                ("key", Outcome::InPlace),
                ("streams", Outcome::InPlace),
                ("publication stream", Outcome::InPlace),
                ("district", Outcome::Recorded),
                ("agreement pori", Outcome::Recorded),
                ("grant grant", Outcome::Recorded),
            ]
        );
        let (messages, sealed_before) = (site.installation_messages().await, seal(&site).await);

        let second = site.add_district(Some(&listening), false).await.unwrap();
        assert_eq!(
            outcomes(&second)[3..],
            [
                ("district", Outcome::Unchanged),
                ("agreement pori", Outcome::Unchanged),
                ("grant grant", Outcome::Unchanged),
            ]
        );
        assert!(first.is_complete() && second.is_complete());
        assert_eq!(site.installation_messages().await, messages);
        assert_eq!(site.offering.told().commands, 2);
        assert_eq!(seal(&site).await, sealed_before);

        let listed = list(&site.settings(None), site.surroundings).await.unwrap();
        let ids: Vec<_> = listed.districts.iter().map(|listed| listed.district_id.clone()).collect();
        assert_eq!(ids, [site.district_id().to_string()]);
    }
}

/// Another key would give another code.
async fn seal(site: &Site) -> [u8; 32] {
    site.ground.keyring.mac(&site.district_id(), "test", &[]).await.unwrap()
}

#[tokio::test]
async fn sharing_a_programme_again_changes_nothing() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    let messages = site.installation_messages().await;
    let files = [site.programme_file()];
    let added = shared::add::<Programme>(&site.settings(None), site.surroundings, &files).await.unwrap();
    assert!(!added.shared[0].recorded);
    assert_eq!(site.installation_messages().await, messages);
}

#[tokio::test]
async fn purposes_are_shared_once_and_a_further_one_with_them() {
    let site = Site::new(Cluster::R1).await;
    let shipped = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/purposes.toml"));
    let added =
        shared::add::<Purpose>(&site.settings(None), site.surroundings, std::slice::from_ref(&shipped)).await.unwrap();
    assert!(added.shared.iter().all(|purpose| purpose.recorded));
    let messages = site.installation_messages().await;
    let again = shared::add::<Purpose>(&site.settings(None), site.surroundings, &[shipped]).await.unwrap();
    assert!(again.shared.iter().all(|purpose| !purpose.recorded));
    assert_eq!(site.installation_messages().await, messages);
    assert_eq!(again.shared.len(), added.shared.len());
}

#[tokio::test]
async fn what_a_silent_service_did_not_hear_is_told_by_the_next_run() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    let first = site.add_district(None, false).await.unwrap();
    assert!(!first.is_complete());
    assert_eq!(outcomes(&first).last(), Some(&("agreements and grants", Outcome::Skipped)));

    let listening = site.offering.listen().await;
    let second = site.add_district(Some(&listening), false).await.unwrap();
    assert!(second.is_complete());
    assert_eq!(outcomes(&second)[3], ("district", Outcome::Unchanged));
    assert_eq!(site.offering.told().standing.agreements.len(), 1);
    assert_eq!(site.offering.told().standing.grants.len(), 1);
}

#[tokio::test]
async fn a_service_that_has_not_heard_of_the_district_is_asked_again() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    let listening = site.offering.listen().await;
    site.offering.told().deaf_for = 2;
    let added = site.add_district(Some(&listening), false).await.unwrap();
    assert!(added.is_complete());
    assert_eq!(site.offering.told().commands, 2);
}

#[tokio::test]
async fn what_the_district_has_changed_stays_unless_the_operator_says_so() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    let listening = site.offering.listen().await;
    site.add_district(Some(&listening), false).await.unwrap();
    site.offering.told().standing.agreements[0].valid_to = "2025-12-31".to_owned();

    let again = site.add_district(Some(&listening), false).await.unwrap();
    assert_eq!(outcomes(&again)[4], ("agreement pori", Outcome::Left));
    assert_eq!(site.offering.told().standing.agreements[0].valid_to, "2025-12-31");
    assert!(again.is_complete());

    let replaced = site.add_district(Some(&listening), true).await.unwrap();
    assert_eq!(outcomes(&replaced)[4], ("agreement pori", Outcome::Recorded));
    assert_eq!(site.offering.told().standing.agreements[0].valid_to, "");
}

#[tokio::test]
async fn a_district_that_runs_an_unknown_programme_is_not_opened() {
    let site = Site::new(Cluster::R1).await;
    let refused = site.add_district(None, false).await.unwrap_err();
    let Some(CannotOpen::UnknownProgrammes { programmes, .. }) = refused.downcast_ref() else {
        panic!("{refused}");
    };
    assert_eq!(*programmes, [site.programme_id()]);
    assert_eq!(site.messages(&format!("EV_referrals_{}", site.district_id())).await, None);
}
