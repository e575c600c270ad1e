use projection::parked;
use testing::Cluster;

use super::field::Field;

/// The table refuses it.
const POISON: u64 = 1_000_000;

async fn places(field: &Field) -> Vec<(u64, String)> {
    let database = database::connect(&field.database.url, 2).unwrap();
    parked(&database).await.unwrap().into_iter().map(|parked| (parked.sequence, parked.reason)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_cannot_be_applied_is_parked_and_later_ones_of_its_aggregate_behind_it() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        field.add(bad, 1).await;
        let poison = field.add(bad, POISON).await;
        let mut expected = vec![(poison, "refused-by-table".to_owned())];
        for _ in 0..3 {
            field.add(good, 1).await;
            expected.push((field.add(bad, 1).await, "behind-a-parked-commit".to_owned()));
        }
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await, expected, "{cluster:?}");
        assert_eq!(field.rows().await, [(good, (3, 4)), (bad, (1, 2))].into());

        // And after a restart.
        expected.push((field.add(bad, 1).await, "behind-a-parked-commit".to_owned()));
        field.add(good, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        assert_eq!(places(&field).await, expected);
        assert_eq!(field.rows().await, [(good, (4, 5)), (bad, (1, 2))].into());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_no_commit_is_parked() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let (good, bad) = (field.opened().await, field.opened().await);
        let publisher = async_nats::jetstream::new(field.log.client().clone());
        for subject in
            [format!("ev.{}.referrals.counter.{bad}", field.district), format!("ev.{}.referrals.what", field.district)]
        {
            publisher.publish(subject, "not a commit".into()).await.unwrap().await.unwrap();
        }
        field.add(good, 1).await;
        field.lane().await.catch_up(field.head().await).await.unwrap();
        let expected = [(3, "unreadable".to_owned()), (4, "unreadable".to_owned())];
        assert_eq!(places(&field).await, expected, "{cluster:?}");
        assert_eq!(field.rows().await, [(good, (1, 2)), (bad, (0, 1))].into());
    }
}
