use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use runtime::NatsSettings;
use serde::Deserialize;
use tempfile::TempDir;

use crate::{Cluster, eventually};

/// The NATS and Postgres of a test.
#[derive(Debug, Clone)]
pub struct Servers(Arc<HashMap<String, String>>);

impl Servers {
    /// Those that `./x` started for every test of the run. Nobody stops them.
    pub fn shared() -> Self {
        Self(Arc::new(std::env::vars().filter(|(name, _)| name.starts_with("RINNALLA_TEST_")).collect()))
    }

    /// How a user of the log reaches it.
    pub fn nats(&self, cluster: Cluster, user: &str) -> NatsSettings {
        let (url, monitor) = match cluster {
            Cluster::R1 => ("RINNALLA_TEST_NATS", "RINNALLA_TEST_NATS_MONITOR"),
            Cluster::R3 => ("RINNALLA_TEST_NATS_CLUSTER", "RINNALLA_TEST_NATS_CLUSTER_MONITOR"),
        };
        NatsSettings {
            url: self.get(url),
            user: user.to_owned(),
            password: self.get("RINNALLA_TEST_NATS_PASSWORD"),
            monitors: self.get(monitor).split(',').map(str::to_owned).collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> String {
        let found = self.0.get(name);
        found
            .unwrap_or_else(|| panic!("{name} is not set: run tests by ./x test, or start servers by ./x servers"))
            .clone()
    }
}

/// Servers of one test alone, which it may kill. Stopped when dropped.
#[derive(Debug)]
pub struct OwnServers {
    pub servers: Servers,
    exports: PathBuf,
    processes: Mutex<HashMap<String, Process>>,
    _directory: TempDir,
}

/// A server as `./x` describes it.
#[derive(Debug, Deserialize)]
struct Described {
    name: String,
    pid: u32,
    argv: Vec<String>,
    log: PathBuf,
}

#[derive(Debug)]
struct Process {
    argv: Vec<String>,
    log: PathBuf,
    pid: u32,
    /// Set once this test has started it anew.
    child: Option<Child>,
}

impl OwnServers {
    /// One NATS, a cluster of three (`cluster-1` to `cluster-3`), and Postgres.
    pub fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let exports = directory.path().join("exports");
        let started = x().args(["servers", "--r3", "--detach"]).arg(&exports).stdout(Stdio::null()).status().unwrap();
        assert!(started.success(), "./x servers did not start");
        // A shell reads what was written for a shell.
        let shell = Command::new("sh").args(["-c", ". \"$0\"; env -0"]).arg(&exports).output().unwrap();
        let text = String::from_utf8(shell.stdout).unwrap();
        let environment: HashMap<String, String> = text
            .split('\0')
            .filter_map(|pair| pair.split_once('='))
            .filter(|(name, _)| name.starts_with("RINNALLA_TEST_"))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let described: Vec<Described> = serde_json::from_str(&environment["RINNALLA_TEST_SERVERS"]).unwrap();
        let processes = described.into_iter().map(|Described { name, pid, argv, log }| {
            let process = Process { argv, log, pid, child: None };
            (name, process)
        });
        Self {
            servers: Servers(Arc::new(environment)),
            exports,
            processes: Mutex::new(processes.collect()),
            _directory: directory,
        }
    }

    /// Ends a server as a crash would, and waits until it is gone. Postgres ends by its own immediate shutdown,
    /// which like a crash writes nothing back, but leaves no process behind that would keep it from starting.
    pub async fn kill(&self, name: &str) {
        let pid = self.processes.lock().unwrap()[name].pid;
        let signal = if name == "postgres" { "-QUIT" } else { "-KILL" };
        assert!(Command::new("kill").args([signal, &pid.to_string()]).status().unwrap().success(), "{name} ran");
        eventually("the end of a killed server", async || {
            let mut processes = self.processes.lock().unwrap();
            let process = processes.get_mut(name).unwrap();
            match &mut process.child {
                Some(child) => child.try_wait().unwrap().map(drop),
                None => (!PathBuf::from(format!("/proc/{pid}")).exists()).then_some(()),
            }
        })
        .await;
    }

    /// The last lines a server logged, and whether it ended by itself since this test started it anew.
    pub fn told(&self, name: &str) -> String {
        let mut processes = self.processes.lock().unwrap();
        let process = processes.get_mut(name).unwrap();
        let ended = process.child.as_mut().map(|child| child.try_wait().unwrap());
        format!("{name} (ended: {ended:?}):\n{}", last_lines(&process.log))
    }

    /// Starts a killed server on what it left. Returns before it is ready.
    pub fn start_again(&self, name: &str) {
        let mut processes = self.processes.lock().unwrap();
        let process = processes.get_mut(name).unwrap();
        let (program, arguments) = process.argv.split_first().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        process.pid = child.id();
        process.child = Some(child);
    }
}

impl Drop for OwnServers {
    fn drop(&mut self) {
        // What this test started is its own to end; `./x` ends the rest.
        if let Ok(mut processes) = self.processes.lock() {
            for process in processes.values_mut() {
                if let Some(child) = &mut process.child
                    && child.try_wait().is_ok_and(|ended| ended.is_none())
                {
                    drop(Command::new("kill").args(["-QUIT", &process.pid.to_string()]).status());
                    drop(child.wait());
                }
            }
        }
        drop(x().args(["servers", "--stop"]).arg(&self.exports).stdout(Stdio::null()).status());
    }
}

/// The end of a log, which may not exist.
pub fn last_lines(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

fn x() -> Command {
    Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../x"))
}
