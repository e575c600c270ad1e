//! What the lane of a context's own stream keeps beside rows: folded aggregates, handled commands, causation.

use std::collections::HashMap;

use async_nats::Client;
use database::DistrictTx;
use eventlog::{Aggregates, Recorded};
use sqlx::Row;
use uuid::Uuid;

use crate::apply::ApplyError;

/// Folds a batch of commits into the saved states, and remembers which commands they carried out.
pub(crate) async fn keep(
    tx: &mut DistrictTx,
    client: &Client,
    aggregates: &Aggregates,
    batch: &[&Recorded],
) -> Result<(), ApplyError> {
    let mut touched: Vec<(&str, Uuid)> = Vec::new();
    let mut commits: HashMap<(&str, Uuid), Vec<&Recorded>> = HashMap::new();
    for commit in batch {
        let of = (commit.kind.as_str(), commit.id);
        let list = commits.entry(of).or_default();
        if list.is_empty() {
            touched.push(of);
        }
        list.push(commit);
    }
    let mut saved = saved(tx, &touched).await?;
    let mut rows = SavedRows::default();
    for of in touched {
        let (kind, id) = of;
        let Some(version) = aggregates.fold_version(kind) else {
            return Err(ApplyError::poison("unknown-kind", kind.to_owned()));
        };
        let list = &commits[&of];
        let state = saved.remove(&(kind.to_owned(), id)).filter(|(found, _)| *found == version);
        let folded = match state {
            Some((_, state)) => aggregates.fold(kind, &state, list),
            None if list[0].revision == 1 => aggregates.fold(kind, &[], list),
            // Saved by another version of the fold, or not at all: from its first commit.
            None => {
                let history = history(client, list).await?;
                aggregates.fold(kind, &[], &history.iter().chain(list.iter().copied()).collect::<Vec<_>>())
            }
        };
        let folded = folded.ok_or_else(|| ApplyError::poison("unknown-kind", kind.to_owned()))??;
        rows.push(kind, id, list[list.len() - 1].sequence, version, folded);
    }
    rows.write(tx, batch).await?;
    causation(tx, batch).await
}

async fn history(client: &Client, list: &[&Recorded]) -> Result<Vec<Recorded>, ApplyError> {
    let first = list[0];
    let mut history =
        eventlog::history(client, &first.stream, &first.kind, first.id).await.map_err(ApplyError::retry)?;
    if !history.iter().any(|commit| commit.sequence == first.sequence) {
        return Err(ApplyError::retry("a replica that is behind gave the history"));
    }
    history.retain(|commit| commit.sequence < first.sequence);
    Ok(history)
}

type Saved = HashMap<(String, Uuid), (u32, Vec<u8>)>;

async fn saved(tx: &mut DistrictTx, touched: &[(&str, Uuid)]) -> Result<Saved, sqlx::Error> {
    let (kinds, ids): (Vec<&str>, Vec<Uuid>) = touched.iter().copied().unzip();
    let rows = sqlx::query(
        "select s.kind, s.id, s.fold_version, s.state
         from unnest($1::text[], $2::uuid[]) as t (kind, id) join aggregate_state s on s.kind = t.kind and s.id = t.id
         where s.district = $3",
    )
    .bind(&kinds)
    .bind(&ids)
    .bind(tx.district().clone().as_str())
    .fetch_all(tx.rows())
    .await?;
    rows.iter()
        .map(|row| {
            let version: i32 = row.try_get("fold_version")?;
            Ok(((row.try_get("kind")?, row.try_get("id")?), (version.cast_unsigned(), row.try_get("state")?)))
        })
        .collect()
}

#[derive(Default)]
struct SavedRows {
    kinds: Vec<String>,
    ids: Vec<Uuid>,
    sequences: Vec<i64>,
    versions: Vec<i32>,
    states: Vec<Vec<u8>>,
}

impl SavedRows {
    fn push(&mut self, kind: &str, id: Uuid, sequence: u64, version: u32, state: Vec<u8>) {
        self.kinds.push(kind.to_owned());
        self.ids.push(id);
        self.sequences.push(sequence.cast_signed());
        self.versions.push(version.cast_signed());
        self.states.push(state);
    }

    /// With the commands that the batch carried out.
    async fn write(&self, tx: &mut DistrictTx, batch: &[&Recorded]) -> Result<(), sqlx::Error> {
        let district = tx.district().clone();
        let kinds: Vec<&str> = batch.iter().map(|commit| commit.kind.as_str()).collect();
        let ids: Vec<Uuid> = batch.iter().map(|commit| commit.id).collect();
        let commands: Vec<Uuid> = batch.iter().map(|commit| commit.command.0).collect();
        let sequences: Vec<i64> = batch.iter().map(|commit| commit.sequence.cast_signed()).collect();
        sqlx::query(
            "with saved as (
               insert into aggregate_state (district, kind, id, sequence, fold_version, state)
               select $1, * from unnest($2::text[], $3::uuid[], $4::bigint[], $5::int[], $6::bytea[])
               on conflict (district, kind, id) do update
                  set sequence = excluded.sequence, fold_version = excluded.fold_version, state = excluded.state
             )
             insert into handled_command (district, kind, id, command, sequence)
             select $1, * from unnest($7::text[], $8::uuid[], $9::uuid[], $10::bigint[])",
        )
        .bind(district.as_str())
        .bind(&self.kinds)
        .bind(&self.ids)
        .bind(&self.sequences)
        .bind(&self.versions)
        .bind(&self.states)
        .bind(&kinds)
        .bind(&ids)
        .bind(&commands)
        .bind(&sequences)
        .execute(tx.rows())
        .await
        .map(drop)
    }
}

async fn causation(tx: &mut DistrictTx, batch: &[&Recorded]) -> Result<(), ApplyError> {
    let mut furthest: HashMap<(&str, &str), u64> = HashMap::new();
    for by in batch.iter().filter_map(|commit| commit.causation.as_ref()) {
        let at = furthest.entry((&by.process, &by.stream)).or_default();
        *at = by.sequence.max(*at);
    }
    for ((process, stream), sequence) in furthest {
        sqlx::query(
            "insert into causation (process, stream, sequence) values ($1, $2, $3)
             on conflict (process, stream) do update set sequence = greatest(causation.sequence, excluded.sequence)",
        )
        .bind(process)
        .bind(stream)
        .bind(sequence.cast_signed())
        .execute(tx.rows())
        .await?;
    }
    Ok(())
}
