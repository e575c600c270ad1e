"""What every change has to pass before tests, cheap first. Stops at the first failure."""

import time
from typing import NamedTuple

import foreground
import tools
from checkout import ROOT
from progress import say


class Check(NamedTuple):
    name: str
    argv: list[str]
    environment: dict[str, str] = {}


# The contracts that clients and the stored events of every installation hang on. A change that breaks one fails the
# check; one that is meant is accepted by ./x contracts, and committed with the change itself.
DESCRIPTORS = ROOT / "proto" / "descriptors.binpb"


def checks() -> list[Check]:
    return [
        Check("cargo fmt", ["cargo", "fmt", "--all", "--", "--check"]),
        Check("buf lint", ["buf", "lint"]),
        Check("buf format", ["buf", "format", "--diff", "--exit-code"]),
        Check("buf breaking", ["buf", "breaking", "--against", str(DESCRIPTORS)]),
        # Advisories need a database that is fetched over the network: ./x advisories.
        Check("cargo deny", ["cargo", "deny", "--log-level", "warn", "check", "bans", "licenses", "sources"]),
        Check("cargo clippy", ["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        Check("cargo doc", ["cargo", "doc", "--workspace", "--no-deps"], {"RUSTDOCFLAGS": "-D warnings"}),
    ]


def run() -> int:
    tools.npm_modules()
    tools.cargo_deny()
    for check in checks():
        say(f"{check.name} ...")
        began = time.monotonic()
        code = foreground.run(check.argv, tools.environment(**check.environment))
        if code != 0:
            say(f"{check.name}: failed")
            return code
        say(f"{check.name}: {time.monotonic() - began:.1f} s")
    return 0


def accept_contracts() -> int:
    """Takes the contracts as they are for what later changes must not break."""
    tools.npm_modules()
    return foreground.run(["buf", "build", "--exclude-source-info", "--output", str(DESCRIPTORS)], tools.environment())


def advisories() -> int:
    """Known vulnerabilities in the locked dependencies."""
    tools.cargo_deny()
    return foreground.run(["cargo", "deny", "check", "advisories"], tools.environment())
