use access::{Caller, Role};
use async_nats::{Client, jetstream};
use decider::{ActorId, DistrictId};
use eventlog::{Announced, Context, announce, ensure_publication_stream};
use futures::TryStreamExt as _;
use prost::Message as _;
use proto::reporting::v1::{
    Cell, CellKind, GetPublicationRequest, GetPublishedFiguresRequest, GetPublishedFiguresResponse,
    ListPublicationsRequest, PreviewPublicationRequest, PublicationStatus, PublishFiguresRequest,
    PublishFiguresResponse, PublishedFigures, TotalStatus,
};
use rpc::reporting::v1::{
    figures_service_client::FiguresServiceClient, national_service_client::NationalServiceClient,
};
use runtime::{KeylessSettings, Listeners, OwnerSettings, PrometheusExporter};
use testing::{As, Cluster, ServiceDatabase, eventually, random_id};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint},
};
use tonic_types::StatusExt as _;

use super::year::{FRIEND, MANAGER, Year};

/// The national view, running in this process on a database of its own.
struct National {
    channel: Channel,
    database: ServiceDatabase,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl National {
    async fn start(year: &Year) -> Self {
        let database = year.ground.database(national::NAME).await;
        national::migrate(&OwnerSettings { owner_url: database.owner_url.clone() }).await.unwrap();
        Self::start_on(year, database).await
    }

    async fn start_on(year: &Year, database: ServiceDatabase) -> Self {
        let settings = KeylessSettings {
            listen: ([127, 0, 0, 1], 0).into(),
            http_listen: ([127, 0, 0, 1], 0).into(),
            nats: year.ground.cluster.settings(national::NAME),
            database_url: database.url.clone(),
            token_verifying_key: year.ground.key_file("token-verifying.pem"),
            connections: 4,
            allow_unsynced: false,
        };
        let listeners = Listeners::bind_to(settings.listen, settings.http_listen).await.unwrap();
        let address = listeners.grpc.local_addr().unwrap();
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        #[expect(clippy::disallowed_methods, reason = "the handle is kept, and awaited in `stop`")]
        let serving = tokio::spawn(async move {
            national::serve(settings, listeners, PrometheusExporter::new(), stopping).await.unwrap();
        });
        let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        Self { channel, database, stop, serving }
    }

    async fn stop(self) -> ServiceDatabase {
        self.stop.cancel();
        self.serving.await.unwrap();
        self.database
    }

    async fn asked(
        &self,
        year: &Year,
        role: Role,
        object: Option<&str>,
        audience: &str,
    ) -> Result<GetPublishedFiguresResponse, Status> {
        let caller = Caller {
            actor: ActorId::new("7c1d"),
            role,
            district: year.ground.installation.clone(),
            object: object.map(str::to_owned),
        };
        let token = As::new(year.ground.issuer.issue(&caller, 600).unwrap());
        let request = GetPublishedFiguresRequest { audience: audience.to_owned(), year: 2024 };
        let mut client = NationalServiceClient::with_interceptor(self.channel.clone(), token);
        Ok(client.get_published_figures(request).await?.into_inner())
    }

    /// The audience's view once so many districts have published the year.
    async fn shows(&self, year: &Year, districts: usize) -> GetPublishedFiguresResponse {
        eventually("the publications", async || {
            let audience = year.audience.as_str();
            let shown = self.asked(year, Role::National, Some(audience), audience).await.ok()?;
            let published = shown.districts.iter().filter(|district| district.published_time.is_some()).count();
            (published == districts).then_some(shown)
        })
        .await
    }
}

async fn national_operator() -> Client {
    runtime::nats(&Cluster::R1.settings("national_operator"), "test", false).await.unwrap()
}

async fn publish(
    year: &Year,
    district: &DistrictId,
    role: Role,
    audience: &str,
    of: u32,
) -> Result<PublishFiguresResponse, Status> {
    let token = As::new(year.ground.token(district, role, MANAGER));
    let request = PublishFiguresRequest {
        request_id: random_id().to_string(),
        audience: audience.to_owned(),
        year: of,
        occurred_on: String::new(),
        table_id: String::new(),
    };
    let mut client = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    Ok(client.publish_figures(request).await?.into_inner())
}

fn cell<'c>(cells: &'c [Cell], indicator_id: &str) -> &'c Cell {
    cells.iter().find(|cell| cell.indicator_id == indicator_id).unwrap()
}

