use edge::{App, Call, Failure, Limits, Reply, Shown, Violations};
use matching_domain::{Link, Proposal};
use proto::matching::v1::{LinkAction, LinkSecret, RedeemLinkRequest, RedeemLinkResponse};

use super::held::Held;
use crate::{
    commands::Using,
    queries::link::{by_hash, lookup, plain},
};

/// Tells no person: only what kind of thing the secret is for.
pub(super) async fn redeem_link(
    app: &App,
    call: Call,
    request: RedeemLinkRequest,
) -> Result<Reply<RedeemLinkResponse>, Failure> {
    let mut violations = Violations::default();
    let secret = plain(violations.required_text("secret", &request.secret, Limits::SLUG));
    violations.settled()?;

    let hash = lookup(&app.keyring, call.district(), &secret).await?;
    let mut tx = app.database.district(call.district()).await?;
    let found = by_hash(&mut tx, &hash).await?;
    tx.commit().await?;
    let link = found.ok_or(Failure::NotFound)?;

    // Rows may be older than the log: whether the secret is that of the newest link, the log says.
    let folded = app.found::<Link>(&call, link).await?;
    let using = Using { link, issue: folded.state.issue() };
    let held = Held::of(&call, using, &folded.state)?;
    let newest: LinkSecret = app.keyring.open_some(call.district(), held.sealed_secret()).await?.or_empty();
    if newest.secret.is_empty() || lookup(&app.keyring, call.district(), &newest.secret).await? != hash {
        return Err(Failure::NotFound);
    }
    let (used, yes) = (held.is_used(), used_for_yes(app, &call, &held).await?);
    let held = if used { held } else { held.lives(app, &call).await? };
    let message = RedeemLinkResponse { token_object: held.token_object(), action: held.action().into(), used, yes };
    Ok(Reply::showing(message, Shown::NOBODY))
}

/// What its one answer was.
async fn used_for_yes(app: &App, call: &Call, held: &Held) -> Result<bool, Failure> {
    if !held.is_used() || held.action() != LinkAction::AnswerProposal {
        return Ok(false);
    }
    let proposal = app.found::<Proposal>(call, held.object).await?;
    Ok(proposal.state.said(held.side()).unwrap_or(false))
}
