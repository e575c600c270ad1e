//! Services, by their own health pages: ready, nothing parked, lanes near the end of their streams.

use std::time::Duration;

use serde::Deserialize;

use super::Finding;
use crate::{Settings, SettingsError, answer::chain};

const ANSWER_WITHIN: Duration = Duration::from_secs(6);
/// A lane further behind than this is not just catching its breath.
const BEHIND_AT_MOST: u64 = 1_000;

/// Where a lane or process of a service stands.
#[derive(Debug)]
pub struct Lane {
    pub service: &'static str,
    pub lane: String,
    pub stream: String,
    pub at: u64,
    pub behind: u64,
}

/// What a health page says. The console's says only whether it is ready.
#[derive(Debug, Default, Deserialize)]
struct Health {
    because: Option<String>,
    #[serde(default)]
    parked: u64,
    #[serde(default)]
    lanes: Vec<HealthLane>,
}

#[derive(Debug, Deserialize)]
struct HealthLane {
    lane: String,
    stream: String,
    at: u64,
    behind: u64,
}

pub(super) async fn look(settings: &Settings) -> Vec<Finding> {
    let pages = settings.health_pages();
    if pages.is_empty() {
        let missing = SettingsError(vec!["no RINNALLA_<SERVICE>_HTTP_URL is set".to_owned()]);
        return vec![Finding::not_checked("services", &missing)];
    }
    let mut findings = Vec::new();
    for (service, url) in pages {
        match ask(&url).await {
            Ok((ready, health)) => findings.extend(judge(service, ready, &health)),
            Err(error) => findings.push(Finding::fault(
                service,
                chain(&error),
                format!("start {service}, or leave RINNALLA_{}_HTTP_URL out", service.to_uppercase()),
            )),
        }
    }
    findings
}

/// Every lane of the services that answer.
pub async fn lanes(settings: &Settings) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (service, url) in settings.health_pages() {
        if let Ok((_, health)) = ask(&url).await {
            lanes.extend(health.lanes.into_iter().map(|HealthLane { lane, stream, at, behind }| Lane {
                service,
                lane,
                stream,
                at,
                behind,
            }));
        }
    }
    lanes
}

async fn ask(url: &str) -> Result<(bool, Health), reqwest::Error> {
    let client = reqwest::Client::builder().timeout(ANSWER_WITHIN).build()?;
    let answer = client.get(format!("{}/readyz", url.trim_end_matches('/'))).send().await?;
    let ready = answer.status().is_success();
    let page = answer.bytes().await?;
    Ok((ready, serde_json::from_slice(&page).unwrap_or_default()))
}

fn judge(service: &'static str, ready: bool, health: &Health) -> Vec<Finding> {
    let mut findings = vec![if ready {
        Finding::good(service, "ready")
    } else {
        let because = health.because.clone().unwrap_or_else(|| "it does not say why".to_owned());
        Finding::fault(service, format!("not ready: {because}"), format!("read the log of {service}"))
    }];
    if health.parked > 0 {
        findings.push(Finding::fault(
            format!("parked commits of {service}"),
            health.parked.to_string(),
            remedy(service),
        ));
    }
    let behind: Vec<_> = health.lanes.iter().filter(|lane| lane.behind > BEHIND_AT_MOST).collect();
    if !behind.is_empty() {
        let lanes: Vec<_> =
            behind.iter().map(|lane| format!("{} on {} by {}", lane.lane, lane.stream, lane.behind)).collect();
        findings.push(Finding::fault(
            format!("lanes of {service} that are behind"),
            lanes.join(", "),
            format!("wait; when the number does not fall, read the log of {service}"),
        ));
    }
    findings
}

/// Lanes offer what is parked again whenever they start.
fn remedy(service: &str) -> String {
    format!(
        "read why in the log of {service}; update {service}, or start it again: a build that can apply them does so \
         when it starts. {service} rebuild is for when its fold or its tables were mended"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::{Findings, State};

    fn faults(page: &str, ready: bool) -> Vec<String> {
        let health: Health = serde_json::from_str(page).unwrap();
        let findings = judge("matching", ready, &health);
        findings.into_iter().filter(|finding| finding.state == State::Fault).map(|finding| finding.check).collect()
    }

    #[test]
    fn a_parked_commit_is_a_fault() {
        assert_eq!(faults(r#"{"ready":true,"parked":1,"lanes":[]}"#, true), ["parked commits of matching"]);
    }

    #[test]
    fn who_has_parked_commits_is_told_to_update_or_restart_before_a_rebuild_in_text_and_in_json() {
        let findings = judge("matching", true, &Health { parked: 2, ..Health::default() });
        let findings = Findings { findings };
        for told in [findings.to_string(), serde_json::to_string(&findings).unwrap()] {
            let at = |says: &str| told.find(says).unwrap_or_else(|| panic!("{says}: {told}"));
            let order = [at("update matching"), at("start it again"), at("matching rebuild is for when"), at("mended")];
            assert!(order.is_sorted(), "{told}");
            assert_eq!(told.matches("rebuild").count(), 1, "{told}");
        }
    }

    #[test]
    fn a_lane_far_behind_is_a_fault() {
        let page = |behind| {
            format!(
                r#"{{"parked":0,"lanes":[{{"lane":"pairs","stream":"EV_matching_here","at":1,"behind":{behind}}}]}}"#
            )
        };
        assert_eq!(faults(&page(1_000), true), [""; 0]);
        assert_eq!(faults(&page(1_001), true), ["lanes of matching that are behind"]);
    }

    #[test]
    fn a_service_that_is_not_ready_is_a_fault() {
        assert_eq!(faults(r#"{"because":"the read model does not answer"}"#, false), ["matching"]);
    }
}
