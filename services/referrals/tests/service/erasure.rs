use access::Role;
use decider::{ActorId, CommandId, Env};
use erasure::{Blanking, BlankingCommand};
use eventlog::{CommandContext, Context, EventLog};
use keyring::{InstallationKey, KeyKind, Keyring};
use proto::{
    erasure::v1::RowsBlanked,
    referrals::v1::{
        ErasureGround, ErasureStep, GetErasureRequest, GetPersonRequest, GetReferralRequest, ListReferralsRequest,
        OrderErasureRequest, RecordContactRequest, SearchPersonsRequest,
    },
};
use referrals::Referrals;
use rpc::referrals::v1::persons_service_client::PersonsServiceClient;
use runtime::{OwnerSettings, rebuild_all};
use sqlx::{AssertSqlSafe, Row as _};
use testing::{eventually, random_id};
use tonic::Code;
use uuid::Uuid;

use super::district::{District, submission};

/// Says what the other services say once their rows are blank.
pub(crate) async fn confirm(district: &District, context: Context, person_id: &str, erasure_id: &str) {
    let nats = runtime::nats(&district.ground.cluster.settings(context.as_str()), "test", false).await.unwrap();
    let by = CommandContext {
        district: district.id.clone(),
        command: CommandId(random_id()),
        digest: [0; 32],
        actor: ActorId::new("process:test"),
        purpose: "erasure",
        env: Env::at(jiff::Timestamp::UNIX_EPOCH, None),
        causation: None,
    };
    let blanked = RowsBlanked { person_id: person_id.to_owned(), erasure_id: erasure_id.to_owned() };
    let log = EventLog::without_saved(nats, context);
    log.create::<Blanking>(&by, erasure_id.parse().unwrap(), &BlankingCommand(blanked)).await.map(drop).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_leaves_figures_and_nothing_personal() {
    let district = District::open().await;
    let handed_in = district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap().into_inner();
    let person_id = handed_in.person_id.clone();
    eventually("the person of the referral", async || {
        let request = RecordContactRequest {
            request_id: random_id().to_string(),
            person_id: person_id.clone(),
            channel: 1,
            note: "Haluaa kävelyseuraa".to_owned(),
            ..RecordContactRequest::default()
        };
        district.persons(Role::Coordinator).record_contact(request).await.ok()
    })
    .await;

    let order = OrderErasureRequest {
        request_id: random_id().to_string(),
        person_id: person_id.clone(),
        ground: ErasureGround::Requested.into(),
        occurred_on: String::new(),
    };
    let refused = district.persons(Role::Coordinator).order_erasure(order.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied, "a manager answers for an erasure");
    let erasure_id = district.persons(Role::Manager).order_erasure(order).await.unwrap().into_inner().erasure_id;

    // The others may be faster than our own first step.
    for context in [Context::Reporting, Context::Matching, Context::Scheduling] {
        confirm(&district, context, &person_id, &erasure_id).await;
    }
    let complete = eventually("the receipt", async || {
        let request = GetErasureRequest { erasure_id: erasure_id.clone() };
        let erasure = district.persons(Role::Manager).get_erasure(request).await.ok()?.into_inner();
        (!erasure.receipt.is_empty()).then_some(erasure)
    })
    .await;
    assert_eq!(complete.done.first(), Some(&ErasureStep::IdentityKey.into()));
    assert_eq!(complete.done.last(), Some(&ErasureStep::StatisticsKey.into()));
    assert_eq!(complete.done.len(), 6);

    nothing_personal_is_left(&district).await;
    its_keys_are_gone_for_good(&district, &person_id).await;

    let listed = district.referrals(Role::Coordinator).list_referrals(ListReferralsRequest::default()).await.unwrap();
    let listed = listed.into_inner();
    assert_eq!((listed.total, listed.referrals[0].name.as_str()), (1, ""), "the referral still counts");
    let get = GetReferralRequest { referral_id: handed_in.referral_id };
    let referral =
        district.referrals(Role::Coordinator).get_referral(get).await.unwrap().into_inner().referral.unwrap();
    assert_eq!((referral.wish.as_str(), referral.code.as_str()), ("", ""));
    let search = SearchPersonsRequest { text: "Nadia".to_owned(), birth_month: String::new() };
    assert_eq!(district.persons(Role::Coordinator).search_persons(search).await.unwrap().into_inner().hits, []);
    let person = district.persons(Role::Coordinator).get_person(GetPersonRequest { person_id }).await.unwrap();
    assert!(person.into_inner().person.unwrap().erasure_ordered);

    // The log still holds the ciphertext; without keys a rebuild brings nothing back.
    let owner = OwnerSettings { owner_url: district.service.database.owner_url.clone() };
    let rebuilt = rebuild_all::<Referrals>(&district.service.settings, &owner).await.unwrap();
    assert_eq!(rebuilt.differed, Vec::<String>::new());
    nothing_personal_is_left(&district).await;
    district.service.stop().await;
}

/// The rows are only what they were made from: a destroyed key never comes back, so the log is asked.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_say_too_much_destroy_no_key() {
    let district = District::open().await;
    let reply = district.referrals(Role::Coordinator).submit_referral(submission()).await.unwrap();
    let seen = district.as_role(Role::Manager).after(&reply);
    let person_id = reply.into_inner().person_id;
    let mut manager = PersonsServiceClient::with_interceptor(district.service.channel.clone(), seen);
    manager.get_person(GetPersonRequest { person_id: person_id.clone() }).await.unwrap();
    let order = OrderErasureRequest {
        request_id: random_id().to_string(),
        person_id: person_id.clone(),
        ground: ErasureGround::Requested.into(),
        occurred_on: String::new(),
    };
    let erasure_id = manager.order_erasure(order).await.unwrap().into_inner().erasure_id;
    let done = async || {
        let request = GetErasureRequest { erasure_id: erasure_id.clone() };
        let told = district.persons(Role::Manager).get_erasure(request).await.ok()?.into_inner();
        Some((told.done, told.receipt))
    };
    eventually("our own rows to be blank", async || {
        done().await.filter(|(done, _)| done.contains(&ErasureStep::Referrals.into()))
    })
    .await;

    let mut superuser = district.service.database.superuser().await;
    let told_too_much = "update read.erasure set steps = '{1,2,3,4,5}' where id = $1";
    let erasure: Uuid = erasure_id.parse().unwrap();
    sqlx::query(told_too_much).bind(erasure).execute(&mut superuser).await.unwrap();
    let page = format!("http://{}/readyz", district.service.http);
    eventually("the sweep to be refused", async || {
        let told = reqwest::get(&page).await.ok()?.text().await.ok()?;
        told.contains("finish-erasure").then_some(())
    })
    .await;
    assert_eq!(keys_left(&district, &person_id).await, 1, "that of statistics");

    for context in [Context::Matching, Context::Scheduling, Context::Reporting] {
        confirm(&district, context, &person_id, &erasure_id).await;
    }
    eventually("the receipt", async || done().await.filter(|(_, receipt)| !receipt.is_empty())).await;
    assert_eq!(keys_left(&district, &person_id).await, 0);
    district.service.stop().await;
}

