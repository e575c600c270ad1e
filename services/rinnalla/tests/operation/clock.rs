use installation::InstallationRejection;
use jiff::civil::DateTime;
use rinnalla::commands::{
    clock::{NotADemo, set, show},
    district::CannotOpen,
};
use testing::Cluster;

use super::site::Site;

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_clock_that_nobody_set_shows_real_time() {
    let site = Site::new(Cluster::R1).await;
    let clock = show(&site.settings(None), site.surroundings).await.unwrap();
    assert_eq!((clock.shows.as_str(), clock.offset_seconds), ("2026-03-02T08:30:00+02:00", 0));
}

#[tokio::test]
async fn the_clock_moves_forward_from_where_it_was_first_set() {
    let site = Site::new(Cluster::R1).await;
    let settings = site.settings(None);
    set(&settings, site.surroundings, at("2025-01-01T08:00")).await.unwrap();
    // Summer time counts.
    set(&settings, site.surroundings, at("2025-07-01T08:00")).await.unwrap();
    let clock = show(&settings, site.surroundings).await.unwrap();
    assert_eq!(clock.shows, "2025-07-01T08:00:00+03:00");

    let refused = set(&settings, site.surroundings, at("2025-06-30T08:00")).await.unwrap_err();
    let cause = refused.source().and_then(|cause| cause.downcast_ref());
    assert_eq!(cause, Some(&InstallationRejection::ClockWouldGoBack));
    assert_eq!(show(&settings, site.surroundings).await.unwrap(), clock);
}

#[tokio::test]
async fn a_real_district_keeps_real_time() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    site.add(None, false, false).await.unwrap();
    let refused = set(&site.settings(None), site.surroundings, at("2026-04-01T08:00")).await.unwrap_err();
    assert!(refused.is::<NotADemo>(), "{refused}");
}

#[tokio::test]
async fn a_real_district_does_not_open_where_the_clock_was_moved() {
    let site = Site::new(Cluster::R1).await;
    site.share_programme().await;
    set(&site.settings(None), site.surroundings, at("2026-04-01T08:00")).await.unwrap();
    let refused = site.add(None, false, false).await.unwrap_err();
    assert!(matches!(refused.downcast_ref(), Some(CannotOpen::ClockMoved(_))), "{refused}");
}
