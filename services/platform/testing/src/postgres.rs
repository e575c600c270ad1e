use std::str::FromStr;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::Servers;

/// A database of one test, with the roles of a service.
#[derive(Debug, Clone)]
pub struct ServiceDatabase {
    /// As the application role.
    pub url: String,
    /// As the owner.
    pub owner_url: String,
    /// As the superuser, who sees what policies hide.
    pub superuser_url: String,
}

impl ServiceDatabase {
    /// A new empty database owned by `<role>_owner`, to which `role` and `others` may connect.
    pub(crate) async fn create(servers: &Servers, test: Uuid, role: &str, others: &[&str]) -> Self {
        let superuser_url = servers.get("RINNALLA_TEST_POSTGRES");
        let name = format!("t_{}_{role}", test.simple());
        let mut superuser = connect(&superuser_url).await;
        superuser
            .execute(AssertSqlSafe(format!("create database {name} owner {role}_owner template template0")))
            .await
            .unwrap();
        superuser.execute(AssertSqlSafe(format!("revoke all on database {name} from public"))).await.unwrap();
        for role in std::iter::once(&role).chain(others).filter(|role| **role != "keyring") {
            superuser.execute(AssertSqlSafe(format!("grant connect on database {name} to {role}"))).await.unwrap();
        }
        superuser.close().await.unwrap();
        Self {
            url: servers.url_as(&superuser_url, role, &name),
            owner_url: servers.url_as(&superuser_url, &format!("{role}_owner"), &name),
            superuser_url: servers.url_as(&superuser_url, "postgres", &name),
        }
    }

    /// A connection as the owner.
    pub async fn owner(&self) -> PgConnection {
        connect(&self.owner_url).await
    }

    /// A connection that sees every row.
    pub async fn superuser(&self) -> PgConnection {
        connect(&self.superuser_url).await
    }
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect_with(&PgConnectOptions::from_str(url).unwrap()).await.unwrap()
}

impl Servers {
    /// The same server as another role and database; every role of a test server has one password.
    fn url_as(&self, url: &str, role: &str, database: &str) -> String {
        let (_, rest) = url.split_once('@').unwrap();
        let (host, _) = rest.rsplit_once('/').unwrap();
        format!("postgres://{role}:{}@{host}/{database}", self.get("RINNALLA_TEST_POSTGRES_PASSWORD"))
    }
}
