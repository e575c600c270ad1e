//! What an installation stands on, checked from outside. A check that lacks its settings says so instead of passing.

mod clock;
mod keys;
mod log;
mod postgres;
pub mod services;
mod streams;

use std::fmt;

use serde::Serialize;

use crate::{Answer, Failed, Settings, SettingsError, Surroundings, operator::Operator};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub check: String,
    pub state: State,
    /// What was seen.
    pub found: String,
    /// What to do about a fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Good,
    Fault,
    /// A setting it needs is not given.
    NotChecked,
}

impl Finding {
    pub(crate) fn good(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self { check: check.into(), state: State::Good, found: found.into(), remedy: None }
    }

    pub(crate) fn fault(check: impl Into<String>, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check: check.into(), state: State::Fault, found: found.into(), remedy: Some(remedy.into()) }
    }

    pub(crate) fn not_checked(check: impl Into<String>, missing: &SettingsError) -> Self {
        Self { check: check.into(), state: State::NotChecked, found: missing.to_string(), remedy: None }
    }
}

/// Everything that was looked at, in the order an operator would mend it.
#[derive(Debug, Serialize)]
pub struct Findings {
    pub findings: Vec<Finding>,
}

impl Findings {
    pub fn are_good(&self) -> bool {
        self.findings.iter().all(|finding| finding.state != State::Fault)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { check, state, found, remedy } in &self.findings {
            let state = match state {
                State::Good => "good",
                State::Fault => "FAULT",
                State::NotChecked => "not checked",
            };
            writeln!(f, "{state:<12} {check}: {found}")?;
            if let Some(remedy) = remedy {
                writeln!(f, "{:<12} {remedy}", "")?;
            }
        }
        Ok(())
    }
}

pub async fn run(settings: &Settings, surroundings: Surroundings) -> Result<Answer, Failed> {
    let findings = examine(settings, surroundings).await;
    Answer::of(&findings, findings.are_good())
}

/// Looks at everything, whatever else is wrong.
pub async fn examine(settings: &Settings, surroundings: Surroundings) -> Findings {
    let mut findings = log::nodes(settings).await;
    let known = match Operator::connect(settings, surroundings).await {
        Ok(operator) => {
            findings.push(log::connected());
            let known = operator.known().await;
            findings.extend(streams::look(settings, &operator, known.as_deref()).await);
            known.ok()
        }
        Err(error) => {
            findings.push(log::not_connected(&error));
            None
        }
    };
    let districts = known.as_ref().map(|known| known.districts.keys().cloned().collect::<Vec<_>>());
    findings.extend(postgres::look(settings).await);
    findings.extend(keys::look(settings, surroundings, &districts.unwrap_or_default()).await);
    findings.extend(services::look(settings).await);
    if let Some(known) = known {
        findings.push(clock::look(&known));
    }
    Findings { findings }
}
