//! A coordinator's list through the console's own work, into services that run.

use std::collections::BTreeMap;

use access::Issuer;
use console::{
    accounts::{Account, Accounts, Role},
    app::{App, Keys, Traits},
    clients::Clients,
    config::Config,
    imports::{Import, LineState, Sent, SheetKey, State, Upload, header, work},
    migrate,
    surroundings::Surroundings,
};
use import::{What, guess};
use proto::{
    matching::v1::ListMatchesRequest,
    referrals::v1::{
        GetPersonRequest, HoldReferralRequest, ListReferralsRequest, ReferralStatus, SearchPersonsRequest,
    },
};
use sqlx::PgPool;
use testing::{eventually, random_id};
use uuid::Uuid;

use super::{
    district::District,
    file::{self, pair, waiting},
};

const COORDINATOR: Uuid = Uuid::from_u128(0xc0);
const MANAGER: Uuid = Uuid::from_u128(0xa0);

pub(crate) struct Desk {
    pub(crate) app: App,
    district: String,
}

impl Desk {
    async fn open(district: &District) -> Self {
        let database = district.console_database().await;
        migrate::run(&database.owner_url).await.unwrap();
        let settings = district.console_settings(&database.url);
        let config = Config::read(|name| settings.get(name).cloned()).unwrap();
        let pool = PgPool::connect(&database.url).await.unwrap();
        let (issuer, sheets) = (Issuer::from_pem(&config.signing_key.0).unwrap(), SheetKey::of(&config.signing_key.0));
        let surroundings = Surroundings::of_this_machine();
        let now = surroundings.now();
        let app = App::new(
            pool.clone(),
            Clients::new(&config.services),
            Keys { issuer, sheets },
            surroundings,
            config.public,
            config.installation,
            Traits::default(),
        );
        let slug = district.slug();
        for (actor_id, role) in [(COORDINATOR, Role::Coordinator), (MANAGER, Role::Manager)] {
            let account = Account {
                actor_id,
                email: format!("{}@example.org", role.as_str()),
                display_name: "Marja".to_owned(),
                role,
                districts: vec![slug.clone()],
                audiences: Vec::new(),
            };
            Accounts(pool.clone()).add(&account, "no password", now).await.unwrap();
        }
        Self { app, district: slug }
    }

    async fn send(&self, bytes: &[u8], what: What) -> Sent {
        let (header, ..) = header(bytes).unwrap();
        let guessed: Vec<_> =
            guess(&header, Some(what)).into_iter().map(|column| column.map(|of| of.name().to_owned())).collect();
        let upload = Upload { district: &self.district, actor_id: COORDINATOR, what, header: &header, bytes };
        self.app.imports.keep(&upload, &guessed).await.unwrap()
    }

    async fn import(&self, id: Uuid) -> Import {
        self.app.imports.find(&self.district, id).await.unwrap().unwrap()
    }

    /// Has it checked as it was guessed.
    async fn check(&self, id: Uuid) -> BTreeMap<LineState, u32> {
        let import = self.import(id).await;
        assert!(self.app.imports.map(&import, &import.columns, &import.for_all).await.unwrap());
        assert!(work::once(&self.app).await.unwrap());
        assert_eq!(self.import(id).await.state, State::Checked);
        self.counts(id).await
    }

    async fn counts(&self, id: Uuid) -> BTreeMap<LineState, u32> {
        self.app.imports.counts(id).await.unwrap()
    }

