//! What each audience of the district has been shown of a year, in words.

use jiff::Timestamp;
use proto::reporting::v1::AudiencePublication;

use crate::{app::App, failure::Failure, i18n::Texts, names};

/// One audience and where its publication stands.
pub(super) struct Published {
    pub(super) audience: String,
    /// Sentences, at least one.
    pub(super) words: Vec<String>,
}

pub(super) async fn published(
    app: &App,
    publications: &[AudiencePublication],
    t: Texts,
) -> Result<Vec<Published>, Failure> {
    let actors = publications.iter().flat_map(|of| [of.published_by.as_str(), of.approved_by.as_str()]);
    let names = names::staff(app, actors).await?;
    let name = |actor: &str| names.get(actor).cloned().unwrap_or_else(|| t.say("figures-somebody").to_string());
    let when = |time: Option<prost_types::Timestamp>| {
        time.and_then(|time| Timestamp::from_second(time.seconds).ok())
            .map(|time| t.date_time(time))
            .unwrap_or_default()
    };
    let of = |publication: &AudiencePublication| {
        let mut words = Vec::new();
        if publication.revision == 0 {
            words.push(t.say("figures-published-none").to_string());
        } else {
            let by = t.say("figures-published-by").with("when", when(publication.published_time));
            words.push(by.with("who", name(&publication.published_by)).to_string());
        }
        if publication.revision > 1 {
            words.push(t.say("figures-published-revision").count("revision", publication.revision).to_string());
        }
        if publication.approved_time.is_some() {
            let by = t.say("figures-approved-by").with("when", when(publication.approved_time));
            words.push(by.with("who", name(&publication.approved_by)).to_string());
        }
        Published { audience: audience(&publication.audience, t), words }
    };
    Ok(publications.iter().map(of).collect())
}

/// The name of an audience; one that no text names shows its id.
pub(in crate::pages) fn audience(id: &str, t: Texts) -> String {
    let key = format!("audience-{id}");
    if t.exists(&key) { t.say(key).to_string() } else { id.to_owned() }
}
