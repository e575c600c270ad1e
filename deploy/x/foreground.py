"""Work that holds the terminal."""

import os
import signal
import subprocess
import sys
import time
from typing import Callable

import process
from checkout import ROOT
from progress import say
from servers import Servers, as_exports, one_password


def serve(*, cluster: bool) -> int:
    try:
        with Servers(one_password(), cluster=cluster) as servers:
            print(as_exports(servers.test_environment()), end="", flush=True)
            say("running; Ctrl-C stops")
            while True:
                time.sleep(0.2)
                servers.reap()
    except process.Interrupted:
        return 0


def run(argv: list[str], environment: dict[str, str], meanwhile: Callable[[], None] = lambda: None) -> int:
    """Runs a command with our own output, and ends it and all that it started when `x` is interrupted."""
    sys.stdout.flush()
    # Its own group, because cargo does not pass SIGTERM on to the programs it runs.
    child = subprocess.Popen(argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, process_group=0)
    try:
        while child.poll() is None:
            time.sleep(0.1)
            meanwhile()
    finally:
        if child.poll() is None:
            _end_group(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _end_group(child: subprocess.Popen) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return
