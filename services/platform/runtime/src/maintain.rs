//! One-shot commands: make or change the database, rebuild the read model, verify the log.

use std::error::Error;

use decider::DistrictId;
use eventlog::{Damage, StreamName, verify};
use projection::{KEPT_TABLES, Rebuilt, SHADOW, STATISTICS, rebuild};
use tokio_util::sync::CancellationToken;

use crate::{Service, Settings, every_service, serve::app, settings::OwnerSettings};

type Failed = Box<dyn Error + Send + Sync>;

/// Makes what is missing. Gives whether the installed read model is of this build; if not, it wants a rebuild.
pub async fn migrate<S: Service>(owner: &OwnerSettings) -> Result<bool, Failed> {
    let shared = [
        ("platform/kept/1", KEPT_TABLES),
        ("platform/statistics/1", STATISTICS),
        ("platform/views/1", edge::VIEW_TABLES),
        ("platform/views/2", edge::VIEWS_WITHOUT_REFERENCE),
    ];
    let scripts: Vec<_> = shared.into_iter().chain(S::SCRIPTS.iter().copied()).collect();
    database::apply(&owner.owner_url, &scripts).await?;
    let grants = format!(
        "grant usage on schema kept to {role};
         grant select, insert, update, delete on all tables in schema kept to {role};
         grant usage on all sequences in schema kept to {role};
         grant execute on function kept.gather_statistics(regclass) to {role};",
        role = S::READ_MODEL.role
    );
    database::run(&owner.owner_url, &grants).await?;
    Ok(S::READ_MODEL.install(&owner.owner_url).await?)
}

/// Builds the read model anew beside the live one and swaps them.
pub async fn rebuild_all<S: Service>(settings: &Settings, owner: &OwnerSettings) -> Result<Rebuilt, Failed> {
    let stop = CancellationToken::new();
    let (app, _) = app::<S>(settings, &stop).await?;
    let districts: Vec<DistrictId> = app.installation.known().districts.keys().cloned().collect();
    let (work, aggregates) = (every_service::work::<S>(&app), every_service::aggregates::<S>());
    let shadow = database::connect_to(&owner.owner_url, 4, SHADOW)?;
    let (work, app, aggregates, districts) = (&work, &app, &aggregates, &districts);
    let rebuilt = rebuild(&S::READ_MODEL, &owner.owner_url, &shadow, |database, positions| async move {
        work.catch_up(app, aggregates, &database, districts, &positions).await
    })
    .await?;
    shadow.close().await;
    Ok(rebuilt)
}

/// Refolds every district's stream of this context. Gives a line per stream, and whether all is whole.
pub async fn verify_all<S: Service>(settings: &Settings) -> Result<(Vec<String>, bool), Failed> {
    let stop = CancellationToken::new();
    let (app, _) = app::<S>(settings, &stop).await?;
    let mut lines = Vec::new();
    let mut whole = true;
    for district in app.installation.known().districts.keys() {
        let stream = StreamName::new(S::CONTEXT, district.clone());
        let verified = verify(app.log.client(), &stream, &every_service::aggregates::<S>()).await?;
        whole &= verified.damage.is_empty();
        lines.push(format!(
            "{stream}: {} commits, {} aggregates, {} damaged",
            verified.commits,
            verified.aggregates,
            verified.damage.len()
        ));
        lines.extend(verified.damage.iter().map(|damage| format!("  {}", told(damage))));
    }
    Ok((lines, whole))
}

/// What does not hold, and why.
fn told(damage: &Damage) -> String {
    damage.source().map_or_else(|| damage.to_string(), |source| format!("{damage}: {source}"))
}
