use std::fmt::Write as _;

use reqwest::{
    Client, Response, StatusCode,
    header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
    redirect::Policy,
};

use crate::installation::SignIn;

/// Somebody at the console: keeps cookies, fills in forms.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    console: String,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn new(console: &str) -> anyhow::Result<Self> {
        let client = Client::builder().redirect(Policy::none()).build()?;
        Ok(Self { client, console: console.to_owned(), cookies: Vec::new() })
    }

    /// The page, whole.
    pub(crate) async fn open(&mut self, path: &str) -> anyhow::Result<String> {
        let response = self.client.get(self.at(path)).header(COOKIE, self.cookie()).send().await?;
        anyhow::ensure!(response.status() == StatusCode::OK, "{path} answered {}", response.status());
        self.keep(&response);
        Ok(response.text().await?)
    }

    pub(crate) async fn sign_in(&mut self, sign_in: &SignIn) -> anyhow::Result<()> {
        let page = self.open("/sign-in").await?;
        let mut fields = hidden(&page, "/sign-in")?;
        fields.push(("email".to_owned(), sign_in.name.clone()));
        fields.push(("password".to_owned(), sign_in.password.clone()));
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let response = self
            .client
            .post(self.at("/sign-in"))
            .header(COOKIE, self.cookie())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.join("&"))
            .send()
            .await?;
        anyhow::ensure!(response.status().is_redirection(), "signing in answered {}", response.status());
        self.keep(&response);
        Ok(())
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.console)
    }

    fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, response: &Response) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|text| text.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                self.cookies.retain(|(known, _)| known != name);
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// What the form of a page that posts to a path sends beside what is filled in.
fn hidden(page: &str, action: &str) -> anyhow::Result<Vec<(String, String)>> {
    let form = page.split(&format!("action=\"{action}\"")).nth(1).and_then(|rest| rest.split("</form>").next());
    let form = form.ok_or_else(|| anyhow::anyhow!("there is no form that posts to {action}"))?;
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    Ok(inputs
        .filter_map(|rest| {
            let (name, rest) = rest.split_once('"')?;
            let value = rest.split("value=\"").nth(1)?.split('"').next()?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect())
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        // Writing to a string does not fail.
        let _ = write!(escaped, "%{byte:02X}");
        escaped
    })
}
