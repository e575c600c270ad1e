"""Runs the benchmarks against real servers with the production settings."""

import foreground
import tools
import workspace
from progress import say
from servers import Servers, one_password


def run(arguments: list[str]) -> int:
    if not workspace.has_package("bench"):
        say("this workspace has no package bench")
        return 2
    with Servers(one_password(), cluster=True) as servers:
        return foreground.run(["cargo", "run", "--release", "-p", "bench", "--", *arguments],
                              tools.environment(**servers.test_environment()), servers.reap)
