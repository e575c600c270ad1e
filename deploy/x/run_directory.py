"""The private directory of one run: data, sockets, logs, secrets. Removed at its end."""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "rinnalla-"


class RunDirectory:
    """Not under the checkout, which the `postgres` user may be unable to reach, and not under /tmp,
    which may be memory, where a flush to disk means nothing."""

    def __init__(self):
        base = Path(os.environ.get("RINNALLA_RUN_DIR", "/var/tmp"))
        _sweep(base)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        self.path.chmod(0o711)
        self._lock = _lock(self.path)

    def stop(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _lock(directory: Path) -> int:
    """Held for life, so that a directory without a holder is known to be left over.

    Locked before it gets its name: a sweep never sees it unlocked while in use.
    """
    unnamed = directory / "lock.new"
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unnamed.rename(directory / "lock")
    return descriptor


def _sweep(base: Path) -> None:
    """Removes what a killed run left behind."""
    for directory in base.glob(PREFIX + "*"):
        lock = directory / "lock"
        try:
            if directory.stat().st_uid != os.geteuid():
                continue
            descriptor = os.open(lock, os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(directory, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)
