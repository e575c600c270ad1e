use proto::{
    referrals::v1::{PersonRole, ReferralSource},
    reporting::v1::GroupBy,
};
use referrals_domain::{Person, PersonCommand, person::Absorb};
use reporting::Reporting;
use runtime::{OwnerSettings, rebuild_all};

use super::year::{FRIEND, Year, values};

#[tokio::test(flavor = "multi_thread")]
async fn two_records_count_as_one_person_from_the_day_they_were_merged() {
    let year = Year::open().await;
    let volunteer = year.volunteer("2024-01-10", true).await;
    let mut referred = Vec::new();
    for (day, met) in [("2024-02-01", "2024-03-01"), ("2024-02-05", "2024-04-01")] {
        let one = year.referred(day, FRIEND, ReferralSource::Clinic, "609").await;
        year.accepted(one, day).await;
        year.met(one, volunteer, met).await;
        referred.push(one);
    }
    let reached =
        async |from: &str, to: &str| values(&year.of(from, to, "", GroupBy::Unspecified).await, "mothers-reached")[0].1;
    assert_eq!(reached("2024-01-01", "2024-12-31").await, Some(2));

    let (kept, other) = (referred[0].person, referred[1].person);
    let absorb = Absorb {
        own_id: kept.to_string(),
        other_id: other.to_string(),
        other: year.referrals.load_newest::<Person>(&year.district, other).await.unwrap().state.clone(),
        identity: None,
        facts: None,
        household: None,
        although_told_apart: false,
        hindered_by: None,
    };
    assert!(absorb.other.has_role(PersonRole::Participant));
    year.tell::<Person>(&year.referrals, kept, "2024-07-01", &PersonCommand::Absorb(Box::new(absorb))).await;

    let as_merged = async || {
        assert_eq!(reached("2024-01-01", "2024-12-31").await, Some(1));
        assert_eq!(reached("2024-01-01", "2024-06-30").await, Some(2), "what was over stays as it was counted");
        let whole = year.of_2024("", GroupBy::Unspecified).await;
        assert_eq!(values(&whole, "requests")[0].1, Some(2), "two referrals stay two");
    };
    as_merged().await;
    let owner = OwnerSettings { owner_url: year.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Reporting>(&year.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    as_merged().await;
    year.service.stop().await;
}
