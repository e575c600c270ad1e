use proto::referrals::v1::{GetPersonRequest, ListReferralsDueRequest};
use rpc::referrals::v1::{
    persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient,
};
use testing::{As, Cluster};
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::{
    Effort,
    closed_loop::{closed_loop, median},
    commands::commands,
    report::{Better, Report},
    scene::{BEHIND, Coordinator, Scene},
};

/// Clients of the load; one more looks.
const LOAD: usize = 63;

/// Under full load: from sending a command until its row is visible, beside the command alone.
pub(crate) async fn measure(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let scene = Scene::open(Cluster::R1, 1).await;
    commands(&scene, LOAD, LOAD * 4).await?;
    let (mut ratios, mut seen, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    // Turns follow each other without a pause, so that a lane that loses ground shows.
    for _ in 0..effort.turns.max(4) {
        let probes = (effort.operations / LOAD).max(100);
        let probe = scene.coordinators(1, probes).await?;
        let load = commands(&scene, LOAD, effort.operations);
        let probing = closed_loop(probe, probes, |probe, _| wait(probe));
        let (load, visible) = futures::try_join!(load, probing)?;
        ratios.push(visible.percentile(0.99) / load.percentile(0.99));
        seen.push(visible.percentile(0.5));
        alone.push(load.percentile(0.99));
    }
    let late = seen.split_off(seen.len() / 2);
    report.judge("row visible p99 ÷ command p99, full load", median(ratios), "×", 4.0, Better::Lower);
    report.note("  command p99", median(alone), "ms", Better::Lower);
    report.judge("  p50 late in the run ÷ early", median(late) / median(seen), "×", 1.5, Better::Lower);
    scene.service.stop().await;
    Ok(())
}

/// A command, and a question that is answered once the rows show it, of rows of nobody.
async fn wait(mut coordinator: Coordinator) -> anyhow::Result<Coordinator> {
    let person = coordinator.somebody();
    let reply = coordinator.contact(&person).await?;
    let seen = As::new(coordinator.token.clone()).after(&reply);
    let mut due = ReferralsServiceClient::with_interceptor(coordinator.channel.clone(), seen);
    loop {
        let told = due.list_referrals_due(ListReferralsDueRequest {}).await?;
        if !told.metadata().contains_key(BEHIND) {
            return Ok(coordinator);
        }
    }
}

/// A command, and her page once it shows it; the page is written to the view log.
pub(crate) async fn look(mut coordinator: Coordinator) -> anyhow::Result<Coordinator> {
    let person_id = coordinator.somebody();
    let reply = coordinator.contact(&person_id).await?;
    let seen = As::new(coordinator.token.clone()).after(&reply);
    let mut page = PersonsServiceClient::with_interceptor(coordinator.channel.clone(), seen);
    loop {
        match page.get_person(GetPersonRequest { person_id: person_id.clone() }).await {
            Ok(shown) if shown.metadata().contains_key(BEHIND) => {}
            Ok(shown) => {
                let contacts = shown.into_inner().person.map_or(0, |person| person.contacts.len());
                anyhow::ensure!(contacts > 0, "the page shows no contact");
                return Ok(coordinator);
            }
            // The service gave up waiting for the row of somebody who was only just registered, and says when to ask.
            Err(status) if status.code() == Code::Unavailable && status.get_details_retry_info().is_some() => {}
            Err(status) => return Err(status.into()),
        }
    }
}
