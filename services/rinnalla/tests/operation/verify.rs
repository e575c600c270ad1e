use rinnalla::commands::verify::{NoDistrict, verify};
use testing::{Cluster, random_id};

use super::site::Site;

#[tokio::test]
async fn an_untouched_log_is_whole() {
    for cluster in Cluster::BOTH {
        let site = Site::new(cluster).await;
        site.share_programme().await;
        site.add_district(None, false).await.unwrap();
        let verified = verify(&site.settings(None), site.surroundings, None).await.unwrap();
        assert!(verified.is_whole(), "{verified}");
        let commits: Vec<_> = verified.streams.iter().map(|stream| stream.commits).collect();
        assert_eq!(commits, [2, 0, 0, 0, 0]);
    }
}

#[tokio::test]
async fn a_message_that_is_no_commit_is_named() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    let subject = format!("ev.{}.installation.programme.{}", site.ground.installation, random_id());
    site.ground.operator.publish(subject.clone(), "not a commit".into()).await.unwrap();
    site.ground.operator.flush().await.unwrap();
    let verified = verify(&site.settings(None), site.surroundings, None).await.unwrap();
    assert!(!verified.is_whole());
    let [installation] = verified.streams.as_slice() else { panic!("{verified}") };
    assert_eq!((installation.newest, installation.commits), (2, 1));
    assert!(installation.damage[0].contains(&subject), "{verified}");
}

#[tokio::test]
async fn a_district_that_does_not_exist_is_not_whole() {
    let site = Site::new(Cluster::R1).await;
    let district = site.district_id();
    let refused = verify(&site.settings(None), site.surroundings, Some(&district)).await.unwrap_err();
    assert!(refused.is::<NoDistrict>());
}
