"""Runs the tests against real servers with the production settings."""

import check
import foreground
import tools
from checkout import ROOT
from demo import Demo
from progress import say
from servers import Servers, one_password

BROWSER = ROOT / "tests" / "browser"
PYTHON = ROOT / "tests" / "python"

# Milliseconds. A page that never answers fails its own test, and not all that come after.
BROWSER_TEST_WITHIN = "--test-timeout=300000"


def run(name: str | None) -> int:
    """Everything, or what cargo finds under `name`, or one of the suites `browser` and `python`."""
    if name is None:
        if code := check.run():
            return code
        codes = [_cargo([]), *_against_demo(browser=BROWSER.exists(), python=PYTHON.exists())]
    elif name in ("browser", "python"):
        codes = _against_demo(browser=name == "browser", python=name == "python")
    else:
        codes = [_cargo([name])]
    return next((code for code in codes if code != 0), 0)


def _cargo(filters: list[str]) -> int:
    tools.npm_modules()
    with Servers(one_password(), cluster=True) as servers:
        return foreground.run(["cargo", "test", "--workspace", "--no-fail-fast", *filters],
                              tools.environment(**servers.test_environment()), servers.reap)


def _against_demo(*, browser: bool, python: bool) -> list[int]:
    """The suites that see Rinnalla only from outside."""
    if not (browser or python):
        return []
    codes = []
    with Demo() as demo:
        demo.fill()
        environment = tools.environment(PYTHONUNBUFFERED="1", **demo.test_environment())
        if python:
            codes.append(foreground.run(
                [tools.python(), "-m", "unittest", "discover", "-v", "-s", str(PYTHON)], environment))
        if browser:
            modules = tools.npm_modules()
            environment |= {"RINNALLA_TEST_NODE_MODULES": str(modules), "NODE_PATH": str(modules),
                            "RINNALLA_TEST_CHROMIUM": tools.chromium()}
            files = sorted(str(path) for path in BROWSER.rglob("*.test.*js"))
            if not files:
                say("tests/browser holds no *.test.js")
                return [*codes, 1]
            codes.append(foreground.run([tools.node(), "--test", BROWSER_TEST_WITHIN, *files], environment))
    return codes
