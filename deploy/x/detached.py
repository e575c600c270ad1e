"""Servers that outlive the command that started them, until `--stop`."""

import os
import re
import signal
import time
from pathlib import Path

import process
from progress import Refusal, say
from servers import Servers, as_exports, one_password

SUPERVISOR = "RINNALLA_SERVERS_PID"


def start(file: Path, *, cluster: bool) -> int:
    if _supervisor(file) is not None:
        say(f"already running: {file}")
        return 0
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        os.setsid()
        os._exit(_supervise(file, cluster, writer))
    os.close(writer)
    with os.fdopen(reader) as ready:
        if ready.read() != "ready":
            return 1
    say(f'running; use: eval "$(cat {file})"')
    return 0


def stop(file: Path) -> int:
    pid = _supervisor(file)
    if pid is None:
        say(f"not running: {file}")
        file.unlink(missing_ok=True)
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 60
    while process.alive(pid):
        if time.monotonic() > deadline:
            raise Refusal(f"process {pid} is still stopping")
        time.sleep(0.05)
    return 0


def _supervisor(file: Path) -> int | None:
    try:
        pid = int(re.search(rf"^export {SUPERVISOR}=(\d+)$", file.read_text(), re.MULTILINE)[1])
    except (OSError, TypeError):
        return None
    return pid if process.alive(pid) and " servers " in process.command_line(pid) else None


def _supervise(file: Path, cluster: bool, writer: int) -> int:
    process.stop_on_signals()
    try:
        with Servers(one_password(), cluster=cluster) as servers:
            _write_private(file, as_exports(servers.test_environment() | {SUPERVISOR: str(os.getpid())}))
            try:
                _let_go_of_the_terminal()
                os.write(writer, b"ready")
                os.close(writer)
                while True:
                    time.sleep(0.2)
                    servers.reap()
            finally:
                file.unlink(missing_ok=True)
    except process.Interrupted:
        return 0
    except Refusal as refusal:
        say(str(refusal))
        return 1


def _write_private(file: Path, text: str) -> None:
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(text)
    new.rename(file)


def _let_go_of_the_terminal() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
