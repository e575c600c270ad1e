use access::Role;
use eventlog::{Announced, Export, find_stream};
use proto::referrals::v1::{GetPersonRequest, ListViewsRequest};
use referrals::Referrals;
use rinnalla::{
    Surroundings,
    commands::{
        backup::{self, BackedUp},
        restore::{self, CannotRestore, restore},
    },
};
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use runtime::{OwnerSettings, rebuild_all, verify_all};
use testing::{Cluster, Running, eventually};

use super::{
    before::{Before, PUBLISHED, acting, announced, console, rows, settings},
    tampered,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_installation_comes_back_from_its_backup_and_the_erased_stay_erased() {
    let before = Before::open().await;
    let surroundings = Surroundings::of_this_machine();
    let early = before.refer(3).await;
    let first = backup::backup(&before.settings(), surroundings, before.backup()).await.unwrap();
    assert_eq!(added(&first), first.streams.iter().map(|stream| stream.messages).sum::<u64>());
    assert_eq!(first.left_out.len(), 3, "matching, scheduling and reporting have no database: {:?}", first.left_out);

    let late = before.refer(5).await;
    let second = backup::backup(&before.settings(), surroundings, before.backup()).await.unwrap();
    // A referral and its person each.
    assert_eq!((second.number, added(&second)), (2, 10));
    let third = backup::backup(&before.settings(), surroundings, before.backup()).await.unwrap();
    assert_eq!(added(&third), 0);
    let rows_before = rows(&before.service.database).await;
    let log_before = log(&before.ground.operator, &format!("EV_referrals_{}", before.district)).await;

    // One whose messages are in the oldest part of the backup, erased after the newest.
    let erased = &early[0];
    before.erase(erased).await;

    let after = before.ground.elsewhere(Cluster::R3).await;
    let (service_settings, database) = after.settings::<Referrals>().await;
    let console_after = console(&after).await;
    let key = before.folder.path().join("backup.key");
    let operated = settings(&after, &database, &console_after, key);
    tampered::is_refused(&before, &after, &database, &console_after).await;

    let asked = || restore::Arguments { from: before.backup(), destroyed: vec![] };
    let restored = restore(&operated, surroundings, asked()).await.unwrap();
    assert_eq!(restored.destroyed_keys, 2);
    let since: Vec<_> = restored.erased_since.iter().map(|since| since.person.to_string()).collect();
    assert_eq!(since, std::slice::from_ref(erased));
    let again = restore(&operated, surroundings, asked()).await.unwrap_err();
    assert!(matches!(again.downcast_ref(), Some(CannotRestore::StreamThere(_))), "{again}");

    let stream = format!("EV_referrals_{}", before.district);
    assert_eq!(log(&after.operator, &stream).await, log_before);
    assert_eq!(find_stream(&after.operator, &stream).await.unwrap().unwrap().config.num_replicas, 3);
    let national = runtime::nats(&Cluster::R3.settings("national"), "test", false).await.unwrap();
    let published = find_stream(&national, &format!("PUB_{}", before.district)).await.unwrap().unwrap();
    assert_eq!((published.newest, Announced::read(&published.config.metadata)), (PUBLISHED, Some(announced())));

    let owner = OwnerSettings { owner_url: database.owner_url.clone() };
    assert!(runtime::migrate::<Referrals>(&owner).await.unwrap());
    let rebuilt = rebuild_all::<Referrals>(&service_settings, &owner).await.unwrap();
    assert!(rebuilt.commits >= log_before.len() as u64, "{rebuilt:?}");
    let (lines, whole) = verify_all::<Referrals>(&service_settings).await.unwrap();
    assert!(whole, "{lines:?}");

    same_but_for(erased, &rows_before, &rows(&database).await);
    accounts_are_back_and_sessions_are_not(&console_after).await;

    // Serving goes on: she is nobody, another is who she was, and looking at her is written down after the old looks.
    let service = Running::start::<Referrals>(service_settings, database).await;
    let coordinator = acting(&after, &before.district, Role::Coordinator);
    let persons = PersonsServiceClient::with_interceptor(service.channel.clone(), coordinator);
    let names = eventually("the restored service", async || {
        let mut names = Vec::new();
        for person_id in [erased, &late[0]] {
            let get = GetPersonRequest { person_id: person_id.clone() };
            let person = persons.clone().get_person(get).await.ok()?.into_inner().person?;
            names.push(person.identity.unwrap_or_default().given_name);
        }
        Some(names)
    })
    .await;
    assert_eq!(names, ["", "Nadia"]);
    let manager = acting(&after, &before.district, Role::Manager);
    let views = ListViewsRequest { person_id: late[0].clone(), ..ListViewsRequest::default() };
    let mut persons = PersonsServiceClient::with_interceptor(service.channel.clone(), manager);
    let views = persons.list_views(views).await.unwrap().into_inner().views;
    assert!(views.len() >= 2, "one look before the loss and one after it: {views:?}");
    service.stop().await;
    before.service.stop().await;
}

fn added(backed_up: &BackedUp) -> u64 {
    backed_up.streams.iter().map(|stream| stream.added).sum()
}

/// Subject and stored bytes of every message, in order.
async fn log(client: &async_nats::Client, stream: &str) -> Vec<(String, Vec<u8>)> {
    let newest = find_stream(client, stream).await.unwrap().unwrap().newest;
    let mut export = Export::open(client, stream, 0, newest).await.unwrap();
    let mut messages = Vec::new();
    while let Some(message) = export.next().await.unwrap() {
        messages.push((message.subject, message.payload.to_vec()));
    }
    messages
}

/// Rows that name neither her nor her referral are as they were; of hers nothing personal is left.
fn same_but_for(erased: &str, before: &[String], after: &[String]) {
    let referral = before
        .iter()
        .find(|row| row.starts_with("read.referral ") && row.contains(erased))
        .and_then(|row| row.split([',', '(', ')']).find(|word| word.len() == 36 && *word != erased))
        .unwrap();
    let hers = |row: &&String| row.contains(erased) || row.contains(referral);
    let (hers_before, others_before): (Vec<_>, Vec<_>) = before.iter().partition(hers);
    let (hers_after, others_after): (Vec<_>, Vec<_>) = after.iter().partition(hers);
    assert_eq!(others_after, others_before);
    assert!(hers_before.iter().any(|row| row.contains("Nadia")));
    assert!(!hers_after.is_empty());
    for row in hers_after {
        assert!(!row.contains("Nadia") && !row.contains(&hex_of("Nadia")), "{row}");
    }
}

fn hex_of(word: &str) -> String {
    hex::encode(word)
}

async fn accounts_are_back_and_sessions_are_not(console: &testing::ServiceDatabase) {
    let mut superuser = console.superuser().await;
    let counts: (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from console.accounts where email = 'aino@example.org'),
                (select count(*) from console.account_districts), (select count(*) from console.sessions)",
    )
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    assert_eq!(counts, (1, 1, 0));
}
