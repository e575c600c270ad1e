"""Servers for as long as the terminal is held."""

import time

import process
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
