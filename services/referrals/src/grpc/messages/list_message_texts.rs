use edge::{App, Call, Failure, Reply, Shown};
use proto::referrals::v1::{ListMessageTextsRequest, ListMessageTextsResponse, MessageText};
use referrals_domain::wording::LANGUAGES;

use crate::{queries::message, texts::templates};

pub(super) async fn list_message_texts(
    app: &App,
    call: Call,
    _: ListMessageTextsRequest,
) -> Result<Reply<ListMessageTextsResponse>, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let texts = message::texts(&mut tx).await?;
    tx.commit().await?;
    let every = templates().flat_map(|template| LANGUAGES.map(|language| (template, language)));
    let texts = every.map(|(template, language)| {
        let wording = texts.of(template, language);
        MessageText {
            template: template.into(),
            language: language.to_owned(),
            subject: wording.subject().to_owned(),
            body: wording.body().to_owned(),
            is_own: texts.own(template, language).is_some(),
        }
    });
    let message = ListMessageTextsResponse { texts: texts.collect() };
    Ok(Reply::showing(message, Shown::NOBODY))
}
