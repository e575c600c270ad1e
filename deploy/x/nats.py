"""Private nats-servers: one alone, or three as a cluster, under the configuration of deploy/nats."""

import json
import os
import shlex
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import ports
import process
from checkout import DEPLOY
from progress import Refusal
from services import SERVICES

# A stream of one server is synced message by message, and whatever waits for the disk holds one of the server's threads
# of execution: with one a processor, as many streams as there are processors stop all others. Replicated streams sync in
# groups.
THREADS_OF_A_SERVER_ALONE = 4 * (os.cpu_count() or 1)

USERS = (*(service.nats_user for service in SERVICES if service.nats_user), "operator", "national_operator")


class Node:
    """One server. Others may kill it and start it again from `argv`, which needs no environment."""

    def __init__(self, program: str, name: str, directory: Path, config: str, port: int, monitor: int,
                 settings: dict[str, str]):
        self.name = name
        self.url = f"nats://127.0.0.1:{port}"
        self.monitor = f"http://127.0.0.1:{monitor}"
        self.log = directory / "log"
        self._pid_file = directory / "pid"
        self._directory = directory
        self._child: subprocess.Popen | None = None

        directory.mkdir(mode=0o700)
        settings = {
            "NATS_NAME": name,
            "NATS_LISTEN": f"127.0.0.1:{port}",
            "NATS_MONITOR": f"127.0.0.1:{monitor}",
            "NATS_STORE": str(directory / "store"),
            **settings,
        }
        script = directory / "start"
        script.write_text("#!/bin/sh\n" + "".join(
            f"export {key}={shlex.quote(value)}\n" for key, value in settings.items())
            + f"exec {shlex.quote(program)} -c {shlex.quote(str(DEPLOY / 'nats' / config))}"
            f" -P {shlex.quote(str(self._pid_file))} -l {shlex.quote(str(self.log))}\n")
        script.chmod(0o700)
        self.argv = [str(script)]

    def start(self) -> None:
        self._child = process.start(self.argv, log=self._directory / "output")

    @property
    def pid(self) -> int:
        return self._child.pid

    def reap(self) -> None:
        if self._child is not None:
            self._child.poll()

    def failed(self) -> bool:
        return self._child is not None and self._child.poll() is not None

    def healthy(self, clustered: bool) -> bool:
        try:
            with urllib.request.urlopen(f"{self.monitor}/healthz", timeout=1) as reply:
                if reply.status != 200:
                    return False
            if clustered:
                with urllib.request.urlopen(f"{self.monitor}/jsz", timeout=1) as reply:
                    return bool(json.load(reply).get("meta_cluster", {}).get("leader"))
            return True
        except (OSError, urllib.error.URLError, ValueError):
            return False

    def stop(self) -> None:
        pids = {self._child.pid} if self._child else set()
        try:
            pids.add(int(self._pid_file.read_text()))
        except (OSError, ValueError):
            pass
        for pid in pids:
            # A test may have started it anew, and a number from the file may belong to a stranger by now.
            if process.alive(pid) and str(self._directory) in process.command_line(pid):
                process.stop(pid, signal.SIGTERM, 10, self._child)

    def description(self) -> dict:
        return {"name": self.name, "pid": self.pid, "argv": self.argv, "log": str(self.log)}


class Nats:
    """A set of servers that start and stop together."""

    ATTEMPTS = 3

    def __init__(self, program: str, directory: Path, name: str, passwords: dict[str, str], nodes: int):
        self._program = program
        self._directory = directory
        self._name = name
        self._passwords = passwords
        self._size = nodes
        self.nodes: list[Node] = []

    @property
    def urls(self) -> str:
        return ",".join(node.url for node in self.nodes)

    @property
    def monitors(self) -> str:
        return ",".join(node.monitor for node in self.nodes)

    def start(self) -> None:
        """Returns before they are ready; `wait` follows."""
        self._launch(1)

    def wait(self) -> None:
        for attempt in range(1, self.ATTEMPTS + 1):
            if self._became_ready():
                return
            if attempt == self.ATTEMPTS:
                raise Refusal(f"{self._name} did not start:\n{self._last_lines()}")
            # A port chosen as free may have been taken meanwhile.
            self.stop()
            self._launch(attempt + 1)

    def _became_ready(self) -> bool:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if any(node.failed() for node in self.nodes):
                return False
            if all(node.healthy(self._size > 1) for node in self.nodes):
                return True
            time.sleep(0.05)
        return False

    def _launch(self, attempt: int) -> None:
        free = ports.free(3 * self._size)
        clients, monitors, routes = free[::3], free[1::3], free[2::3]
        passwords = {f"{user.upper()}_PASSWORD": self._passwords[user] for user in USERS}
        route_urls = {}
        if self._size > 1:
            secret = self._passwords["route"]
            passwords["ROUTE_PASSWORD"] = secret
            route_urls = {f"NATS_ROUTE_{n}": f"nats-route://route:{secret}@127.0.0.1:{port}"
                          for n, port in enumerate(routes, 1)}
        self.nodes = []
        for n in range(self._size):
            placed = ({"NATS_CLUSTER_LISTEN": f"127.0.0.1:{routes[n]}"} if route_urls
                      else {"GOMAXPROCS": str(THREADS_OF_A_SERVER_ALONE)})
            name = f"{self._name}-{n + 1}" if route_urls else self._name
            node = Node(self._program, name, self._directory / f"{name}.{attempt}",
                        "cluster.conf" if route_urls else "nats.conf", clients[n], monitors[n],
                        {**passwords, **route_urls, **placed})
            self.nodes.append(node)
            node.start()

    def _last_lines(self) -> str:
        shown = []
        for node in self.nodes:
            for path in (node.log, node.log.with_name("output")):
                if path.exists():
                    shown += path.read_text(errors="replace").splitlines()[-5:]
        return "\n".join(shown)

    def reap(self) -> None:
        for node in self.nodes:
            node.reap()

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()
