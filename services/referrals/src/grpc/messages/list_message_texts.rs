use edge::{App, Call, Failure, Reply, Shown};
use proto::referrals::v1::{ListMessageTextsRequest, ListMessageTextsResponse, MessageChannel, MessageText};
use referrals_domain::{TextKey, wording::LANGUAGES};

use crate::{queries::message, texts::templates};

pub(super) async fn list_message_texts(
    app: &App,
    call: Call,
    _: ListMessageTextsRequest,
) -> Result<Reply<ListMessageTextsResponse>, Failure> {
    let mut tx = app.database.district(call.district()).await?;
    let texts = message::texts(&mut tx).await?;
    tx.commit().await?;
    let by = [MessageChannel::Email, MessageChannel::Sms].into_iter();
    let every = by.flat_map(|channel| {
        templates().flat_map(move |template| LANGUAGES.map(|language| TextKey { template, channel, language }))
    });
    let texts = every.map(|key| {
        let wording = texts.of(&key);
        MessageText {
            template: key.template.into(),
            language: key.language.to_owned(),
            subject: wording.subject().to_owned(),
            body: wording.body().to_owned(),
            is_own: texts.own(&key).is_some(),
            channel: key.channel.into(),
        }
    });
    let message = ListMessageTextsResponse { texts: texts.collect() };
    Ok(Reply::showing(message, Shown::NOBODY))
}
