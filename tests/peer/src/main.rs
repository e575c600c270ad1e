//! What Rinnalla is compared with: persons and their contacts kept by cqrs-es and postgres-es, out of the box, behind
//! the same edge. The same contract, token, matrix and view log; no sealing, no chain, no repeat of a known command.

mod grpc;
mod person;
mod store;

use std::{env, net::SocketAddr, path::Path, sync::Arc};

use access::{AccessLayer, Actions, Verifier};
use anyhow::Context as _;

use crate::{grpc::Persons, store::Store};

// As the services.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let variable = |name: &str| env::var(name).with_context(|| format!("{name} is not set"));
    let listen: SocketAddr = variable("RINNALLA_LISTEN")?.parse()?;
    let verifier = Verifier::read(Path::new(&variable("RINNALLA_TOKEN_VERIFYING_KEY")?))?;
    let store = Store::open(&variable("RINNALLA_DATABASE_URL")?).await?;
    tonic::transport::Server::builder()
        .tcp_nodelay(true)
        .layer(AccessLayer::new(verifier, Actions::of_contracts()?))
        .add_service(Persons(Arc::new(store)))
        .serve(listen)
        .await?;
    Ok(())
}
