"""A private PostgreSQL with the roles and databases of deploy/postgres."""

import os
import pwd
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import ports
import process
from checkout import DEPLOY, ROOT
from progress import Refusal
from services import SERVICES

ROLES = (*(role for service in SERVICES for role in (service.name, f"{service.name}_owner")), "keyring_owner")
KEYRING_SCHEMA = ROOT / "services" / "platform" / "keyring" / "schema.sql"

ATTEMPTS = 3


class Postgres:
    def __init__(self, programs: Path, directory: Path, passwords: dict[str, str]):
        self._programs = programs
        self._directory = directory
        self._data = directory / "data"
        self._passwords = passwords
        self._child: subprocess.Popen | None = None
        self._port = 0
        self._user = _unprivileged()
        self.log = directory / "log"

    def url(self, role: str, database: str) -> str:
        host = quote(str(self._directory), safe="")
        return f"postgres://{role}:{self._passwords[role]}@{host}:{self._port}/{database}"

    def start(self) -> None:
        self._create()
        for _ in range(ATTEMPTS):
            [self._port] = ports.free(1)
            self._launch()
            if self._became_ready():
                return
            self.stop()
        raise Refusal("PostgreSQL did not start:\n" + "\n".join(
            self.log.read_text(errors="replace").splitlines()[-10:]))

    def prepare(self) -> None:
        """Roles, databases, and the keyring with the grants on it."""
        self._psql("postgres", "postgres", DEPLOY / "postgres" / "roles.sql")
        self._psql("postgres", "postgres", DEPLOY / "postgres" / "databases.sql")
        self._psql("keyring_owner", "keyring", KEYRING_SCHEMA)
        self._psql("keyring_owner", "keyring", DEPLOY / "postgres" / "keyring_grants.sql")

    def reap(self) -> None:
        if self._child is not None:
            self._child.poll()

    def stop(self) -> None:
        try:
            pid = int((self._data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            if self._child is None or self._child.poll() is not None:
                return
            pid = self._child.pid
        # The immediate shutdown: the data is about to be removed, so a last checkpoint would be wasted time.
        if str(self._data) in process.command_line(pid):
            process.stop(pid, signal.SIGQUIT, 30, self._child)

    def description(self) -> dict:
        as_user = ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--init-groups"] if self._user else []
        return {"name": "postgres", "pid": self._child.pid, "argv": as_user + [str(self._script)],
                "log": str(self.log)}

    @property
    def _script(self) -> Path:
        return self._directory / "start"

    def _create(self) -> None:
        self._directory.mkdir(mode=0o755)
        # Its user cannot be expected to reach the checkout.
        settings = self._directory / "settings.conf"
        shutil.copy(DEPLOY / "postgres" / "postgresql.conf", settings)
        settings.chmod(0o644)
        password = self._directory / "password"
        password.touch(mode=0o600)
        password.write_text(self._passwords["postgres"])
        self.log.touch()
        if self._user:
            for path in (self._directory, password, self.log):
                shutil.chown(path, self._user, self._user)
        made = process.run(
            [str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "scram-sha-256",
             f"--pwfile={password}", "-E", "UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8", "--lc-messages=C",
             "--no-sync"],
            user=self._user, cwd=self._directory, capture_output=True, text=True)
        if made.returncode != 0:
            raise Refusal(f"initdb failed:\n{made.stdout}{made.stderr}")
        password.unlink()
        with open(self._data / "postgresql.conf", "a") as file:
            file.write(f"include '{settings}'\n")

    def _launch(self) -> None:
        argv = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self._port),
                "-k", str(self._directory), "-c", "listen_addresses=127.0.0.1"]
        self._script.write_text(f"#!/bin/sh\nexec {shlex.join(argv)} >>{shlex.quote(str(self.log))} 2>&1\n")
        self._script.chmod(0o755)
        self._child = process.start([str(self._script)], log=self.log, user=self._user, last_signal=signal.SIGQUIT)

    def _became_ready(self) -> bool:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._child.poll() is None:
            asked = subprocess.run([str(self._programs / "pg_isready"), "-q", "-h", str(self._directory),
                                    "-p", str(self._port)])
            if asked.returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def _psql(self, role: str, database: str, file: Path) -> None:
        # Through standard input: an argument would show the passwords in the list of processes.
        variables = "".join(f"\\set {name}_password '{self._passwords[name]}'\n" for name in ROLES)
        done = subprocess.run(
            [str(self._programs / "psql"), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1",
             "--set", "VERBOSITY=terse", "-h", str(self._directory), "-p", str(self._port), "-U", role, "-d", database],
            input=f"{variables}\\i {file}\n", capture_output=True, text=True,
            env={**os.environ, "PGPASSWORD": self._passwords[role], "PGOPTIONS": "-c client_min_messages=warning"})
        if done.returncode != 0:
            raise Refusal(f"{file.name} failed:\n{done.stderr}")


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Refusal("there is no user postgres to run PostgreSQL as; run ./x as an ordinary user") from None