    async fn bring(&self, id: Uuid) -> BTreeMap<LineState, u32> {
        assert!(self.app.imports.begin(id, COORDINATOR, false).await.unwrap());
        assert!(work::once(&self.app).await.unwrap());
        assert_eq!(self.import(id).await.state, State::Done);
        self.counts(id).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_brought_in_once_and_undone_but_for_what_was_touched() {
    let district = District::join().await;
    let desk = Desk::open(&district).await;
    let bytes = file::file(&[waiting(1), waiting(2), waiting(3), waiting(4).replace(";Pori;", ";Bori;"), pair(5)]);
    let before = [district.messages("referrals").await, district.messages("matching").await];
    let Sent::Kept(id) = desk.send(&bytes, What::Pairs).await else { panic!("it was never here") };
    assert_eq!(desk.send(&bytes, What::Pairs).await, Sent::There(id));
    let clear: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM console.import_parts").fetch_all(&desk.app.pool).await.unwrap();
    assert!(clear.iter().all(|part| !part.windows(9).any(|window| window == b"Esimerkki")));

    let checked = desk.check(id).await;
    assert_eq!(checked, [(LineState::New, 4), (LineState::Bad, 1)].into());
    assert_eq!(
        [district.messages("referrals").await, district.messages("matching").await],
        before,
        "nothing is written"
    );
    assert_eq!(desk.bring(id).await, [(LineState::Bad, 1), (LineState::Done, 4)].into());
    assert!(!desk.app.imports.begin(id, COORDINATOR, false).await.unwrap(), "a second press begins nothing");
    let referrals = eventually("four referrals", async || {
        let listed = district.referring().list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner();
        (listed.total == 4).then_some(listed.referrals)
    })
    .await;
    eventually("the pair", async || {
        let listed = district.matches().list_matches(ListMatchesRequest::default()).await.unwrap().into_inner();
        (listed.total == 1).then_some(())
    })
    .await;

    // The same people in another file are found, and left out.
    let stranger = waiting(9).replace("Äiti009;Esimerkki", "Zahra;Muuniminen").replace("5/1992", "7/1980");
    let again = file::file(&[waiting(1), stranger]);
    let Sent::Kept(second) = desk.send(&again, What::Waiting).await else { panic!("it is another file") };
    assert_eq!(desk.check(second).await, [(LineState::New, 1), (LineState::Alike, 1)].into());
    assert!(desk.app.imports.drop(second).await.unwrap());

    // One is touched, and stays.
    let touched = referrals.iter().find(|of| of.name.starts_with("Äiti001")).unwrap();
    let hold = HoldReferralRequest {
        request_id: random_id().to_string(),
        referral_id: touched.referral_id.clone(),
        until: "2190-01-01".to_owned(),
        ..HoldReferralRequest::default()
    };
    district.referring().hold_referral(hold).await.unwrap();
    eventually("the hold", async || {
        let listed = district.referring().list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner();
        listed.referrals.iter().any(|of| of.status() == ReferralStatus::OnHold).then_some(())
    })
    .await;
    assert!(desk.app.imports.undo(id, MANAGER).await.unwrap());
    assert!(work::once(&desk.app).await.unwrap());
    assert_eq!(desk.import(id).await.state, State::Undone);
    assert_eq!(
        desk.counts(id).await,
        [(LineState::Bad, 1), (LineState::Undone, 2), (LineState::Left, 2)].into(),
        "the held one and the pair are left"
    );
    assert!(!desk.app.imports.undo(id, MANAGER).await.unwrap(), "undone twice is undone once");
    let gone = referrals.iter().find(|of| of.name.starts_with("Äiti002")).unwrap().person_id.clone();
    eventually("her erasure", async || {
        let person = district.persons().get_person(GetPersonRequest { person_id: gone.clone() }).await;
        person.map_or(Some(()), |person| person.into_inner().person.unwrap().erasure_ordered.then_some(()))
    })
    .await;
    let search = SearchPersonsRequest { text: "Äiti001".to_owned(), birth_month: String::new() };
    assert_eq!(district.persons().search_persons(search).await.unwrap().into_inner().hits.len(), 1);

    // What was undone may come again.
    assert!(matches!(desk.send(&bytes, What::Pairs).await, Sent::Kept(_)));
    district.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_stopped_is_finished_by_the_next() {
    const MOTHERS: i64 = 30;
    let district = District::join().await;
    let desk = Desk::open(&district).await;
    let lines: Vec<String> = (0..MOTHERS).map(waiting).collect();
    let Sent::Kept(id) = desk.send(&file::file(&lines), What::Waiting).await else { panic!("it was never here") };
    assert_eq!(desk.check(id).await, [(LineState::New, 30)].into());
    assert!(desk.app.imports.begin(id, COORDINATOR, false).await.unwrap());
    let before = district.messages("referrals").await;
    // Dropped in the middle of its lines.
    let reached = eventually("the middle of its lines", async || {
        (district.messages("referrals").await >= before + 25).then_some(())
    });
    tokio::select! {
        _ = work::once(&desk.app) => panic!("ran to its end"),
        () = reached => {}
    }
    assert_eq!(desk.import(id).await.state, State::Running);
    // Whoever held it is gone.
    sqlx::query("UPDATE console.imports SET lease_until = NULL").execute(&desk.app.pool).await.unwrap();
    assert!(work::once(&desk.app).await.unwrap());
    assert_eq!(desk.counts(id).await, [(LineState::Done, 30)].into());
    eventually("each of them once", async || {
        let listed = district.referring().list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner();
        (listed.total == 30).then_some(())
    })
    .await;
    district.stop().await;
}