/// The newest message of a district's stream of publications, as stored.
async fn stored(district: &DistrictId) -> Option<(String, Vec<u8>)> {
    let stream = jetstream::new(national_operator().await).get_stream(format!("PUB_{district}")).await.unwrap();
    let last = stream.cached_info().state.last_sequence;
    let message = stream.get_raw_message(last).await.ok()?;
    Some((message.subject.to_string(), message.payload.to_vec()))
}

#[tokio::test(flavor = "multi_thread")]
async fn national_coordination_sees_what_was_published_and_nothing_about_anybody() {
    let year = Year::open().await;
    let told = year.told().await;
    ensure_publication_stream(&national_operator().await, &year.district, 1).await.unwrap();
    let national = National::start(&year).await;

    let published = publish(&year, &year.district, Role::Manager, &year.audience, 2024).await.unwrap();
    assert_eq!((published.status(), published.revision), (PublicationStatus::Published, 1));
    assert!(published.cells.iter().all(|cell| cell.programme_id == FRIEND), "the other has another audience");
    assert_eq!(cell(&published.cells, "requests").value, Some(9));
    assert_eq!(cell(&published.cells, "attendances-children").value, Some(0));
    for hidden in ["waiting", "matched", "days-to-first-meeting-median", "mothers-reached", "volunteers-active"] {
        let hidden = cell(&published.cells, hidden);
        assert_eq!((hidden.kind(), hidden.value, hidden.n), (CellKind::SuppressedPrimary, None, 0));
    }
    assert!(published.cells.iter().all(|cell| cell.indicator_id != "target-group-outside"));

    let (subject, payload) = eventually("the message", async || stored(&year.district).await).await;
    assert_eq!(subject, format!("pub.{}.{}.2024", year.district, year.audience));
    let message = PublishedFigures::decode(payload.as_slice()).unwrap();
    assert_eq!(message.cells, published.cells, "nothing but the suppressed table");
    assert_eq!(message.encode_to_vec(), payload, "and nothing beside it");
    let text = String::from_utf8_lossy(&payload);
    for word in [told.first.person.to_string(), told.first.referral.to_string(), "609".to_owned(), "Nadia".to_owned()] {
        assert!(!text.contains(&word), "{word}");
    }
    for id in [told.first.person, told.first.referral] {
        assert!(!payload.windows(16).any(|bytes| bytes == id.as_bytes()));
    }

    let shown = national.shows(&year, 1).await;
    assert_eq!(shown.districts[0].district_id, year.district.as_str());
    assert_eq!(shown.districts[0].district_name, "satakunta");
    assert_eq!(shown.districts[0].cells, published.cells);
    assert_eq!(shown.districts[0].smallest_cell, 5);
    assert_eq!(shown.years, [2024]);
    let named =
        shown.programmes.iter().map(|programme| (programme.programme_id.as_str(), programme.name["fi"].as_str()));
    assert_eq!(named.collect::<Vec<_>>(), [(FRIEND, "fi friend-for-a-mother")]);

    // What was read stays read, and is not read twice.
    let national = National::start_on(&year, national.stop().await).await;
    assert_eq!(national.shows(&year, 1).await, shown);
    national.stop().await;
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_total_is_withheld_where_it_would_expose_a_district_and_the_newest_revision_stands() {
    let year = Year::open().await;
    year.told().await;
    let national = National::start(&year).await;
    let operator = national_operator().await;
    // Opened while everything runs.
    let other = year.another().await;
    for district in [&year.district, &other] {
        ensure_publication_stream(&operator, district, 1).await.unwrap();
        eventually("the publication", async || {
            publish(&year, district, Role::Manager, &year.audience, 2024).await.ok()
        })
        .await;
    }
    let shown = national.shows(&year, 2).await;
    let total = |shown: &GetPublishedFiguresResponse, indicator: &str| {
        let found = shown.totals.iter().find(|total| total.indicator_id == indicator).unwrap();
        (found.status(), found.value)
    };
    assert_eq!(total(&shown, "requests"), (TotalStatus::Given, Some(9)));
    assert_eq!(total(&shown, "waiting"), (TotalStatus::Withheld, None), "four and none would be four");
    assert_eq!(total(&shown, "days-to-first-meeting-median"), (TotalStatus::NotAdditive, None));

    let again = publish(&year, &year.district, Role::Manager, &year.audience, 2024).await.unwrap();
    assert_eq!((again.status(), again.revision, again.cells.len()), (PublicationStatus::Published, 1, 0), "no news");
    let late = year.referred("2024-12-30", FRIEND, proto::referrals::v1::ReferralSource::Self_, "609").await;
    year.accepted(late, "2024-12-31").await;
    let newer = publish(&year, &year.district, Role::Manager, &year.audience, 2024).await.unwrap();
    assert_eq!(newer.revision, 2);
    // An older message that comes again, as after a crash, changes nothing.
    eventually("the newer publication", async || {
        let shown = national.shows(&year, 2).await;
        (total(&shown, "requests") == (TotalStatus::Given, Some(10))).then_some(())
    })
    .await;
    let stream = jetstream::new(operator).get_stream(format!("PUB_{}", year.district)).await.unwrap();
    let first = stream.get_raw_message(1).await.unwrap();
    let reporting = jetstream::new(runtime::nats(&Cluster::R1.settings("reporting"), "test", false).await.unwrap());
    let acknowledged = reporting.publish(first.subject, first.payload).await.unwrap().await.unwrap();
    let name = format!("PUB_{}", year.district);
    eventually("the message passed", async || {
        let mut superuser = national.database.superuser().await;
        let at: Option<i64> = sqlx::query_scalar("select sequence from read.stream where name = $1")
            .bind(&name)
            .fetch_optional(&mut superuser)
            .await
            .unwrap();
        (at == Some(acknowledged.sequence.cast_signed())).then_some(())
    })
    .await;
    assert_eq!(total(&national.shows(&year, 2).await, "requests"), (TotalStatus::Given, Some(10)));
    national.stop().await;
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_the_audience_it_names_and_no_other() {
    let year = Year::open().await;
    let national = National::start(&year).await;
    let audience = year.audience.as_str();
    assert!(national.asked(&year, Role::National, Some(audience), audience).await.is_ok());
    for (role, object) in [
        (Role::National, Some("another-audience")),
        (Role::National, None),
        (Role::Manager, Some(audience)),
        (Role::Operator, Some(audience)),
        (Role::Anonymous, Some(audience)),
    ] {
        let refused = national.asked(&year, role, object, audience).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{role:?} {object:?}");
    }
    national.stop().await;
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_national_user_reaches_no_event_log() {
    let year = Year::open().await;
    year.told().await;
    let client = runtime::nats(&Cluster::R1.settings("national"), "test", false).await.unwrap();
    let jetstream = jetstream::new(client.clone());
    let names: Vec<String> = jetstream.stream_names().try_collect().await.unwrap();
    assert!(names.iter().all(|name| name.starts_with("PUB_")), "{names:?}");
    for stream in Context::OF_DISTRICT.map(|of| format!("EV_{of}_{}", year.district)) {
        assert!(jetstream.get_stream(&stream).await.is_err(), "{stream}");
    }
    // Nor does it publish anything.
    let subject = format!("pub.{}.{}.2024", year.district, year.audience);
    ensure_publication_stream(&national_operator().await, &year.district, 1).await.unwrap();
    let forged = jetstream.publish(subject, "x".into()).await.unwrap();
    assert!(tokio::time::timeout(std::time::Duration::from_secs(2), forged).await.map_or(true, |ack| ack.is_err()));
    assert_eq!(stored(&year.district).await, None);
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_is_a_managers_and_of_a_year_that_is_over() {
    let year = Year::open().await;
    year.told().await;
    let refused = publish(&year, &year.district, Role::Coordinator, &year.audience, 2024).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let refused = publish(&year, &year.district, Role::Manager, "nobody", 2024).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PUBLICATION_NO_PROGRAMMES");
    let refused = publish(&year, &year.district, Role::Manager, &year.audience, 2199).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PUBLICATION_YEAR_NOT_OVER");

    let token = year.as_role(Role::Coordinator);
    let mut client = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    let request = GetPublicationRequest { audience: year.audience.clone(), year: 2024 };
    let nothing = client.get_publication(request.clone()).await.unwrap_err();
    assert_eq!(nothing.code(), Code::NotFound);
    let published = publish(&year, &year.district, Role::Manager, &year.audience, 2024).await.unwrap();
    let found =
        eventually("the publication", async || client.clone().get_publication(request.clone()).await.ok()).await;
    let found = found.into_inner();
    assert_eq!((found.revision, found.cells, found.awaiting_approval), (1, published.cells, false));
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_what_would_be_published_and_publishes_nothing() {
    let year = Year::open().await;
    year.told().await;
    let token = As::new(year.ground.token(&year.district, Role::Manager, MANAGER));
    let mut manager = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    let asked = |of: u32| PreviewPublicationRequest { audience: year.audience.clone(), year: of };
    let preview = manager.preview_publication(asked(2024)).await.unwrap().into_inner();
    assert_eq!((preview.smallest_cell, preview.two_approvers), (5, false));
    assert_eq!(cell(&preview.cells, "requests").value, Some(9));
    assert_eq!(cell(&preview.cells, "waiting").kind(), CellKind::SuppressedPrimary);
    let refused = manager.preview_publication(asked(2199)).await.unwrap_err();
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PUBLICATION_YEAR_NOT_OVER");

    let token = year.as_role(Role::Coordinator);
    let mut coordinator = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    let refused = coordinator.preview_publication(asked(2024)).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let list = async || {
        let listed = coordinator.clone().list_publications(ListPublicationsRequest { year: 2024 }).await.unwrap();
        let listed = listed.into_inner().publications;
        listed.into_iter().find(|publication| publication.audience == year.audience).unwrap()
    };
    let nothing = list().await;
    assert_eq!((nothing.revision, nothing.published_time, nothing.cells.len()), (0, None, 0));
    let published = publish(&year, &year.district, Role::Manager, &year.audience, 2024).await.unwrap();
    assert_eq!(published.cells, preview.cells);
    let listed = eventually("the publication", async || {
        let listed = list().await;
        (listed.revision == 1).then_some(listed)
    })
    .await;
    assert_eq!((listed.published_by.as_str(), listed.cells), (MANAGER, preview.cells));
    assert!(listed.published_time.is_some() && listed.approved_time.is_none());
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_district_is_known_by_its_stream_before_it_has_published() {
    let year = Year::open().await;
    let operator = national_operator().await;
    ensure_publication_stream(&operator, &year.district, 1).await.unwrap();
    let audiences = vec!["another".to_owned(), year.audience.clone()];
    announce(&operator, &year.district, &Announced { name: "Satakunnan piiri".to_owned(), audiences }).await.unwrap();

    let national = National::start(&year).await;
    let audience = year.audience.as_str();
    let shown = eventually("the district", async || {
        let shown = national.asked(&year, Role::National, Some(audience), audience).await.ok()?;
        (!shown.districts.is_empty()).then_some(shown)
    })
    .await;
    let district = &shown.districts[0];
    assert_eq!(
        (district.district_id.as_str(), district.district_name.as_str()),
        (year.district.as_str(), "Satakunnan piiri")
    );
    assert_eq!((district.published_time, district.revision, district.cells.len()), (None, 0, 0));
    assert!(shown.totals.is_empty() && shown.years.is_empty());
    national.stop().await;
    year.service.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_changed_after_they_were_looked_at_are_not_published() {
    let year = Year::open().await;
    year.told().await;
    let token = As::new(year.ground.token(&year.district, Role::Manager, MANAGER));
    let mut manager = FiguresServiceClient::with_interceptor(year.service.channel.clone(), token);
    let asked = PreviewPublicationRequest { audience: year.audience.clone(), year: 2024 };
    let publishing = |table_id: String| PublishFiguresRequest {
        request_id: random_id().to_string(),
        audience: year.audience.clone(),
        year: 2024,
        occurred_on: String::new(),
        table_id,
    };
    let seen = manager.preview_publication(asked.clone()).await.unwrap().into_inner();

    let late = year.referred("2024-12-30", FRIEND, proto::referrals::v1::ReferralSource::Self_, "609").await;
    year.accepted(late, "2024-12-31").await;
    let refused = manager.publish_figures(publishing(seen.table_id.clone())).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(refused.get_details_error_info().unwrap().reason, "PUBLICATION_ANOTHER_TABLE");

    let now = manager.preview_publication(asked).await.unwrap().into_inner();
    assert_ne!(now.table_id, seen.table_id);
    let published = manager.publish_figures(publishing(now.table_id)).await.unwrap().into_inner();
    assert_eq!((published.revision, published.cells), (1, now.cells));
    let unnamed = manager.publish_figures(publishing("a table".to_owned())).await.unwrap_err();
    assert_eq!(unnamed.code(), Code::InvalidArgument);
    year.service.stop().await;
}
