use testing::Cluster;

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn the_planner_is_told_of_tables_that_a_lane_fills_at_once() {
    let field = Field::on(Cluster::R1).await;
    let id = field.opened().await;
    for _ in 0..63 {
        field.add(id, 1).await;
    }
    field.lane().await.catch_up(field.head().await).await.unwrap();
    // -1 where it was never told.
    let known: i32 =
        sqlx::query_scalar("select reltuples::int from pg_class where oid = 'read.handled_command'::regclass")
            .fetch_one(&mut field.superuser().await)
            .await
            .unwrap();
    assert_eq!(known, 64, "commands of 64 commits");
}
