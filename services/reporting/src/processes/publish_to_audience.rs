use ::projection::{Process, ReactError};
use async_nats::jetstream;
use decider::Decider as _;
use edge::{App, record_time};
use eventlog::Recorded;
use installation::Known;
use jiff::civil::Date;
use prost::Message as _;
use proto::reporting::v1::{FiguresPublished, PublishedFigures, PublishedProgramme, publication_event::Event};
use reporting_domain::Publication;

/// What was published leaves the district. Never lost: a commit is done with when the stream of its publications has
/// acknowledged. May be sent again after a crash; whoever reads keeps the highest revision.
#[derive(Debug)]
pub(crate) struct PublishToAudience {
    pub(crate) app: App,
}

impl Process for PublishToAudience {
    const NAME: &'static str = "publish-to-audience";
    const KINDS: &'static [&'static str] = &[Publication::KIND];

    async fn react(&self, commit: &Recorded) -> Result<u64, ReactError> {
        for recorded in &commit.events {
            let Event::Published(published) = recorded.decode()? else { continue };
            let district = &commit.stream.district;
            let known = self.app.installation.known();
            let message = PublishedFigures {
                programmes: programmes(&known, &published),
                district_id: district.to_string(),
                district_name: known.districts.get(district).map(|known| known.name.clone()).unwrap_or_default(),
                audience: published.audience,
                year: published.year,
                revision: published.revision,
                published_time: Some(record_time(commit.recorded_at)),
                smallest_cell: published.smallest_cell,
                cells: published.cells,
            };
            // Audiences are slugs: none can widen the subject.
            let subject = format!("pub.{district}.{}.{}", message.audience, message.year);
            jetstream::new(self.app.log.client().clone())
                .publish(subject, message.encode_to_vec().into())
                .await
                .map_err(ReactError::retry)?
                .await
                .map_err(ReactError::retry)?;
        }
        // Nothing of it goes into our own stream.
        Ok(0)
    }
}

/// Names of the programmes as they were at the end of the year.
fn programmes(known: &Known, published: &FiguresPublished) -> Vec<PublishedProgramme> {
    let to = i16::try_from(published.year).ok().and_then(|year| Date::new(year, 12, 31).ok()).unwrap_or(Date::MAX);
    let mut ids: Vec<&str> = published.cells.iter().map(|cell| cell.programme_id.as_str()).collect();
    ids.dedup();
    let named = |id: &str| PublishedProgramme {
        programme_id: id.to_owned(),
        name: known.programme(id, to).map(|programme| programme.name.clone()).unwrap_or_default(),
    };
    ids.into_iter().map(named).collect()
}
