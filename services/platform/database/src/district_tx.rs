use std::collections::HashSet;

use decider::DistrictId;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

/// A transaction that sees and writes the rows of one district. The policies compare each row with the setting made
/// here, which ends with the transaction, so a pooled connection carries nothing over.
#[derive(Debug)]
pub struct DistrictTx {
    tx: Transaction<'static, Postgres>,
    district: DistrictId,
    erased: Option<HashSet<Uuid>>,
}

impl DistrictTx {
    pub(crate) async fn begin(pool: &PgPool, district: &DistrictId) -> Result<Self, sqlx::Error> {
        // One round trip. A district id is a slug: it cannot end the literal.
        let begin = format!("begin; set local app.district = '{district}'");
        let tx = pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(Self { tx, district: district.clone(), erased: None })
    }

    pub fn district(&self) -> &DistrictId {
        &self.district
    }

    /// Persons of the district who may come into no row, once this transaction has asked who they are.
    pub fn erased(&mut self) -> &mut Option<HashSet<Uuid>> {
        &mut self.erased
    }

    /// The executor.
    pub fn rows(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }
}
