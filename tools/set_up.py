"""Bring `.venv` to what a lock says, from nothing if need be, and say what that took.

Run by make with whatever Python the machine has, so it imports nothing of ours. It leaves the
machine's own Pythons alone: uv comes by pip into a throw-away environment and lies in the cache
folder; packages go into `.venv` only, each checked against the lock's hashes.

    python3 tools/set_up.py demo    what a call needs
    python3 tools/set_up.py dev     and what tests and checks need
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "spotfunnel-lock.json"
HOME = Path(os.environ.get("SPOTFUNNEL_HOME") or ROOT / ".spotfunnel")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "spotfunnel"
LOCKS = {"demo": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
UV_LOCK = ROOT / "requirements-uv.lock"
OLDEST = (3, 11)
PYTHONS = ("python3.11", "python3", "python3.12", "python3.13")
"""The locks were made for 3.11, so it comes first."""

ENVIRONMENT = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
ENVIRONMENT.pop("VIRTUAL_ENV", None)


def say(line: str) -> None:
    """Talk goes to the error stream: a command's own output stays clean."""
    print(line, file=sys.stderr, flush=True)


def run(*words: object) -> None:
    """Run a program; what it says is shown only if it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace"))
        sys.exit(f"set-up: `{Path(str(words[0])).name} {words[1]}` failed, see above")


def find_python() -> str:
    """Return a Python that can be built upon, or stop and name the package that brings one."""
    probe = "import sys, venv, ensurepip; print('%d %d' % sys.version_info[:2])"
    for name in PYTHONS:
        found = shutil.which(name)
        if found is None:
            continue
        answer = subprocess.run([found, "-c", probe], capture_output=True, check=False)
        if answer.returncode == 0 and tuple(map(int, answer.stdout.split())) >= OLDEST:
            return found
    sys.exit(
        "set-up needs Python 3.11 or newer with its venv module, and found none on PATH.\n"
        "On Debian 12, as root: apt-get install python3 python3-venv"
    )


def bring_uv(python: str) -> Path:
    """Return the pinned uv, fetched once into the cache folder."""
    version = UV_LOCK.read_text("utf-8").split()[0].split("==")[1]
    uv = CACHE / f"uv-{version}" / "uv"
    if uv.exists():
        return uv
    say(f"set-up: fetching uv {version}")
    uv.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=uv.parent) as passing:
        run(python, "-m", "venv", passing)
        pip = Path(passing, "bin", "pip")
        run(pip, "install", "--quiet", "--require-hashes", "--requirement", UV_LOCK)
        Path(passing, "bin", "uv").replace(uv)
    return uv


def digest(file: Path) -> str:
    """Return a digest of a file's contents."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stamped() -> dict[str, str]:
    """Return what `.venv` was last brought to; empty if that is unknown."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if usable() else {}


def usable() -> bool:
    """Say whether `.venv` has a Python that starts."""
    python = VENV / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def bring_packages(kind: str) -> bool:
    """Sync `.venv` with a lock unless it is there already; say whether anything was done.

    An environment that has what tests need is never taken back to what a call needs.
    """
    before = stamped()
    kind = "dev" if "dev" in (kind, before.get("kind")) else kind
    wanted = {"kind": kind, "lock": digest(LOCKS[kind])}
    if before == wanted:
        return False
    python = find_python()
    uv = bring_uv(python)
    if not usable():
        run(uv, "venv", "--quiet", "--allow-existing", "--python", python, VENV)
    STAMP.write_text(json.dumps({"kind": kind, "lock": "being synced"}), "utf-8")
    say(f"set-up: bringing .venv to {LOCKS[kind].name}")
    into = ("--quiet", "--python", VENV / "bin" / "python")
    run(uv, "pip", "sync", *into, "--require-hashes", LOCKS[kind])
    run(uv, "pip", "install", *into, "--offline", "--no-deps", "--editable", ROOT)
    STAMP.write_text(json.dumps(wanted), "utf-8")
    return True


def received_bytes() -> int:
    """Return what the machine has received from any network so far (0 where it can't be read)."""
    try:
        lines = Path("/proc/net/dev").read_text("ascii").splitlines()[2:]
    except OSError:
        return 0
    counted = (line.split(":", 1) for line in lines)
    return sum(int(rest.split()[0]) for name, rest in counted if name.strip() != "lo")


def size_bytes(folder: Path) -> int:
    """Return the sizes of all files under a folder."""
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += Path(parent, name).lstat().st_size
    return total


def main() -> None:
    """Set up, and leave `setup.json` for the summary of a call."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if kind not in LOCKS:
        sys.exit(f"usage: set_up.py [{'|'.join(LOCKS)}]")
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "set-up.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        began, received = time.monotonic(), received_bytes()
        did = bring_packages(kind)
        took = {
            "seconds": round(time.monotonic() - began, 1),
            "received_mb": round((received_bytes() - received) / 1e6) if did else 0,
            "installed_mb": round(size_bytes(VENV) / 1e6) if did else 0,
            "did_something": did,
        }
        (HOME / "setup.json").write_text(json.dumps(took), "utf-8")
        if did:
            say(
                f"set-up: done in {took['seconds']} s, {took['received_mb']} MB received, "
                f"{took['installed_mb']} MB in .venv"
            )


if __name__ == "__main__":
    main()
