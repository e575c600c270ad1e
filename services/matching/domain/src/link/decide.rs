use decider::Env;
use jiff::civil::Date;
use proto::matching::v1::{LinkIssued, LinkRevoked, LinkUsed, link_event::Event};

use super::{LinkCommand as Command, LinkRejection as Rejection, LinkState, Object};

type Decided = Result<Vec<Event>, Rejection>;

pub(super) fn decide(state: &LinkState, command: &Command, env: &Env) -> Decided {
    match command {
        Command::Issue { issued, object } => issue(issued, *object, env),
        Command::Revoke => revoke(state),
        Command::Use { issue } => use_once(state, *issue, env),
    }
}

/// A link lives by the installation's day, whichever day it is said to have been made on.
fn issue(issued: &LinkIssued, object: Object, env: &Env) -> Decided {
    if !object.waits {
        return Err(Rejection::NothingToDo);
    }
    if !object.may_be_shown {
        return Err(Rejection::WithoutConsent);
    }
    let expires_on: Date = issued.expires_on.parse().map_err(|_| Rejection::ExpiresInPast)?;
    if expires_on < env.today {
        return Err(Rejection::ExpiresInPast);
    }
    if expires_on > object.until {
        return Err(Rejection::ExpiresTooLate { until: object.until });
    }
    Ok(vec![Event::Issued(issued.clone())])
}

fn revoke(state: &LinkState) -> Decided {
    let newest = state.newest.as_ref().ok_or(Rejection::NotFound)?;
    Ok(if newest.revoked || newest.used { vec![] } else { vec![Event::Revoked(LinkRevoked {})] })
}

fn use_once(state: &LinkState, issue: u32, env: &Env) -> Decided {
    if state.newest.is_none() {
        return Err(Rejection::NotFound);
    }
    let standing = state.standing(issue, env.today).ok_or(Rejection::Dead)?;
    if standing.used {
        return Err(Rejection::Used);
    }
    Ok(vec![Event::Used(LinkUsed {})])
}
