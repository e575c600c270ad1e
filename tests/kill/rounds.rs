use std::{
    net::{SocketAddr, TcpListener},
    sync::atomic::Ordering,
    time::Instant,
};

use eventlog::{Context, StreamName};
use futures::future::join_all;
use proto::programmes::v1::{Programme, ProgrammeKind};
use referrals::Referrals;
use testing::{Cluster, Ground, OwnServers, eventually, last_lines};
use tokio::sync::Mutex;

use super::{
    ledger::Ledger,
    service::Program,
    storm::{PROGRAMME, Storm},
};

const CLIENTS: usize = 12;
/// Commands that have to be acknowledged before the next kill: the storm is at full strength again.
const BETWEEN: usize = 60;

/// One at a time: each takes the whole machine.
static TURN: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_or_doubled_on_one_server() {
    let _turn = TURN.lock().await;
    storm_and_kill(Cluster::R1, &["nats"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_or_doubled_on_three_servers() {
    let _turn = TURN.lock().await;
    storm_and_kill(Cluster::R3, &["cluster-1", "cluster-2", "cluster-3"]).await;
}

async fn storm_and_kill(cluster: Cluster, nodes: &[&str]) {
    let own = OwnServers::start();
    let ground = Ground::on(&own.servers, cluster).await;
    let programme = Programme {
        programme_id: PROGRAMME.to_owned(),
        version: 1,
        valid_from: "2020-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        acknowledge_working_days: 3,
        ..Programme::default()
    };
    let district = ground.open("satakunta", &[programme]).await;
    let (_, database) = ground.settings::<Referrals>().await;
    let (mut settings, owner) = ground.settings_of::<Referrals>(&database);
    (settings.listen, settings.http_listen) = (free_address(), free_address());
    let log = ground.key_file("service.log");
    let needs = || nodes.iter().map(|node| own.told(node)).collect::<Vec<_>>().join("\n");
    let mut service = Program::new("referrals", &settings, &owner, &log);
    service.start(&needs).await;

    let storm = Storm::new(&ground, &district, settings.listen);
    let begun = Instant::now();
    let kills = async {
        for round in 0..rounds() {
            passes(&storm, BETWEEN).await;
            let node = nodes[round % nodes.len()];
            say(&format!("{cluster:?}: round {round} after {:?}", begun.elapsed()));
            if round % 2 == 0 {
                own.kill(node).await;
                service.kill();
            } else {
                service.kill();
                own.kill(node).await;
            }
            if nodes.len() > 1 && round % 3 != 1 {
                // Two of three are enough to serve, and to start.
                service.start(&needs).await;
                passes(&storm, BETWEEN / 4).await;
                own.start_again(node);
            } else {
                own.start_again(node);
                service.start(&needs).await;
            }
            say(&format!("{cluster:?}: everything was started after {:?}", begun.elapsed()));
            healthy(&settings.nats.monitors).await;
        }
        passes(&storm, BETWEEN).await;
        storm.stop();
    };
    let (ledgers, ()) = tokio::join!(join_all((0..CLIENTS).map(|_| storm.client())), kills);
    let ledger = Ledger(ledgers.into_iter().flat_map(|ledger| ledger.0).collect());
    say(&format!("{cluster:?}: {} rounds, {} acknowledged, {:?}", rounds(), ledger.0.len(), begun.elapsed()));

    caught_up(&service).await;
    let verified = service.run("verify");
    let told = String::from_utf8(verified.stdout).unwrap();
    assert!(verified.status.success() && told.contains(" 0 damaged"), "{told}{}", last_lines(&log));
    let rebuilt = String::from_utf8(service.run("rebuild").stdout).unwrap();
    say(&format!("{cluster:?}: {told}{cluster:?}: {rebuilt}"));
    assert!(
        rebuilt.contains(" 0 differed") && !rebuilt.contains(" 0 tables compared"),
        "{rebuilt}{}",
        last_lines(&log)
    );
    caught_up(&service).await;
    ledger.repeat(&storm).await;
    ledger.compare(&ground.operator, &StreamName::new(Context::Referrals, district)).await;
}

/// Waits until so many more commands are acknowledged.
async fn passes(storm: &Storm, commands: usize) {
    let from = storm.acknowledged.load(Ordering::Relaxed);
    eventually("the storm", async || (storm.acknowledged.load(Ordering::Relaxed) >= from + commands).then_some(()))
        .await;
}

/// Waits until every server says its streams are whole.
async fn healthy(monitors: &[String]) {
    for monitor in monitors {
        eventually("a healthy server", async || {
            reqwest::get(format!("{monitor}/healthz")).await.ok().filter(|reply| reply.status().is_success()).map(drop)
        })
        .await;
    }
}

/// Waits until every lane and process has passed everything, for as long as they go on; nothing may be parked.
async fn caught_up(service: &Program) {
    let mut behind = u64::MAX;
    while behind > 0 {
        behind = eventually("further progress of the lanes", async || {
            let told = service.readiness().await?;
            assert_eq!(told["parked"].as_u64().unwrap_or(0), 0, "{told}");
            let lanes = told["lanes"].as_array().filter(|lanes| !lanes.is_empty())?;
            let left = lanes.iter().map(|lane| lane["behind"].as_u64().unwrap()).sum();
            (left < behind).then_some(left)
        })
        .await;
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap()
}

fn rounds() -> usize {
    let told = std::env::vars().find(|(name, _)| name == "RINNALLA_KILL_ROUNDS");
    told.map_or(3, |(_, rounds)| rounds.parse().unwrap())
}

#[expect(clippy::print_stdout, reason = "what a run was worth is told to whoever asked for many rounds")]
fn say(line: &str) {
    println!("{line}");
}
