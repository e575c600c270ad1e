"""Free TCP ports."""

import socket
from contextlib import ExitStack


def free(count: int) -> list[int]:
    """Distinct ports that nothing listens on now. Another process may still take one first, so callers retry."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
