"""What the cargo workspace holds at present."""

import functools
import json
import subprocess
from pathlib import Path

from checkout import ROOT
from progress import Refusal

# What programs are built with, and run from.
RELEASE = "release"
DEBUG = "debug"
_profile = DEBUG


def use(profile: str) -> None:
    """Programs are built and found with this profile from now on. Figures are taken with `RELEASE`."""
    global _profile
    _profile = profile


def build(*arguments: str) -> list[str]:
    """The command that builds with the profile in use."""
    return ["cargo", "build", *(["--release"] if _profile == RELEASE else []), *arguments]


def target_directory() -> Path:
    return Path(_metadata()["target_directory"])


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
    """Where the build puts a program, or none when the workspace does not have it yet."""
    for package in _metadata()["packages"]:
        for target in package["targets"]:
            if target["name"] == name and "bin" in target["kind"]:
                return target_directory() / _profile / name
    return None
