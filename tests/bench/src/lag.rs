use std::time::Instant;

use access::Role;
use proto::referrals::v1::{GetPersonRequest, RecordContactRequest};
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use testing::{As, Cluster, random_id};

use crate::{
    Effort,
    closed_loop::{closed_loop, median},
    commands::commands,
    report::{Better, Report},
    scene::Scene,
};

/// Under full load: from sending a command until its row is visible, beside the command alone.
pub(crate) async fn measure(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let scene = Scene::open(Cluster::R1, 1).await;
    let (mut ratios, mut first_half, mut second_half) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..effort.turns {
        let probes = scene.coordinators(1).await?;
        let token = scene.ground.token(&scene.districts[0], Role::Coordinator, "0d8a3b64-55c7-4c0e-8f0e-6d0f0a0b0c0d");
        let load = commands(&scene, 63, effort.operations);
        let channel = scene.service.channel.clone();
        let probing = closed_loop(probes, (effort.operations / 63).max(20), move |mut probe, _| {
            let (token, channel) = (token.clone(), channel.clone());
            async move {
                let request = RecordContactRequest {
                    request_id: random_id().to_string(),
                    person_id: probe.person_id.clone(),
                    channel: 1,
                    note: "Juttelimme.".to_owned(),
                    ..RecordContactRequest::default()
                };
                let reply = probe.persons.record_contact(request).await?;
                let seen = As::new(token).after(&reply);
                let get = GetPersonRequest { person_id: probe.person_id.clone() };
                PersonsServiceClient::with_interceptor(channel, seen).get_person(get).await?;
                Ok(probe)
            }
        });
        let began = Instant::now();
        let (load, visible) = futures::try_join!(load, probing)?;
        ratios.push(visible.percentile(0.99) / load.percentile(0.99));
        let p50 = visible.percentile(0.5);
        if turn * 2 < effort.turns {
            first_half.push(p50);
        } else {
            second_half.push(p50);
        }
        anyhow::ensure!(began.elapsed().as_secs() < 600, "the load never ended");
    }
    report.judge("row visible p99 ÷ command p99, full load", median(ratios), "×", 4.0, Better::Lower);
    report.judge(
        "  the same late in the run ÷ early",
        median(second_half) / median(first_half),
        "×",
        1.5,
        Better::Lower,
    );
    scene.service.stop().await;
    Ok(())
}
