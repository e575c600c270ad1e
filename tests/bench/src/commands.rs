use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;
use testing::Cluster;

use crate::{
    Effort,
    closed_loop::{Measured, closed_loop, median},
    raw::{newest_commit, publishers},
    report::{Better, Report},
    scene::{Coordinator, Scene},
};

/// Durable commands a second beside bare publishes of the same bytes with the same expectation.
pub(crate) async fn throughput(
    report: &mut Report,
    effort: Effort,
    cluster: Cluster,
    clients: usize,
    goal: f64,
) -> anyhow::Result<()> {
    let scene = Scene::open(cluster, 1).await;
    commands(&scene, clients, clients * 4).await?;
    let payload = newest_commit(&scene.ground, &scene.districts[0]).await?;
    let (mut ratios, mut rates, mut raw_rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.turns {
        let ours = commands(&scene, clients, effort.operations).await?.rate;
        let bare = publishers(&scene.ground, 1, clients, &payload).await?;
        let bare = closed_loop(bare, effort.operations, |publisher, _| publisher.publish()).await?.rate;
        ratios.push(ours / bare);
        rates.push(ours);
        raw_rates.push(bare);
    }
    report.judge(
        &format!("command ÷ raw publish, {cluster:?}, {clients} clients"),
        median(ratios),
        "×",
        goal,
        Better::Higher,
    );
    report.note(&format!("  commands, {} bytes each", payload.len()), median(rates), "/s", Better::Higher);
    report.note("  raw publishes of the same bytes", median(raw_rates), "/s", Better::Higher);
    scene.service.stop().await;
    Ok(())
}

/// An unreplicated stream syncs once a message: districts add up. Judged with as many clients as one stream is measured
/// with; noted with as many for each of the four.
pub(crate) async fn districts(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let (one, four) = (Scene::open(Cluster::R1, 1).await, Scene::open(Cluster::R1, 4).await);
    let few = over_four(effort, &one, &four, 64).await?;
    let many = over_four(effort, &one, &four, 256).await?;
    let name = "commands over 4 districts ÷ over one, R1, 64 clients";
    report.judge(name, few.ratio, "×", 1.6, Better::Higher);
    report.note("  commands over 4 districts", few.rate, "/s", Better::Higher);
    report.note("  raw publishes of the same bytes over 4 ÷ over one", few.raw_ratio, "×", Better::Higher);
    report.note("  commands over 4 districts ÷ over one, 256 clients", many.ratio, "×", Better::Higher);
    one.service.stop().await;
    four.service.stop().await;
    Ok(())
}

struct OverFour {
    ratio: f64,
    raw_ratio: f64,
    rate: f64,
}

async fn over_four(effort: Effort, one: &Scene, four: &Scene, clients: usize) -> anyhow::Result<OverFour> {
    for scene in [one, four] {
        commands(scene, clients, clients * 4).await?;
    }
    let payload = newest_commit(&one.ground, &one.districts[0]).await?;
    let (mut ratios, mut raw_ratios, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.turns {
        let alone = commands(one, clients, effort.operations).await?.rate;
        let together = commands(four, clients, effort.operations).await?.rate;
        let mut raw = Vec::new();
        for districts in [1, 4] {
            let publishers = publishers(&one.ground, districts, clients, &payload).await?;
            raw.push(closed_loop(publishers, effort.operations, |publisher, _| publisher.publish()).await?.rate);
        }
        ratios.push(together / alone);
        raw_ratios.push(raw[1] / raw[0]);
        rates.push(together);
    }
    Ok(OverFour { ratio: median(ratios), raw_ratio: median(raw_ratios), rate: median(rates) })
}

/// What one coordinator waits for a command, beside the sum of its parts.
pub(crate) async fn one_client(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let scene = Scene::open(Cluster::R1, 1).await;
    let operations = effort.operations / 10;
    commands(&scene, 1, 50).await?;
    let payload = newest_commit(&scene.ground, &scene.districts[0]).await?;
    let mut ratios = Vec::new();
    for _ in 0..effort.turns {
        let command = commands(&scene, 1, operations).await?.percentile(0.5);
        let nothing = no_op(&scene, operations).await?.percentile(0.5);
        let publish = publishers(&scene.ground, 1, 1, &payload).await?;
        let publish = closed_loop(publish, operations, |publisher, _| publisher.publish()).await?.percentile(0.5);
        ratios.push(command / (nothing + publish));
    }
    report.judge("one client's p50 ÷ (gRPC no-op + raw publish)", median(ratios), "×", 2.0, Better::Lower);
    scene.service.stop().await;
    Ok(())
}

pub(crate) async fn commands(scene: &Scene, clients: usize, operations: usize) -> anyhow::Result<Measured> {
    let coordinators = scene.coordinators(clients, operations).await?;
    closed_loop(coordinators, operations, |coordinator: Coordinator, _| coordinator.note_contact()).await
}

/// A call that is refused before any work: the way there and back.
async fn no_op(scene: &Scene, operations: usize) -> anyhow::Result<Measured> {
    let client = ReferralsServiceClient::new(scene.service.channel.clone());
    closed_loop(vec![client], operations, |mut client, _| async move {
        let refused = client.list_referrals_due(proto::referrals::v1::ListReferralsDueRequest {}).await;
        anyhow::ensure!(refused.is_err(), "a call without a token was answered");
        Ok(client)
    })
    .await
}
