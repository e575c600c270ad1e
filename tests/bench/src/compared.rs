//! The full loop, from a command to the page that shows it, beside cqrs-es and postgres-es behind the same edge. Both
//! are processes of their own; Postgres and NATS answer once what they store is synced.

use access::Role;
use referrals::Referrals;
use testing::{Cluster, Ground, random_id};

use crate::{
    Effort,
    closed_loop::{Measured, closed_loop, median},
    lag::look,
    program::{Program, free_address},
    report::{Better, Report},
    scene::{coordinators, programme},
};

const CLIENTS: usize = 64;
/// Contacts with one person: the peer folds all of her events for every command.
const CONTACTS: usize = 8;

pub(crate) async fn measure(report: &mut Report, effort: Effort, cluster: Cluster, goal: f64) -> anyhow::Result<()> {
    let ground = Ground::new(cluster).await;
    let district = ground.open("bench", &[programme()]).await;
    let tokens = || -> Vec<String> {
        (0..CLIENTS).map(|_| ground.token(&district, Role::Coordinator, &random_id().to_string())).collect()
    };
    let (settings, _) = ground.settings::<Referrals>().await;
    let ours = Program::service("referrals", &settings).await?;
    // Its tables are its own to make.
    let database = ground.database("scheduling").await;
    let environment = vec![
        ("RINNALLA_DATABASE_URL", database.owner_url.clone()),
        ("RINNALLA_TOKEN_VERIFYING_KEY", settings.token_verifying_key.display().to_string()),
    ];
    let peer = Program::start("peer", &[], free_address()?, environment).await?;

    let operations = effort.operations / 2;
    for program in [&ours, &peer] {
        full_loop(&program.address, &tokens(), CLIENTS * 4).await?;
    }
    let (mut ratios, mut own, mut others, mut pages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.turns {
        let (mine, theirs) = (
            full_loop(&ours.address, &tokens(), operations).await?,
            full_loop(&peer.address, &tokens(), operations).await?,
        );
        ratios.push(mine.rate / theirs.rate);
        own.push(mine.rate);
        others.push(theirs.rate);
        let (mine, theirs) = (
            with_page(&ours.address, &tokens(), operations).await?,
            with_page(&peer.address, &tokens(), operations).await?,
        );
        pages.push(mine.rate / theirs.rate);
    }
    let name = format!("command to visible row ÷ postgres-es, {cluster:?}, {CLIENTS} clients");
    report.judge(&name, median(ratios), "×", goal, Better::Higher);
    report.note("  loops", median(own), "/s", Better::Higher);
    report.note("  loops of postgres-es", median(others), "/s", Better::Higher);
    report.note("  and then her page, written to the view log ÷ the same", median(pages), "×", Better::Higher);
    Ok(())
}

/// Each command is answered once its row is visible: by postgres-es because the library writes it first.
async fn full_loop(address: &str, tokens: &[String], operations: usize) -> anyhow::Result<Measured> {
    closed_loop(coordinators(address, tokens, operations, CONTACTS).await?, operations, |coordinator, _| {
        coordinator.note_visibly()
    })
    .await
}

async fn with_page(address: &str, tokens: &[String], operations: usize) -> anyhow::Result<Measured> {
    closed_loop(coordinators(address, tokens, operations, CONTACTS).await?, operations, |coordinator, _| {
        look(coordinator)
    })
    .await
}
