use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use runtime::Settings;

const STARTED_WITHIN: Duration = Duration::from_secs(30);

/// A process of its own, so that the load does not share its memory or its threads. Killed when dropped.
pub(crate) struct Program {
    pub(crate) address: String,
    child: Child,
}

impl Program {
    /// Starts a program of the same build, and waits until it takes connections where it was told to listen.
    pub(crate) async fn start(
        name: &str,
        arguments: &[&str],
        listen: SocketAddr,
        environment: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name(name);
        let child = Command::new(&program)
            .args(arguments)
            .envs(environment)
            .env("RINNALLA_LISTEN", listen.to_string())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut started = Self { address: format!("http://{listen}"), child };
        let began = Instant::now();
        while tokio::net::TcpStream::connect(listen).await.is_err() {
            let ended = started.child.try_wait()?;
            anyhow::ensure!(ended.is_none() && began.elapsed() < STARTED_WITHIN, "{name} did not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(started)
    }

    /// A service of the workspace.
    pub(crate) async fn service(name: &str, settings: &Settings) -> anyhow::Result<Self> {
        let environment = vec![
            ("RINNALLA_HTTP_LISTEN", free_address()?.to_string()),
            ("RINNALLA_NATS_URL", settings.nats.url.clone()),
            ("RINNALLA_NATS_USER", settings.nats.user.clone()),
            ("RINNALLA_NATS_PASSWORD", settings.nats.password.clone()),
            ("RINNALLA_NATS_MONITOR", settings.nats.monitors.join(",")),
            ("RINNALLA_DATABASE_URL", settings.database_url.clone()),
            ("RINNALLA_KEYRING_URL", settings.keyring_url.clone()),
            ("RINNALLA_INSTALLATION_KEY", settings.installation_key.display().to_string()),
            ("RINNALLA_TOKEN_VERIFYING_KEY", settings.token_verifying_key.display().to_string()),
            ("RINNALLA_INSTALLATION", settings.installation.to_string()),
        ];
        Self::start(name, &["serve"], free_address()?, environment).await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn free_address() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
