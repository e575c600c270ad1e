use std::{fmt, time::Duration};

use reqwest::{
    Client, StatusCode, Url,
    header::{AUTHORIZATION, HeaderValue},
    redirect,
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    driver::{Driver, NotTaken},
    letter::Letter,
    mobile::Mobile,
    settings::GatewaySettings,
};

/// A gateway that hangs counts as one that is down.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// An SMS gateway. It gets a POST with a bearer token for each message and a JSON body:
///
/// ```json
/// {"id": "…", "from": "Rinnalla", "to": "+358401234567", "text": "…"}
/// ```
///
/// `id` is a UUID and the same at every attempt, also in the header `Idempotency-Key`: a gateway that knows it takes the
/// message once. `from` is a name or number, `to` is E.164. 2xx means taken; whatever is in the answer is not read.
pub(crate) struct HttpGateway {
    client: Client,
    url: Url,
    from: String,
    authorization: HeaderValue,
}

impl fmt::Debug for HttpGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpGateway")
    }
}

#[derive(Serialize)]
struct Body<'b> {
    id: Uuid,
    from: &'b str,
    to: &'b str,
    text: &'b str,
}

impl HttpGateway {
    /// Connects at the first letter. Fails when TLS cannot be used here.
    pub(crate) fn new(settings: GatewaySettings) -> Result<Self, reqwest::Error> {
        let GatewaySettings { url, from, authorization } = settings;
        let client = Client::builder()
            .timeout(ANSWER_WITHIN)
            .connect_timeout(CONNECT_WITHIN)
            // Neither token nor number goes anywhere but where it was told to go.
            .redirect(redirect::Policy::none())
            .build()?;
        Ok(Self { client, url, from, authorization })
    }
}

impl Driver for HttpGateway {
    type To = Mobile;

    async fn send(&self, letter: &Letter<Mobile>) -> Result<(), NotTaken> {
        let body = Body { id: letter.id, from: &self.from, to: letter.to.e164(), text: &letter.text };
        let request = self
            .client
            .post(self.url.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header("Idempotency-Key", letter.id.to_string())
            .json(&body);
        // What went wrong is not told: it may repeat the request.
        let answer = request.send().await.map_err(|_| NotTaken::Away)?;
        if answer.status().is_success() { Ok(()) } else { Err(not_taken(answer.status())) }
    }
}

fn not_taken(status: StatusCode) -> NotTaken {
    match status.as_u16() {
        // It does not let us in, has no credit for us, is somewhere else, asks for a pause or is down: the message has no
        // part in it.
        300..=399 | 401..=405 | 407 | 429 | 501.. => NotTaken::Away,
        // Something about this one, and perhaps not for long.
        408 | 409 | 425 | 500 => NotTaken::Later,
        _ => NotTaken::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_whether_the_message_or_the_gateway_is_at_fault() {
        let says = |status: u16| not_taken(StatusCode::from_u16(status).unwrap());
        for away in [302, 401, 403, 404, 429, 502, 503, 504] {
            assert_eq!(says(away), NotTaken::Away, "{away}");
        }
        for later in [408, 500] {
            assert_eq!(says(later), NotTaken::Later, "{later}");
        }
        for never in [400, 410, 413, 422] {
            assert_eq!(says(never), NotTaken::Never, "{never}");
        }
    }
}
