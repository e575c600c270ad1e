"""Runs the benchmarks against real servers with the production settings.

In parts: beside the servers alone, beside a whole installation, and beside nothing; each adds to one report.
"""

import json
import os

import foreground
import process
import tools
import workspace
from checkout import ROOT
from demo import Demo
from progress import Refusal, say
from servers import Servers, one_password

PEER = ROOT / "tests" / "peer" / "Cargo.toml"


def run(arguments: list[str]) -> int:
    if not workspace.has_package("bench"):
        say("this workspace has no package bench")
        return 2
    workspace.use(workspace.RELEASE)
    try:
        _build()
        bench = str(workspace.binary("bench"))
        wanted = [name for flag, name in zip(arguments, arguments[1:]) if flag == "--only"]
        # What one server does is measured without a cluster beside it, which is not idle when nobody asks it anything.
        for part, cluster in (("servers", False), ("cluster", True)):
            with Servers(one_password(), cluster=cluster) as servers:
                environment = tools.environment(**servers.test_environment(),
                                                RINNALLA_BENCH_PYTHON=tools.python_to_compare_with())
                if code := foreground.run([bench, *arguments, part], environment, servers.reap):
                    return code
        # What needs a whole installation is not for a look of a few minutes.
        if {"pages", "memory"} & set(wanted) or not wanted and "--quick" not in arguments:
            with Demo() as demo:
                demo.fill()
                described = json.dumps(_described(demo))
                if code := foreground.run([bench, *arguments, "installation"],
                                          tools.environment(RINNALLA_BENCH_INSTALLATION=described),
                                          demo.servers.reap):
                    return code
        # Without our tools on the path: a clone has to find its own.
        return foreground.run([bench, *arguments, "demo"], dict(os.environ))
    except process.Interrupted:
        return 130


def _build() -> None:
    tools.npm_modules()
    for argv in (workspace.build("--workspace", "--bins"),
                 # Another sqlx, so another workspace; the target directory is ours.
                 workspace.build("--manifest-path", str(PEER), "--locked",
                             "--target-dir", str(workspace.target_directory()))):
        if code := foreground.run(argv, tools.environment()):
            raise Refusal(f"cargo build failed with {code}")


def _described(demo: Demo) -> dict:
    settings = demo.installation.to_operate()
    return {
        "services": {
            running.service.name: {
                "url": demo.installation.url(running.service.name),
                "http": demo.installation.http_url(running.service.name),
                "pid": running.pid,
            } for running in demo.running
        },
        "nats": demo.servers.nats.nodes[0].pid,
        "sign_ins": [sign_in._asdict() for sign_in in demo.sign_ins],
        "nats_settings": {name: settings[f"RINNALLA_NATS_{name.upper()}"]
                          for name in ("url", "monitor", "user", "password")},
        "token_signing_key": settings["RINNALLA_TOKEN_SIGNING_KEY"],
    }
