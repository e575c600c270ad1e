//! Looking for whoever probably is the same among many people of one district: through the service, under row-level
//! security, with the view log.

use std::sync::Arc;

use proto::referrals::v1::{
    FindDuplicatesRequest, ListReferralsDueRequest, PersonFacts, PersonIdentity, PersonRole, RegisterPersonRequest,
    SearchPersonsRequest,
};
use rpc::referrals::v1::referrals_service_client::ReferralsServiceClient;
use testing::{As, Cluster, random_id};

use crate::{
    Effort,
    closed_loop::{closed_loop, median},
    report::{Better, Report},
    scene::{BEHIND, Coordinator, Scene, channels},
};

const PEOPLE: usize = 20_000;
const REGISTERING: usize = 64;
/// More than one district has.
const COORDINATORS: usize = 8;
/// One of so many people is known twice, the second time as somebody writes her name otherwise.
const TWICE: usize = 50;

pub(crate) async fn measure(report: &mut Report, effort: Effort) -> anyhow::Result<()> {
    let scene = Scene::open(Cluster::R1, 1).await;
    let known = Arc::new(populate(&scene).await?);
    let operations = (effort.operations / 5).max(1_000);
    ask(&scene, COORDINATORS * 20, &known, newcomer).await?;
    let (mut known_p99, mut newcomer_p99, mut search_p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.turns {
        known_p99.push(ask(&scene, operations, &known, somebody_known).await?);
        newcomer_p99.push(ask(&scene, operations, &known, newcomer).await?);
        search_p99.push(ask(&scene, operations, &known, search).await?);
    }
    let among = format!("among {PEOPLE} people, {COORDINATORS} coordinators");
    report.judge(&format!("duplicates p99, {among}"), median(newcomer_p99), "ms", 30.0, Better::Lower);
    report.note("  of somebody known", median(known_p99), "ms", Better::Lower);
    report.note("  search by name p99", median(search_p99), "ms", Better::Lower);
    scene.service.stop().await;
    Ok(())
}

/// The 99th percentile in milliseconds.
async fn ask<F>(
    scene: &Scene,
    operations: usize,
    known: &Arc<Vec<String>>,
    asking: impl Fn(Coordinator, Arc<Vec<String>>, usize) -> F + Clone + Send + Sync + 'static,
) -> anyhow::Result<f64>
where
    F: Future<Output = anyhow::Result<Coordinator>> + Send,
{
    let channels = channels(&format!("http://{}", scene.service.grpc))?;
    let clients: Vec<(usize, Coordinator)> = (0..COORDINATORS)
        .map(|n| (n, Coordinator::new(channels[n % channels.len()].clone(), scene.token(0))))
        .collect();
    let known = Arc::clone(known);
    let measured = closed_loop(clients, operations, move |(client, coordinator), n| {
        // Neighbours in time are not neighbours in the rows.
        let asked = asking(coordinator, Arc::clone(&known), (n * COORDINATORS + client) * 7_919 % PEOPLE);
        async move { anyhow::Ok((client, asked.await?)) }
    })
    .await?;
    Ok(measured.percentile(0.99))
}

async fn somebody_known(
    mut coordinator: Coordinator,
    known: Arc<Vec<String>>,
    n: usize,
) -> anyhow::Result<Coordinator> {
    let request = FindDuplicatesRequest { person_id: known[n].clone(), ..FindDuplicatesRequest::default() };
    let found = coordinator.persons.find_duplicates(request).await?.into_inner().hits.len();
    anyhow::ensure!(found > 0 || !is_twice(n), "{n} is known twice and was found once");
    Ok(coordinator)
}

/// Somebody known, as she would be written down once more.
async fn newcomer(mut coordinator: Coordinator, _: Arc<Vec<String>>, n: usize) -> anyhow::Result<Coordinator> {
    let (identity, birth_month) = person(who(n), true);
    let request = FindDuplicatesRequest { identity: Some(identity), birth_month, ..FindDuplicatesRequest::default() };
    let found = coordinator.persons.find_duplicates(request).await?.into_inner().hits.len();
    anyhow::ensure!(found > 0, "{n} was not found again");
    Ok(coordinator)
}

async fn search(mut coordinator: Coordinator, _: Arc<Vec<String>>, n: usize) -> anyhow::Result<Coordinator> {
    let (identity, _) = person(who(n), n.is_multiple_of(2));
    let text = format!("{} {}", identity.given_name, identity.family_name);
    let request = SearchPersonsRequest { text, birth_month: String::new() };
    let found = coordinator.persons.search_persons(request).await?.into_inner().hits.len();
    anyhow::ensure!(found > 0, "{n} was not found");
    Ok(coordinator)
}

/// Registers everybody, waits for the rows, and gives their ids by number.
async fn populate(scene: &Scene) -> anyhow::Result<Vec<String>> {
    let channels = channels(&format!("http://{}", scene.service.grpc))?;
    let each = PEOPLE / REGISTERING + 1;
    let registering = (0..REGISTERING).map(|client| {
        let mut coordinator = Coordinator::new(channels[client % channels.len()].clone(), scene.token(0));
        async move {
            let mut registered = Vec::with_capacity(each);
            for n in (client..PEOPLE).step_by(REGISTERING) {
                registered.push((n, register(&mut coordinator, n).await?));
            }
            anyhow::Ok(registered)
        }
    });
    let mut registered: Vec<(usize, String)> =
        futures::future::try_join_all(registering).await?.into_iter().flatten().collect();
    registered.sort_unstable();

    let mut coordinator = Coordinator::new(channels[0].clone(), scene.token(0));
    let person = registered[0].1.clone();
    let newest = coordinator.contact(&person).await?;
    let seen = As::new(coordinator.token.clone()).after(&newest);
    let mut rows = ReferralsServiceClient::with_interceptor(coordinator.channel.clone(), seen);
    while rows.list_referrals_due(ListReferralsDueRequest {}).await?.metadata().contains_key(BEHIND) {}
    Ok(registered.into_iter().map(|(_, id)| id).collect())
}

async fn register(coordinator: &mut Coordinator, n: usize) -> anyhow::Result<String> {
    let (identity, birth_month) = person(who(n), who(n) != n);
    let request = RegisterPersonRequest {
        request_id: random_id().to_string(),
        identity: Some(identity),
        facts: Some(PersonFacts { municipality_code: "609".to_owned(), birth_month, ..PersonFacts::default() }),
        role: PersonRole::Participant.into(),
        occurred_on: String::new(),
    };
    Ok(coordinator.persons.register_person(request).await?.into_inner().person_id)
}

/// Every so many numbers two in a row.
fn is_twice(n: usize) -> bool {
    n % TWICE < 2
}

/// The number of whoever has this one: the second of two in a row is the first, written otherwise.
fn who(n: usize) -> usize {
    if is_twice(n) { n - n % TWICE } else { n }
}

/// Invented, the same each time: given names as frequent as names are, months of thirty years, most with a number.
fn person(n: usize, otherwise: bool) -> (PersonIdentity, String) {
    const GIVEN: [(&str, &str); 12] = [
        ("Oksana", "Oxana"),
        ("Fatima", "Fatma"),
        ("Mohammed", "Muhamad"),
        ("Amal", "Amaal"),
        ("Zainab", "Zeinab"),
        ("Khadija", "Hadija"),
        ("Yusra", "Jusra"),
        ("Shirin", "Sirin"),
        ("Malee", "Mali"),
        ("Solomija", "Solomiya"),
        ("Parisa", "Paryssa"),
        ("Thao", "Tao"),
    ];
    const SYLLABLES: [&str; 20] = [
        "ka", "ri", "mo", "ten", "sal", "vi", "lu", "per", "no", "da", "shi", "wan", "ge", "tor", "ma", "bel", "yu",
        "zan", "fo", "rik",
    ];
    // Mixed, so that names, months and numbers do not go together.
    let mixed = n.wrapping_mul(2_654_435_761) % 1_000_003;
    let (given, written_otherwise) = GIVEN[mixed % GIVEN.len()];
    let syllable = |place| SYLLABLES[mixed / SYLLABLES.len().pow(place) % SYLLABLES.len()];
    let family = format!("{}{}{}", syllable(0), syllable(1), syllable(2));
    let identity = PersonIdentity {
        given_name: if otherwise { written_otherwise } else { given }.to_owned(),
        family_name: format!("{}{}", family[..1].to_uppercase(), &family[1..]),
        phone: if n % 3 == 2 { String::new() } else { format!("040 {n:07}") },
        ..PersonIdentity::default()
    };
    let birth_month = format!("{}-{:02}", 1970 + mixed / 12 % 30, mixed % 12 + 1);
    (identity, birth_month)
}
