//! The national view: a process of its own with a database and a NATS account of its own, which hold what districts have
//! published and nothing else. It has no keys, follows no event log and knows no person.

mod follow;
mod grpc;
mod rows;
mod serve;

pub use serve::serve;

use std::error::Error;

use runtime::OwnerSettings;

/// Name of the process, its NATS user and its database role.
pub const NAME: &str = "national";

/// Makes what is missing in the database.
pub async fn migrate(owner: &OwnerSettings) -> Result<(), Box<dyn Error + Send + Sync>> {
    let scripts = [("national/1", include_str!("../schema.sql")), ("national/2", include_str!("../names.sql"))];
    Ok(database::apply(&owner.owner_url, &scripts).await?)
}
