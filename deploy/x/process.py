"""Starting and stopping processes so that none outlives `x`."""

import ctypes
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Interrupted(BaseException):
    """A signal asked `x` to stop."""


_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_on_signals() -> None:
    def interrupt(_number, _frame):
        ignore_signals()
        raise Interrupted

    for number in _STOPPING:
        signal.signal(number, interrupt)


def ignore_signals() -> None:
    """From here on a second Ctrl-C must not interrupt the stopping itself."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)


def start(argv: list[str], *, log: Path, environment: dict[str, str] | None = None,
          user: str | None = None, last_signal: int = signal.SIGTERM) -> subprocess.Popen:
    """Starts a server apart from the terminal, so that Ctrl-C reaches only `x`, which stops servers in order.

    The kernel sends `last_signal` should `x` itself be killed.
    """

    def before_exec():
        _libc.prctl(PR_SET_PDEATHSIG, int(last_signal))
        for number in _STOPPING:
            signal.signal(number, signal.SIG_DFL)

    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    with open(log, "ab") as output:
        return subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/",
            env=environment, start_new_session=True, preexec_fn=before_exec, **as_user)


def run(argv: list[str], *, user: str | None = None, **options) -> subprocess.CompletedProcess:
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    return subprocess.run(argv, **as_user, **options)


def alive(pid: int) -> bool:
    try:
        # The state follows the command name, which is in brackets and may itself hold brackets and spaces.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state != "Z"


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def stop(pid: int, number: int, patience: float, child: subprocess.Popen | None = None) -> None:
    """Signals, waits, and kills what did not go."""
    for which in (number, signal.SIGKILL):
        try:
            os.kill(pid, which)
        except ProcessLookupError:
            pass
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if child is not None:
                child.poll()
            if not alive(pid):
                return
            time.sleep(0.02)


@contextmanager
def stopped_at_the_end(server):
    """Stops `server` whatever happens while it starts or runs."""
    try:
        yield server
    finally:
        ignore_signals()
        server.stop()