/// Every text and every byte of every table, as the superuser sees them.
pub(crate) async fn nothing_personal_is_left(district: &District) {
    let mut superuser = district.service.database.superuser().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('read', 'kept')",
    )
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    assert!(tables.len() > 8, "{tables:?}");
    for table in tables {
        let rows = sqlx::query(AssertSqlSafe(format!("select t::text as row from {table} t")))
            .fetch_all(&mut superuser)
            .await
            .unwrap();
        for row in rows {
            let row: String = row.get("row");
            for word in [
                "Nadia",
                "nadia",
                "Esimerkki",
                "esimerkki",
                "401234567",
                "puistoon",
                "kävelyseuraa",
                "Malli",
                "1994-05",
            ] {
                let hidden = hex::encode(word);
                assert!(!row.contains(word) && !row.contains(&hidden), "{word} is left in {table}");
            }
        }
    }
}

pub(crate) async fn its_keys_are_gone_for_good(district: &District, person_id: &str) {
    let person: Uuid = person_id.parse().unwrap();
    let key = InstallationKey::read(&district.ground.key_file("installation.key")).unwrap();
    let keyring = Keyring::connect(&district.service.settings.keyring_url, key, 1).unwrap();
    assert!(keyring.register(&district.id, person).await.is_err(), "a destroyed key is never made again");
    assert_eq!(keys_left(district, person_id).await, 0);
    let mut superuser = district.ground.keyring_database.superuser().await;
    let tombstones: Vec<i16> = sqlx::query_scalar("select kind from keyring.tombstone where person = $1 order by kind")
        .bind(person)
        .fetch_all(&mut superuser)
        .await
        .unwrap();
    assert_eq!(tombstones, [KeyKind::Identity as i16, KeyKind::Statistics as i16]);
}

async fn keys_left(district: &District, person_id: &str) -> i64 {
    let mut superuser = district.ground.keyring_database.superuser().await;
    sqlx::query_scalar("select count(*) from keyring.data_key where person = $1")
        .bind(person_id.parse::<Uuid>().unwrap())
        .fetch_one(&mut superuser)
        .await
        .unwrap()
}
