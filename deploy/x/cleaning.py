"""Back to a fresh checkout."""

import shutil

import foreground
import tools
from checkout import TOOLS


def run() -> int:
    shutil.rmtree(TOOLS, ignore_errors=True)
    return foreground.run(["cargo", "clean"], tools.environment())
