use std::fs;

use rinnalla::{
    Settings,
    commands::doctor::{Finding, Findings, State, examine},
};
use testing::Cluster;

use super::site::Site;

fn faults(findings: &Findings) -> Vec<&str> {
    let faults = findings.findings.iter().filter(|finding| finding.state == State::Fault);
    faults
        .map(|Finding { check, remedy, .. }| {
            assert!(remedy.is_some(), "{check} has no remedy");
            check.as_str()
        })
        .collect()
}

#[tokio::test]
async fn a_sound_installation_has_no_fault() {
    for cluster in Cluster::BOTH {
        let site = Site::new(cluster).await;
        fs::set_permissions(site.ground.key_file("installation.key"), owner_alone()).unwrap();
        site.share_programme().await;
        site.add_district(None, false).await.unwrap();
        let findings = examine(&site.settings(None), site.surroundings).await;
        assert_eq!(faults(&findings), [""; 0], "{findings}");
        for check in ["keyring functions", "token keys", "clock"] {
            assert!(findings.findings.iter().any(|found| found.check == check && found.state == State::Good));
        }
        for prefix in ["EV_referrals", "EV_matching", "EV_scheduling", "EV_reporting", "PUB"] {
            let check = format!("stream {prefix}_{}", site.district_id());
            assert!(findings.findings.iter().any(|found| found.check == check), "{check}");
        }
    }
}

#[tokio::test]
async fn the_key_of_another_installation_is_a_fault() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    site.add_district(None, false).await.unwrap();
    fs::write(site.ground.key_file("installation.key"), "7".repeat(64)).unwrap();
    fs::set_permissions(site.ground.key_file("installation.key"), owner_alone()).unwrap();
    let findings = examine(&site.settings(None), site.surroundings).await;
    assert_eq!(faults(&findings), [format!("key of {}", site.district_id())]);
}

#[tokio::test]
async fn a_key_that_others_may_read_is_a_fault() {
    let site = Site::new(Cluster::R1).await;
    let mut open = owner_alone();
    std::os::unix::fs::PermissionsExt::set_mode(&mut open, 0o640);
    fs::set_permissions(site.ground.key_file("installation.key"), open).unwrap();
    let findings = examine(&site.settings(None), site.surroundings).await;
    assert_eq!(faults(&findings), ["installation key file"]);
}

#[tokio::test]
async fn what_no_setting_names_is_not_called_good() {
    let settings = Settings::from_pairs([("RINNALLA_REFERRALS_HTTP_URL".to_owned(), "http://127.0.0.1:1".to_owned())]);
    let findings = examine(&settings, rinnalla::Surroundings::of_this_machine()).await;
    assert_eq!(faults(&findings), ["referrals"]);
    assert!(findings.findings.iter().all(|finding| finding.state != State::Good), "{findings}");
}

fn owner_alone() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o600)
}
