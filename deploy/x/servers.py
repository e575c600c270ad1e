"""The servers that Rinnalla stands on, private to one run: NATS, PostgreSQL and, for tests, a NATS cluster."""

import json
import secrets
import shlex
from contextlib import ExitStack

import nats
import postgres
import process
import tools
from progress import step
from run_directory import RunDirectory


def distinct_passwords() -> dict[str, str]:
    return {name: _password() for name in (*nats.USERS, "route", "postgres", *postgres.ROLES)}


def one_password() -> dict[str, str]:
    """One for all: tests act as every user in turn."""
    return dict.fromkeys((*nats.USERS, "route", "postgres", *postgres.ROLES), _password())


def _password() -> str:
    # A letter first: see nats.conf.
    return "p" + secrets.token_hex(20)


class Servers:
    """Started by `with`, and stopped at its end in the opposite order."""

    def __init__(self, passwords: dict[str, str], *, cluster: bool):
        self.passwords = passwords
        self._wants_cluster = cluster
        self._stack = ExitStack()

    def __enter__(self) -> "Servers":
        program, programs = tools.nats_server(), tools.postgres()
        with ExitStack() as stack:
            self.directory = stack.enter_context(process.stopped_at_the_end(RunDirectory())).path
            with step("starting NATS and PostgreSQL"):
                self.postgres = stack.enter_context(process.stopped_at_the_end(
                    postgres.Postgres(programs, self.directory / "postgres", self.passwords)))
                self.nats = stack.enter_context(process.stopped_at_the_end(
                    nats.Nats(program, self.directory, "nats", self.passwords, 1)))
                self.cluster = None
                if self._wants_cluster:
                    self.cluster = stack.enter_context(process.stopped_at_the_end(
                        nats.Nats(program, self.directory, "cluster", self.passwords, 3)))
                    self.cluster.start()
                self.nats.start()
                self.postgres.start()
                self.postgres.prepare()
                self.nats.wait()
                if self.cluster:
                    self.cluster.wait()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_) -> None:
        with step("stopping NATS and PostgreSQL"):
            self._stack.close()

    def reap(self) -> None:
        """Collects servers that a test killed, so that it sees them gone."""
        for each in filter(None, (self.nats, self.cluster, self.postgres)):
            each.reap()

    def test_environment(self) -> dict[str, str]:
        described = [node.description() for node in self.nats.nodes] + [self.postgres.description()]
        exports = {
            "RINNALLA_TEST_NATS": self.nats.urls,
            "RINNALLA_TEST_NATS_MONITOR": self.nats.monitors,
            "RINNALLA_TEST_NATS_PASSWORD": self.passwords["operator"],
            "RINNALLA_TEST_NATS_PID": str(self.nats.nodes[0].pid),
            "RINNALLA_TEST_POSTGRES": self.postgres.url("postgres", "postgres"),
            "RINNALLA_TEST_POSTGRES_PASSWORD": self.passwords["referrals"],
        }
        if self.cluster:
            described += [node.description() for node in self.cluster.nodes]
            exports |= {
                "RINNALLA_TEST_NATS_CLUSTER": self.cluster.urls,
                "RINNALLA_TEST_NATS_CLUSTER_MONITOR": self.cluster.monitors,
                "RINNALLA_TEST_NATS_CLUSTER_PIDS": ",".join(str(node.pid) for node in self.cluster.nodes),
            }
        return exports | {"RINNALLA_TEST_SERVERS": json.dumps(described)}


def as_exports(environment: dict[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
