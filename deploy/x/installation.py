"""The processes of an installation: how each is told about the rest, starting and stopping."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import ports
import process
from progress import Refusal
from servers import Servers
from services import CALLED, CONSOLE, SERVICES, Service

READY_WITHIN = 60
STOPPED_WITHIN = 30


class Installation:
    """Addresses and settings of every process. Passwords and keys reach a process only if it needs them."""

    def __init__(self, servers: Servers, keys: Path):
        self._servers = servers
        self._keys = keys
        names = [service.name for service in SERVICES]
        free = ports.free(2 * len(names))
        self._listen = dict(zip(names, free[::2]))
        self._http = dict(zip(names, free[1::2]))

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._listen[name]}"

    def http_url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._http[name]}"

    def to_serve(self, service: Service) -> dict[str, str]:
        name = service.name
        settings = self._shared() | {
            "LISTEN": f"127.0.0.1:{self._listen[name]}",
            "HTTP_LISTEN": f"127.0.0.1:{self._http[name]}",
            "DATABASE_URL": self._servers.postgres.url(name, name),
            "TOKEN_VERIFYING_KEY": str(self._keys / "token-verifying.pem"),
        }
        if service.nats_user:
            settings |= self._nats(service.nats_user)
        if service.keyring:
            settings |= self._keyring(name)
        if name == "referrals":
            # Nobody in it is written to: without a mail server messages are only logged.
            settings |= {"PUBLIC_URL": self.url("console")}
        if service is CONSOLE:
            # Everybody in it is invented, and its pages say so.
            settings |= self._callees() | {"TOKEN_SIGNING_KEY": str(self._keys / "token-signing.pem"), "DEMO": "1"}
        return _environment(settings)

    def to_migrate(self, service: Service) -> dict[str, str]:
        owner = self._servers.postgres.url(f"{service.name}_owner", service.name)
        return self.to_serve(service) | {"RINNALLA_DATABASE_OWNER_URL": owner}

    def to_operate(self) -> dict[str, str]:
        """For `rinnalla`, which may do what an operator may."""
        present = [service.name for service in SERVICES if service.program]
        return _environment(
            self._shared() | self._nats("operator") | self._keyring("keyring_owner") | self._callees() | {
                "NATIONAL_NATS_USER": "national_operator",
                "NATIONAL_NATS_PASSWORD": self._servers.passwords["national_operator"],
                **{f"{name.upper()}_HTTP_URL": self.http_url(name) for name in present},
                "TOKEN_VERIFYING_KEY": str(self._keys / "token-verifying.pem"),
                "TOKEN_SIGNING_KEY": str(self._keys / "token-signing.pem"),
                "CONSOLE_URL": self.url("console"),
            })

    def _shared(self) -> dict[str, str]:
        return {"INSTALLATION": "installation", "REPLICAS": "1"}

    def _nats(self, user: str) -> dict[str, str]:
        return {
            "NATS_URL": self._servers.nats.urls,
            "NATS_MONITOR": self._servers.nats.monitors,
            "NATS_USER": user,
            "NATS_PASSWORD": self._servers.passwords[user],
        }

    def _keyring(self, role: str) -> dict[str, str]:
        return {
            "KEYRING_URL": self._servers.postgres.url(role, "keyring"),
            "INSTALLATION_KEY": str(self._keys / "installation.key"),
        }

    def _callees(self) -> dict[str, str]:
        return {f"{name.upper()}_URL": self.url(name) for name in CALLED}


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """The caller's RINNALLA_ variables stay outside: a developer's servers are not the demo's."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RINNALLA_")}
    return inherited | {f"RINNALLA_{name}": value for name, value in settings.items()}


class Running:
    """A service process."""

    def __init__(self, service: Service, installation: Installation, logs: Path):
        self.service = service
        self.log = logs / f"{service.name}.log"
        self._ready_url = installation.http_url(service.name) + "/readyz"
        self._child: subprocess.Popen = process.start(
            [str(service.program), *service.serve], log=self.log, environment=installation.to_serve(service))

    @property
    def pid(self) -> int:
        return self._child.pid

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self.ready():
            if self.ended():
                raise Refusal(f"{self.service.name} ended with {self._child.returncode}:\n{self.last_lines()}")
            if time.monotonic() > deadline:
                raise Refusal(f"{self.service.name} was not ready within {READY_WITHIN} s:\n{self.last_lines()}")
            time.sleep(0.05)

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(self._ready_url, timeout=2) as reply:
                return reply.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def ended(self) -> bool:
        return self._child.poll() is not None

    def last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def stop(self) -> None:
        if not self.ended():
            process.stop(self._child.pid, signal.SIGTERM, STOPPED_WITHIN, self._child)
