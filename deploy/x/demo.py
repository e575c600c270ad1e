"""A whole installation on this machine, filled with invented data, gone when it stops."""

import json
import subprocess
import time
from contextlib import ExitStack
from typing import NamedTuple

import demo_checks
import foreground
import process
import tools
import workspace
from checkout import DEPLOY, ROOT
from progress import Refusal, say, step
from servers import Servers, distinct_passwords
from services import SERVICES, Installation, Running


class Filling(NamedTuple):
    """A subcommand of `rinnalla`, run when it exists."""

    does: str
    subcommand: tuple[str, ...]
    arguments: tuple[str, ...] = ()


def programmes() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted((DEPLOY / "programmes").glob("*.toml")))


def districts() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted((DEPLOY / "districts").glob("*.toml")))


def fillings() -> list[Filling]:
    """In this order, once every service is ready."""
    return [
        Filling("opening districts", ("district", "add"), districts()),
        Filling("simulating", ("simulate",)),
    ]


class SignIn(NamedTuple):
    who: str
    name: str
    password: str


def sign_ins() -> list[SignIn]:
    """Who can sign in to the console of a demo."""
    return []


class Demo:
    def __enter__(self) -> "Demo":
        # The console builds its pages' assets in.
        tools.npm_modules()
        with step("building"):
            if code := foreground.run(["cargo", "build", "--workspace", "--bins"], tools.environment()):
                raise Refusal(f"cargo build failed with {code}")
        self._rinnalla = workspace.binary("rinnalla")
        self.running: list[Running] = []
        with ExitStack() as stack:
            self.servers = stack.enter_context(Servers(distinct_passwords(), cluster=False))
            keys = self.servers.directory / "keys"
            self.logs = self.servers.directory / "logs"
            self.logs.mkdir(mode=0o700)
            self.installation = Installation(self.servers, keys)
            self._operate("making keys", ("keys", "init"), ("--dir", str(keys)))
            # Services follow the installation's stream from their start, so it has to be there.
            self._operate("sharing programmes", ("programme", "add"), programmes())
            self._start_services(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    def fill(self) -> None:
        for filling in fillings():
            self._operate(filling.does, filling.subcommand, filling.arguments)

    def watch(self) -> None:
        """Until a signal; returns earlier only when something ended that should not have."""
        while True:
            time.sleep(0.2)
            self.servers.reap()
            for running in self.running:
                if running.ended():
                    say(f"{running.service.name} ended by itself:\n{running.last_lines()}")
                    return

    def ask(self, subcommand: tuple[str, ...], arguments: tuple[str, ...] = ()) -> subprocess.CompletedProcess | None:
        """Runs a subcommand of `rinnalla` as the operator; none when there is no such subcommand."""
        return self._rinnalla_says(subcommand, arguments) if self._has(subcommand) else None

    def test_environment(self) -> dict[str, str]:
        """How the suites that stay outside reach it."""
        return {
            "RINNALLA_DEMO": json.dumps({
                "services": {
                    running.service.name: {
                        "url": self.installation.url(running.service.name),
                        "http": self.installation.http_url(running.service.name),
                        "log": str(running.log),
                    } for running in self.running
                },
                "sign_ins": [sign_in._asdict() for sign_in in sign_ins()],
                "rinnalla": str(self._rinnalla),
            }),
            **{name: value for name, value in self.installation.to_operate().items() if name.startswith("RINNALLA_")},
        }

    def _has(self, subcommand: tuple[str, ...]) -> bool:
        return self._rinnalla is not None and subprocess.run(
            [self._rinnalla, *subcommand, "--help"], capture_output=True, check=False).returncode == 0

    def _rinnalla_says(self, subcommand: tuple[str, ...], arguments: tuple[str, ...]) -> subprocess.CompletedProcess:
        return subprocess.run([self._rinnalla, *subcommand, *arguments], cwd=ROOT, text=True, check=False,
                              env=self.installation.to_operate(), capture_output=True)

    def _operate(self, does: str, subcommand: tuple[str, ...], arguments: tuple[str, ...]) -> None:
        if not self._has(subcommand):
            say(f"{does}: there is no rinnalla {' '.join(subcommand)} yet, skipped")
            return
        with step(does):
            done = self._rinnalla_says(subcommand, arguments)
        if done.returncode != 0:
            raise Refusal(f"rinnalla {' '.join(subcommand)} failed with {done.returncode}:\n"
                          f"{done.stdout[-4000:]}{done.stderr[-4000:]}")

    def _start_services(self, stack: ExitStack) -> None:
        present = [service for service in SERVICES if service.program]
        for service in SERVICES:
            if service not in present:
                say(f"{service.name}: not there yet, skipped")
        if not present:
            return
        with step("migrating"):
            for service in present:
                done = subprocess.run([service.program, *service.migrate], text=True, capture_output=True,
                                      env=self.installation.to_migrate(service), cwd="/", check=False)
                if done.returncode != 0:
                    raise Refusal(f"{service.name} migrate failed with {done.returncode}:\n{done.stdout}{done.stderr}")
        with step(f"starting {', '.join(service.name for service in present)}"):
            for service in present:
                self.running.append(stack.enter_context(
                    process.stopped_at_the_end(Running(service, self.installation, self.logs))))
            for running in self.running:
                running.wait_until_ready()


def run(*, once: bool) -> int:
    try:
        with Demo() as demo:
            demo.fill()
            if once:
                return demo_checks.run(demo)
            _present(demo)
            demo.watch()
            return 1
    except process.Interrupted:
        return 130 if once else 0


def _present(demo: Demo) -> None:
    print()
    for running in demo.running:
        name = running.service.name
        print(f"  {name:<12} {demo.installation.url(name):<28} {demo.installation.http_url(name)}/metrics")
    print(f"  {'nats':<12} {demo.servers.nats.urls:<28} {demo.servers.nats.monitors}")
    print(f"  {'logs':<12} {demo.logs}")
    for sign_in in sign_ins():
        print(f"  {sign_in.who:<28} {sign_in.name:<24} {sign_in.password}")
    print("\n  Ctrl-C stops everything and removes its data.", flush=True)
