use async_nats::jetstream;
use eventlog::Tail;
use futures::TryStreamExt;
use testing::{Cluster, CounterCommand, random_id};

use super::field::Field;

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_goes_on_from_where_it_began_when_the_server_loses_its_consumer() {
    for cluster in Cluster::BOTH {
        let field = Field::on(cluster).await;
        let id = field.opened(9).await;
        let mut tail = Tail::open(&field.ground.operator, &field.stream(), 1).await.unwrap();

        let jetstream = jetstream::new(field.ground.operator.clone());
        let stream = jetstream.get_stream(field.stream().to_string()).await.unwrap();
        let consumers: Vec<String> = stream.consumer_names().try_collect().await.unwrap();
        let by = random_id();
        let meanwhile = async {
            for consumer in &consumers {
                stream.delete_consumer(consumer).await.unwrap();
            }
            field.repeat(&field.log, by, id, &CounterCommand::Add { amount: 1, ballast: 0 }).await.unwrap();
        };
        let (next, ()) = tokio::join!(tail.next(), meanwhile);
        let commit = next.unwrap().unwrap();
        assert_eq!((consumers.len(), commit.sequence, commit.command.0), (1, 2, by), "{cluster:?}");
    }
}
