"""What `x` says while it works. Goes to standard error: standard output belongs to results."""

import sys
import time
from contextlib import contextmanager


class Refusal(Exception):
    """A reason to stop that the reader can act on; shown without a traceback."""


def say(text: str) -> None:
    print(f"x: {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str):
    say(f"{text} ...")
    began = time.monotonic()
    yield
    say(f"{text}: {time.monotonic() - began:.1f} s")
