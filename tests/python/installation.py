"""The running installation that the tests are given: its processes, its districts, its tokens and its streams."""

import functools
import json
import os
import secrets
import subprocess
import time
import urllib.request
import uuid

from reflected import Process

_DEMO = json.loads(os.environ.get("RINNALLA_DEMO", "{}"))

# The programmes that `./x` shares and the family's way needs.
FRIEND = "friend-for-a-mother"
GROUPS = "weekly-mothers-groups"
AUDIENCE = "mll"

# Covered by the districts opened here: Pori.
MUNICIPALITY = "609"


@functools.cache
def processes() -> list[Process]:
    """Whatever answers to reflection. The console is pages, and no process of gRPC."""
    if not _DEMO:
        raise AssertionError("RINNALLA_DEMO is not set: run ./x test python")
    return [Process(name, place["url"], place["http"])
            for name, place in _DEMO["services"].items() if name != "console"]


@functools.cache
def simulated() -> dict:
    """What the simulator wrote down of the demo's year."""
    with open(_DEMO["ledger"], encoding="utf-8") as ledger:
        return json.load(ledger)


@functools.cache
def methods() -> dict:
    """Every method of every process, by path. A process describes what it serves, and nothing of another's."""
    described = {}
    for process in processes():
        for method in [each for service in process.described() for each in service.methods]:
            if method.path in described:
                raise AssertionError(f"{method.path} is described by {described[method.path].process.name}, "
                                     f"and by {process.name}")
            described[method.path] = method
    return described


def serves(service: str) -> bool:
    """Whether some process serves a service, named like `matching.v1.MatchesService`."""
    return any(path.startswith(f"/rinnalla.{service}/") for path in methods())


def method(name: str):
    """By the end of its path, like `ReferralsService/GetReferral`."""
    return next(found for path, found in methods().items() if path.endswith("." + name))


class District:
    """A district of the test's own."""

    def __init__(self, purpose: str):
        mark = secrets.token_hex(4)
        self.id = f"{purpose}-{mark}"
        self.name = f"{purpose.capitalize()} {mark}"
        self.agreement = f"pori-{mark}"
        self.grant = f"stea-{mark}"
        self._open()
        self.actors: dict[str, str] = {}

    def token(self, role: str, object: str = "") -> str:
        return token(self.id, role=role, actor=self.actor(role), object=object)

    def actor(self, role: str) -> str:
        return self.actors.setdefault(role, str(uuid.uuid4()))

    def _open(self) -> None:
        programmes = [FRIEND, "family-friend", GROUPS]
        coverage = ", ".join(f'{{ programme_id = "{each}", municipality_codes = ["{MUNICIPALITY}"] }}'
                             for each in programmes)
        listed = ", ".join(f'"{each}"' for each in programmes)
        rinnalla("district", "add", "/dev/stdin", given=f"""
            district_id = "{self.id}"
            name = "{self.name}"
            region_code = "04"
            audiences = ["{AUDIENCE}"]
            programme_ids = [{listed}]
            demo = true
            [rules]
            excludes_child_protection = false
            smallest_cell = 5
            two_approvers = false
            [[partner]]
            partner_id = "pori"
            name = "Pori"
            kind = "municipality"
            [[agreement]]
            agreement_id = "{self.agreement}"
            partner_id = "pori"
            scope = "one-programme"
            valid_from = "2023-01-01"
            coverage = [{coverage}]
            [[grant]]
            grant_id = "{self.grant}"
            name = "Avustus"
            funders = ["STEA"]
            valid_from = "2023-01-01"
            programme_ids = ["{FRIEND}"]
        """)


@functools.cache
def _token_of_hour(_quarter: int, district: str, role: str, actor: str, object: str) -> str:
    extra = (["--actor", actor] if actor else []) + (["--object", object] if object else [])
    return rinnalla("token", "--district", district, "--role", role, *extra).strip()


def token(district: str, *, role: str, actor: str = "", object: str = "") -> str:
    """A good one, made anew well before its ten minutes are over. A national one is for an audience."""
    if role == "national":
        object = object or AUDIENCE
    return _token_of_hour(int(time.monotonic() // 240), district, role, actor, object)


def signing_key() -> bytes:
    """The key that good tokens are signed with, as PEM."""
    with open(os.environ["RINNALLA_TOKEN_SIGNING_KEY"], "rb") as file:
        return file.read()


def verifying_key() -> bytes:
    with open(os.environ["RINNALLA_TOKEN_VERIFYING_KEY"], "rb") as file:
        return file.read()


def heads(*districts: District) -> dict[str, int]:
    """The newest sequence of every stream of some districts."""
    found = {}
    for monitor in os.environ["RINNALLA_NATS_MONITOR"].split(","):
        told = _json(f"{monitor}/jsz?accounts=1&streams=1")
        for account in told["account_details"]:
            for stream in account.get("stream_detail", []):
                if any(stream["name"].endswith("_" + district.id) for district in districts):
                    found[stream["name"]] = max(stream["state"]["last_seq"], found.get(stream["name"], 0))
    if not found:
        raise AssertionError("no stream of the districts is told by NATS")
    return found


def settled(*districts: District) -> dict[str, int]:
    """The heads, once every process has applied all of them and made of them what it makes."""
    deadline = time.monotonic() + 60
    before = None
    while time.monotonic() < deadline:
        now = heads(*districts)
        if now == before and all(_applied(process.health, now) for process in processes()):
            return now
        before = now
        time.sleep(0.1)
    raise AssertionError("the streams did not come to rest")


def _applied(address: str, heads: dict[str, int]) -> bool:
    lanes = _json(f"{address}/readyz").get("lanes", [])
    return all(lane["at"] >= heads[lane["stream"]] for lane in lanes if lane["stream"] in heads)


def _json(url: str) -> dict:
    with urllib.request.urlopen(url, timeout=10) as reply:
        return json.load(reply)


def rinnalla(*arguments: str, given: str | None = None) -> str:
    done = subprocess.run([_DEMO["rinnalla"], *arguments], input=given, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"rinnalla {' '.join(arguments[:2])} ended with {done.returncode}:\n"
                             f"{done.stdout}{done.stderr}")
    return done.stdout
