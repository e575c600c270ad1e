"""What the cargo workspace holds at present."""

import functools
import json
import subprocess
from pathlib import Path

from checkout import ROOT
from progress import Refusal


@functools.cache
def _metadata() -> dict:
    asked = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version", "1"], cwd=ROOT,
                           capture_output=True, text=True)
    if asked.returncode != 0:
        raise Refusal(f"cargo metadata failed:\n{asked.stderr}")
    return json.loads(asked.stdout)


def has_package(name: str) -> bool:
    return any(package["name"] == name for package in _metadata()["packages"])


def binary(name: str) -> Path | None:
    """Where `cargo build` puts a program, or none when the workspace does not have it yet."""
    for package in _metadata()["packages"]:
        for target in package["targets"]:
            if target["name"] == name and "bin" in target["kind"]:
                return Path(_metadata()["target_directory"]) / "debug" / name
    return None
