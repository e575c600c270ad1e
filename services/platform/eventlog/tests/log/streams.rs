use async_nats::Client;
use decider::DistrictId;
use eventlog::{
    Announced, Context, announce, ensure_district_streams, ensure_installation_stream, ensure_publication_stream,
    find_stream,
};
use testing::{Cluster, Ground, random_id};

async fn copies(client: &Client, stream: &str) -> usize {
    find_stream(client, stream).await.unwrap().unwrap().config.num_replicas
}

fn new_district() -> DistrictId {
    format!("copied-{}", &random_id().simple().to_string()[..12]).parse().unwrap()
}

#[tokio::test]
async fn a_stream_keeps_its_copies_when_fewer_are_asked_for_and_gets_more_when_more_are() {
    let ground = Ground::new(Cluster::R3).await;
    let (client, district) = (&ground.operator, new_district());
    for (asked, expected) in [(1, 1), (3, 3), (1, 3)] {
        ensure_district_streams(client, &district, asked).await.unwrap();
        for context in Context::OF_DISTRICT {
            let stream = format!("EV_{context}_{district}");
            assert_eq!(copies(client, &stream).await, expected, "{stream}, asked for {asked}");
        }
    }
    ensure_installation_stream(client, &ground.installation, 1).await.unwrap();
    assert_eq!(copies(client, &format!("EV_installation_{}", ground.installation)).await, 3);
}

#[tokio::test]
async fn what_was_announced_on_a_stream_stays_when_its_settings_are_renewed() {
    let client = runtime::nats(&Cluster::R3.settings("national_operator"), "test", false).await.unwrap();
    let (client, district) = (&client, new_district());
    let announced = Announced { name: "Satakunnan piiri".to_owned(), audiences: vec!["mll".to_owned()] };
    assert!(announce(client, &district, &announced).await.is_err(), "there is no stream to say it on");
    ensure_publication_stream(client, &district, 3).await.unwrap();
    announce(client, &district, &announced).await.unwrap();
    ensure_publication_stream(client, &district, 1).await.unwrap();
    let config = find_stream(client, &format!("PUB_{district}")).await.unwrap().unwrap().config;
    assert_eq!((config.num_replicas, Announced::read(&config.metadata)), (3, Some(announced)));
}
