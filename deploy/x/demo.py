"""A whole installation on this machine, filled with invented data, gone when it stops."""

import json
import secrets
import subprocess
import time
import tomllib
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import demo_checks
import foreground
import process
import tools
import workspace
from checkout import DEPLOY, ROOT
from installation import Installation, Running
from progress import Refusal, say, step
from servers import Servers, distinct_passwords
from services import CONSOLE, SERVICES


class Filling(NamedTuple):
    """A subcommand of `rinnalla`, run when it exists."""

    does: str
    subcommand: tuple[str, ...]
    arguments: tuple[str, ...] = ()


def programmes() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted((DEPLOY / "programmes").glob("*.toml")))


def districts() -> tuple[str, ...]:
    return tuple(str(path) for path in sorted((DEPLOY / "districts").glob("*.toml")))


# The simulated year begins here: the clock stands there before a district opens, and never goes back.
BEGINNING = "2025-01-01T08:00"
SEED = "1"


def fillings(ledger: Path) -> list[Filling]:
    """In this order, once every service is ready."""
    return [
        Filling("setting the clock", ("clock", "set"), ("--at", BEGINNING)),
        Filling("opening districts", ("district", "add"), districts()),
        Filling("simulating", ("simulate",), ("--seed", SEED, "--ledger", str(ledger))),
    ]


class SignIn(NamedTuple):
    who: str
    name: str
    password: str


class Account(NamedTuple):
    """A member of staff. The simulated year was lived under the same ids."""

    email: str
    name: str
    role: str
    # A district, or for national coordination an audience of published figures.
    of: tuple[str, str]
    actor_id: str
    password: str


def staff() -> list[Account]:
    """A coordinator and a manager of every demo district, a second manager where two approve what is published, and
    national coordination of every audience; passwords are new at every start."""
    accounts = []
    audiences = []
    for file in districts():
        district = tomllib.loads(Path(file).read_text(encoding="utf-8"))
        slug = district["district_id"]
        home = f"https://example.org/rinnalla/{slug}"
        people = [("coordinator", "coordinator", "Koordinaattori", "coordinator-1"),
                  ("manager", "manager", "Toiminnanjohtaja", "manager")]
        if district["rules"].get("two_approvers"):
            people.append(("manager-2", "manager", "Puheenjohtaja", "manager-2"))
        for mailbox, role, name, account in people:
            accounts.append(Account(
                f"{mailbox}@{slug}.example.org", f"{name}, {district['name']}", role, ("--district", slug),
                str(uuid.uuid5(uuid.NAMESPACE_URL, f"{home}/{account}")), secrets.token_urlsafe(9)))
        audiences += [audience for audience in district["audiences"] if audience not in audiences]
    for audience in audiences:
        home = f"https://example.org/rinnalla/national/{audience}"
        accounts.append(Account(
            f"national@{audience}.example.org", f"Valtakunnallinen koordinaatio, {audience}", "national",
            ("--audience", audience), str(uuid.uuid5(uuid.NAMESPACE_URL, home)), secrets.token_urlsafe(9)))
    return accounts


class Demo:
    def __enter__(self) -> "Demo":
        # The console builds its pages' assets in.
        tools.npm_modules()
        with step("building"):
            if code := foreground.run(workspace.build("--workspace", "--bins"), tools.environment()):
                raise Refusal(f"cargo build failed with {code}")
        self._rinnalla = workspace.binary("rinnalla")
        self.running: list[Running] = []
        with ExitStack() as stack:
            self.servers = stack.enter_context(Servers(distinct_passwords(), cluster=False))
            keys = self.servers.directory / "keys"
            self.logs = self.servers.directory / "logs"
            self.logs.mkdir(mode=0o700)
            self.installation = Installation(self.servers, keys)
            self.ledger = self.servers.directory / "ledger.json"
            self.sign_ins: list[SignIn] = []
            self._operate("making keys", ("keys", "init"), ("--dir", str(keys)))
            # Services follow the installation's stream from their start, so it has to be there.
            self._operate("sharing programmes", ("programme", "add"), programmes())
            self._operate("sharing purposes", ("purpose", "add"), (str(DEPLOY / "purposes.toml"),))
            self._operate("sharing reasons", ("priority", "add"), (str(DEPLOY / "priority-reasons.toml"),))
            self._start_services(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_) -> None:
        self._stack.close()

    def fill(self) -> None:
        for filling in fillings(self.ledger):
            says = self._operate(filling.does, filling.subcommand, filling.arguments)
            if filling.subcommand == ("simulate",):
                for line in says.splitlines():
                    say(line)
        self._open_accounts()

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
                "sign_ins": [sign_in._asdict() for sign_in in self.sign_ins],
                "ledger": str(self.ledger),
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

    def _open_accounts(self) -> None:
        if not any(running.service is CONSOLE for running in self.running):
            say("accounts: there is no console yet, skipped")
            return
        environment = self.installation.to_serve(CONSOLE)
        with step("opening accounts"):
            for file in districts():
                district = tomllib.loads(Path(file).read_text(encoding="utf-8"))
                self._console(environment, "district", "set", "--slug", district["district_id"],
                              "--name", district["name"])
            for account in staff():
                self._console(environment, "account", "add", "--email", account.email, "--name", account.name,
                              "--role", account.role, *account.of, "--actor-id", account.actor_id,
                              "--if-absent", "--password-stdin", says=account.password)
                self.sign_ins.append(SignIn(account.name, account.email, account.password))

    def _console(self, environment: dict[str, str], *arguments: str, says: str = "") -> None:
        done = subprocess.run([CONSOLE.program, *arguments], env=environment, input=says, text=True, cwd=ROOT,
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise Refusal(f"console {' '.join(arguments[:2])} failed with {done.returncode}:\n{done.stdout}{done.stderr}")

    def _operate(self, does: str, subcommand: tuple[str, ...], arguments: tuple[str, ...]) -> str:
        """What it said; nothing when there is no such subcommand."""
        if not self._has(subcommand):
            say(f"{does}: there is no rinnalla {' '.join(subcommand)} yet, skipped")
            return ""
        with step(does):
            done = self._rinnalla_says(subcommand, arguments)
        if done.returncode != 0:
            raise Refusal(f"rinnalla {' '.join(subcommand)} failed with {done.returncode}:\n"
                          f"{done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done.stdout

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
    for sign_in in demo.sign_ins:
        print(f"  {sign_in.who:<52} {sign_in.name:<44} {sign_in.password}")
    print("\n  Ctrl-C stops everything and removes its data.", flush=True)
