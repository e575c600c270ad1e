use std::{error::Error, time::Duration};

use async_nats::Client;
use eventlog::{Retries, StreamName, newest};

use crate::positions::{Kind, Positions, Stopped};

/// How one lane or process fares: tells others where it stands and, once, why it does not go on.
pub(crate) struct Course {
    kind: Kind,
    name: String,
    stream: StreamName,
    positions: Positions,
    retries: Retries,
    /// What has once been passed may be passed again after a failure: only what lies further is progress.
    furthest: u64,
}

impl Course {
    pub(crate) fn new(kind: Kind, name: &str, stream: &StreamName, positions: &Positions) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            stream: stream.clone(),
            positions: positions.clone(),
            retries: Retries::default(),
            furthest: 0,
        }
    }

    /// It takes up its work here, perhaps further than it left it: another instance or a rebuild went on meanwhile. Where
    /// nothing is left to pass, whatever stopped it is over.
    pub(crate) async fn starts(&mut self, client: &Client, at: u64) {
        self.moved(at);
        if self.retries.failing() && newest(client, &self.stream).await.is_ok_and(|newest| newest == at) {
            self.goes_on();
        }
    }

    /// It has passed a commit, or many.
    pub(crate) fn moved(&mut self, at: u64) {
        self.positions.moved(self.kind, &self.name, &self.stream, at);
        if at > self.furthest {
            self.furthest = at;
            self.goes_on();
        }
    }

    fn goes_on(&mut self) {
        if self.retries.went_on() {
            self.positions.goes_on(&self.name, &self.stream.to_string());
            tracing::info!(kind = ?self.kind, name = self.name, stream = %self.stream, "goes on");
        }
    }

    /// It could not go on. `lasting` when only somebody's help will change that.
    pub(crate) fn failed(&mut self, error: &(dyn Error + 'static), why: String, lasting: bool) {
        if self.retries.failed(error) {
            tracing::warn!(
                kind = ?self.kind, name = self.name, stream = %self.stream, error,
                "stopped, and tries again from where it stands with growing pauses"
            );
        }
        self.positions.stops(Stopped { name: self.name.clone(), at: self.stream.to_string(), why, lasting });
    }

    /// How long to wait before the next attempt.
    pub(crate) fn pause(&self) -> Duration {
        self.retries.pause()
    }
}
