"""What `./x demo --once` asks of a running installation. A check returns what it saw, or raises `Failed`."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from typing import Callable, NamedTuple, NoReturn

import tools
from checkout import ROOT

# Look from outside, with the clients that the tests have.
LOOKS = ROOT / "tests" / "python"
YEAR = "2025"


class Failed(Exception):
    pass


class Skipped(Exception):
    pass


class Check(NamedTuple):
    name: str
    look: Callable[[], str]


def checks(demo) -> list[Check]:
    return [
        Check("every acknowledged message is on disk", lambda: every_message_is_synced(demo)),
        *(Check(f"{running.service.name} is ready", lambda running=running: is_ready(running))
          for running in demo.running),
        *(Check(f"{running.service.name} has metrics", lambda running=running: has_metrics(demo, running))
          for running in demo.running),
        Check("rinnalla doctor finds nothing wrong", lambda: doctor_is_content(demo)),
        Check("every figure equals the recount of the ledger", lambda: figures_agree(demo)),
        *told(demo, "the last morning has its cases", "last_morning.py"),
        *told(demo, "the year has its figures", "demo_year.py"),
        *told(demo, "career mentoring has its intakes", "mentoring_year.py"),
    ]


def every_message_is_synced(demo) -> str:
    for node in demo.servers.nats.nodes:
        settings = json.loads(_get(f"{node.monitor}/varz"))["jetstream"]["config"]
        if not settings.get("sync_always"):
            raise Failed(f"{node.name} acknowledges before it syncs")
    return f"{len(demo.servers.nats.nodes)} server"


def is_ready(running) -> str:
    if not running.ready():
        raise Failed(running.last_lines()[-300:] or "no log")
    return "ready"


def has_metrics(demo, running) -> str:
    text = _get(demo.installation.http_url(running.service.name) + "/metrics")
    series = [line for line in text.splitlines() if line and not line.startswith("#")]
    if not series:
        raise Failed("none")
    return f"{len(series)} series"


def doctor_is_content(demo) -> str:
    done = demo.ask(("doctor",), ("--json",))
    if done is None:
        raise Skipped("not there yet")
    if done.returncode != 0:
        raise Failed((done.stdout + done.stderr)[-300:])
    return "content"


def figures_agree(demo) -> str:
    done = _look(demo, "figures_agree.py", str(demo.ledger), YEAR)
    if done.returncode != 0:
        raise Failed((done.stdout + done.stderr)[-2000:])
    return done.stdout.strip()


def told(demo, name: str, program: str) -> list[Check]:
    """One for each case that a program tells of; one of its own, by `name`, when it tells none."""
    done = _look(demo, program)
    if done.returncode != 0:
        return [Check(name, lambda: _raise(done.stderr[-1000:]))]
    cases = [json.loads(line) for line in done.stdout.splitlines()]
    return [Check(case["name"], lambda case=case: case["seen"] if case["found"] else _raise(case["seen"]))
            for case in cases]


def _raise(why: str) -> NoReturn:
    raise Failed(why)


def _look(demo, program: str, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([tools.python(), str(LOOKS / program), *arguments], cwd=LOOKS, text=True, check=False,
                          env=tools.environment(**demo.test_environment()), capture_output=True)


def run(demo) -> int:
    tally = {"passed": 0, "failed": 0, "skipped": 0}
    print()
    for check in checks(demo):
        began = time.monotonic()
        try:
            outcome, seen = "passed", check.look()
        except Skipped as reason:
            outcome, seen = "skipped", str(reason)
        except Failed as reason:
            outcome, seen = "failed", str(reason)
        tally[outcome] += 1
        print(f"  {outcome:<8} {check.name:<44} {seen}  ({time.monotonic() - began:.2f} s)", flush=True)
    print(f"\n{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped", flush=True)
    return 1 if tally["failed"] else 0


def _get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.read().decode()
    except (OSError, urllib.error.URLError) as error:
        raise Failed(f"{url}: {error}") from error
