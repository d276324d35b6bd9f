"""The dashboard's pages: built once by npm, stamped with what they were built from."""

import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cli.stack.build import cache_folder
from spine.errors import EnvironmentNeedsError
from spine.home import PROJECT

SOURCE: Final = PROJECT / "dashboard"
BUILT: Final = SOURCE / "dist"
OLDEST_NODE: Final = (20, 19)
LOG_LINES: Final = 15
_STAMP: Final = ".built-from"
_NOT_SOURCE: Final = frozenset({"node_modules", "dist", "test-results", ".vite"})
_NODE_VERSION: Final = re.compile(r"v(\d+)\.(\d+)")
_BRING_NODE: Final = (
    "Unpack Node.js 20.19 or newer (https://nodejs.org/) so that `node` and `npm` are on PATH"
)

Tell = Callable[[str], None]


def page_ready(tell: Tell) -> Path:
    """Build the pages unless they are built from just these sources; return their folder.

    Raises:
        EnvironmentNeedsError: Without Node, or if npm fails: with the end of what it said.
    """
    if _is_built():
        return BUILT
    _need_node()
    with _alone():
        if not _is_built():
            _bring_packages(tell)
            _build(tell)
    return BUILT


def pages_for_up(tell: Tell) -> None:
    """Have pages before anybody looks; older ones are served while newer are built.

    Without them the API is still worth having, so what is missing is only said.
    """

    def build() -> None:
        try:
            page_ready(tell)
        except EnvironmentNeedsError as missing:
            tell(f"the dashboard has no new pages, the rest goes on: {missing}")

    if (BUILT / "index.html").exists():
        threading.Thread(target=build, name="pages", daemon=True).start()
    else:
        build()


def packages_ready(tell: Tell) -> None:
    """Bring what the dashboard's checks need.

    Raises:
        EnvironmentNeedsError: Without Node, or if npm fails.
    """
    _need_node()
    with _alone():
        _bring_packages(tell)


@contextmanager
def _alone() -> Iterator[None]:
    """Of two that build at once, the second waits and finds it done."""
    file = cache_folder() / "dashboard.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def npm(*words: str) -> int:
    """Run npm in the dashboard's folder, its output ours; return what it ended with."""
    return subprocess.run(["npm", *words], cwd=SOURCE, check=False).returncode


def _is_built() -> bool:
    stamp = BUILT / _STAMP
    return stamp.exists() and stamp.read_text("ascii") == _digest(_sources())


def _sources() -> Iterator[Path]:
    """Yield every file that a page is built from, tests and all: they cost a build at most."""
    for entry in sorted(SOURCE.iterdir()):
        if entry.is_file():
            yield entry
        elif entry.is_dir() and entry.name not in _NOT_SOURCE:
            yield from sorted(path for path in entry.rglob("*") if path.is_file())


def _digest(files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        name = file.relative_to(SOURCE).as_posix()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _bring_packages(tell: Tell) -> None:
    """Run `npm ci` unless npm's own note of what it installed agrees with the lock."""
    wanted = _locked(SOURCE / "package-lock.json")
    there = _locked(SOURCE / "node_modules" / ".package-lock.json")
    if all(
        name in there and there[name].get("integrity") == entry.get("integrity")
        for name, entry in wanted.items()
        if not _may_lack(entry)
    ):
        return
    tell("bringing the dashboard's packages")
    _run("npm", "ci", "--no-audit", "--no-fund")


def _locked(file: Path) -> dict[str, dict[str, object]]:
    try:
        packages: dict[str, dict[str, object]] = json.loads(file.read_bytes())["packages"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: entry for name, entry in packages.items() if name}


def _may_lack(entry: dict[str, object]) -> bool:
    """Say whether a package is for some machines only."""
    return bool(entry.get("optional") or entry.get("devOptional") or entry.get("peer"))


def _build(tell: Tell) -> None:
    """Build beside the pages that are there and change them in one step: somebody may look."""
    tell("building the dashboard")
    began, digest = time.monotonic(), _digest(_sources())
    new = SOURCE / "node_modules" / ".new-pages"
    _run("npm", "run", "build", "--", "--outDir", str(new), "--emptyOutDir")
    (new / _STAMP).write_text(digest, "ascii")
    shutil.rmtree(BUILT, ignore_errors=True)
    new.rename(BUILT)
    tell(f"built the dashboard in {time.monotonic() - began:.0f} s")


def _run(*command: str) -> None:
    ran = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        said = "\n".join((ran.stdout + ran.stderr).strip().splitlines()[-LOG_LINES:])
        words = " ".join(command)
        raise EnvironmentNeedsError(f"the dashboard could not be built (`{words}`):\n{said}")


def _need_node() -> None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise EnvironmentNeedsError(f"Node.js is missing: it builds the dashboard. {_BRING_NODE}")
    ran = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = _NODE_VERSION.search(ran.stdout)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_NODE:
        said = ran.stdout.strip() or ran.stderr.strip()
        raise EnvironmentNeedsError(
            f"Node.js 20.19 or newer is needed to build the dashboard, this is: {said}. "
            f"{_BRING_NODE}"
        )
