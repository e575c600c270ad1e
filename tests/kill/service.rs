use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use runtime::{OwnerSettings, Settings};
use serde_json::Value;
use testing::{eventually, last_lines};

/// A server that it needs may take a while to be there again.
const STARTED_WITHIN: Duration = Duration::from_mins(1);

/// A service's binary, and the environment it runs in.
pub(crate) struct Program {
    binary: PathBuf,
    environment: Vec<(&'static str, String)>,
    http: String,
    log: PathBuf,
    child: Option<Child>,
}

impl Program {
    pub(crate) fn new(name: &str, settings: &Settings, owner: &OwnerSettings, log: &Path) -> Self {
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let environment = vec![
            ("RINNALLA_LISTEN", settings.listen.to_string()),
            ("RINNALLA_HTTP_LISTEN", settings.http_listen.to_string()),
            ("RINNALLA_NATS_URL", settings.nats.url.clone()),
            ("RINNALLA_NATS_USER", settings.nats.user.clone()),
            ("RINNALLA_NATS_PASSWORD", settings.nats.password.clone()),
            ("RINNALLA_NATS_MONITOR", settings.nats.monitors.join(",")),
            ("RINNALLA_DATABASE_URL", settings.database_url.clone()),
            ("RINNALLA_DATABASE_OWNER_URL", owner.owner_url.clone()),
            ("RINNALLA_KEYRING_URL", settings.keyring_url.clone()),
            ("RINNALLA_INSTALLATION_KEY", path(&settings.installation_key)),
            ("RINNALLA_TOKEN_VERIFYING_KEY", path(&settings.token_verifying_key)),
            ("RINNALLA_INSTALLATION", settings.installation.to_string()),
            ("RINNALLA_CONNECTIONS", settings.connections.to_string()),
        ];
        let (binary, http) = (built(name), format!("http://{}", settings.http_listen));
        Self { binary, environment, http, log: log.to_owned(), child: None }
    }

    fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg(subcommand).envs(self.environment.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command
    }

    /// Starts it, and again as a supervisor would while it ends by itself, until it answers. `needs` says how the
    /// servers it needs are, for when it does not.
    pub(crate) async fn start(&mut self, needs: impl Fn() -> String) {
        let begun = Instant::now();
        loop {
            assert!(
                begun.elapsed() < STARTED_WITHIN,
                "it ends again and again:\n{}\n{}",
                last_lines(&self.log),
                needs()
            );
            let log = File::options().create(true).append(true).open(&self.log).unwrap();
            let child = Mutex::new(self.command("serve").stdout(Stdio::null()).stderr(log).spawn().unwrap());
            let served = eventually("the service", async || {
                let ended = child.lock().unwrap().try_wait().unwrap().is_some();
                if ended {
                    return Some(false);
                }
                reqwest::get(format!("{}/livez", self.http)).await.ok().map(|_| true)
            })
            .await;
            self.child = child.into_inner().ok();
            if served {
                return;
            }
        }
    }

    pub(crate) fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// What `/readyz` tells.
    pub(crate) async fn readiness(&self) -> Option<Value> {
        let text = reqwest::get(format!("{}/readyz", self.http)).await.ok()?.text().await.ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Runs one of its one-shot commands to the end.
    pub(crate) fn run(&self, subcommand: &str) -> Output {
        self.command(subcommand).output().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Cargo puts a workspace's binaries one directory above its tests, when it is asked for them: it is asked here, so that
/// what is killed is what was tested.
fn built(name: &str) -> PathBuf {
    let beside = std::env::current_exe().unwrap().parent().unwrap().with_file_name(name);
    let release = beside.parent().is_some_and(|folder| folder.ends_with("release"));
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", name, "--bin", name]).args(release.then_some("--release"));
    let ended = build.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap();
    assert!(ended.success() && beside.exists(), "{name} cannot be built: run cargo build -p {name} to see why");
    beside
}
