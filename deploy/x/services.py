"""Which services an installation has. Servers, their users and what processes are told derive from this list."""

from dataclasses import dataclass
from pathlib import Path

import workspace


@dataclass(frozen=True)
class Service:
    name: str
    nats_user: str | None
    keyring: bool
    binary: str = ""
    serve: tuple[str, ...] = ("serve",)
    migrate: tuple[str, ...] = ("migrate",)

    @property
    def program(self) -> Path | None:
        """None while the workspace does not have it."""
        return workspace.binary(self.binary or self.name)


CONSOLE = Service("console", nats_user=None, keyring=False)

# In the order of starting.
SERVICES = (
    Service("referrals", nats_user="referrals", keyring=True),
    Service("matching", nats_user="matching", keyring=True),
    Service("scheduling", nats_user="scheduling", keyring=True),
    Service("reporting", nats_user="reporting", keyring=True),
    Service("national", nats_user="national", keyring=False),
    CONSOLE,
)

# Those that answer gRPC, which the console and the operator are told about.
CALLED = tuple(service.name for service in SERVICES if service is not CONSOLE)
