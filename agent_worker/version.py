"""Which Voice Core this tree is: a semantic version that people choose, a digest that files decide.

python -m agent_worker.version --write [--bump patch]    after a change of what decides
python -m agent_worker.version --check                   fails when that was forgotten
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from spine import artefacts
from spine.errors import BrokenPromiseError
from spine.home import Home

TREE: Final = Path(__file__).parents[1]
DECLARED: Final = "agent_worker/core_version.json"
LOCK: Final = "requirements.lock"
DECIDES: Final = (
    "agent_worker/voice_core",
    "agent_worker/core_files.py",
    "objective_engine",
    "spine/events",
    "spine/ids.py",
)
"""Files and folders, code and data, that decide what a call does and how it is written down."""
ALONGSIDE: Final = (
    "agent_worker/__init__.py",
    "agent_worker/replay_pinned.py",
    "agent_worker/version.py",
    "spine/__init__.py",
    "spine/artefacts.py",
    "spine/errors.py",
    "spine/files.py",
    "spine/home.py",
    "spine/log/__init__.py",
    "spine/log/call_log.py",
    "spine/reading.py",
    "spine/replay.py",
    "spine/sealing.py",
)
"""Needed to replay with the above, and deciding nothing: a kept core runs without its tree."""
PARTS: Final = ("major", "minor", "patch")
DIGITS: Final = 12


class UnlockedLibraryError(BrokenPromiseError):
    """The core imports a library whose version nothing pins."""

    code = "core.unlocked_library"


class CoreChangedError(BrokenPromiseError):
    """What runs is not what is on disk."""

    code = "core.changed"


class CoreVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Voice Core's name."""

    version: str
    digest: str

    def __str__(self) -> str:
        """Return what stands in envelopes and in `Core.version`."""
        return f"{self.version}+{self.digest[:DIGITS]}"


def declared(tree: Path = TREE) -> CoreVersion:
    """Return what the tree says it is."""
    return msgspec.json.decode((tree / DECLARED).read_bytes(), type=CoreVersion)


def actual(tree: Path = TREE) -> CoreVersion:
    """Return what the tree is: the declared version with the digest of its files as they are."""
    return CoreVersion(declared(tree).version, digest_of(tree))


def digest_of(tree: Path = TREE) -> str:
    """Return the digest over everything that decides, the libraries' versions included."""
    digest = sha256()
    for name, content in core_files(tree).items():
        if name not in ALONGSIDE:
            digest.update(f"{name} {sha256(content).hexdigest()}\n".encode())
    for library in locked_libraries(tree):
        digest.update(f"{library}\n".encode())
    return digest.hexdigest()


def core_files(tree: Path = TREE) -> dict[str, bytes]:
    """Return every file of the core by its path in the tree, in order."""
    found = {
        str(path.relative_to(tree)): path.read_bytes()
        for place in (*DECIDES, *ALONGSIDE)
        for path in _files(tree / place)
    }
    return dict(sorted(found.items()))


def locked_libraries(tree: Path = TREE) -> tuple[str, ...]:
    """Return `name==version` of each library that the core imports: their data changes answers.

    Raises:
        UnlockedLibraryError: If the lock pins one of them not at all.
    """
    names = sorted({name for source in _sources(tree) for name in _imports(source)})
    lock = (tree / LOCK).read_text("utf-8")
    return tuple(_pin(name, lock) for name in names)


def keep_core(home: Home, digest: str, tree: Path = TREE) -> None:
    """Keep the core that calls are held with for replays years from now; cheap once it is kept.

    Raises:
        CoreChangedError: If the tree is another one by now: the process runs what is gone.
    """
    if (home.cores / f"{digest}.zip").exists():
        return
    if digest_of(tree) != digest:
        raise CoreChangedError("the Voice Core's files changed under a running process: restart it")
    artefacts.keep_core(home, digest, core_files(tree))


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    for path in place.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _sources(tree: Path) -> Iterator[bytes]:
    files = core_files(tree)
    return (files[name] for name in files if name.endswith(".py") and name not in ALONGSIDE)


def _imports(source: bytes) -> Iterator[str]:
    own = {"agent_worker", "objective_engine", "spine"}
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        tops = {name.partition(".")[0] for name in names}
        yield from tops - own - sys.stdlib_module_names


def _pin(module: str, lock: str) -> str:
    name = module.replace("_", "-")
    found = re.search(rf"^{re.escape(name)}==[^ \\\n]+", lock, flags=re.MULTILINE)
    if found is None:
        raise UnlockedLibraryError(f"the core imports {module}, which {LOCK} does not pin")
    return found.group()


def bumped(version: str, part: str) -> str:
    """Return the next version of a part."""
    numbers = [int(number) for number in version.split(".")]
    place = PARTS.index(part)
    after = [*numbers[:place], numbers[place] + 1, *[0] * (len(PARTS) - place - 1)]
    return ".".join(str(number) for number in after)


def write(tree: Path, part: str | None) -> CoreVersion:
    """Declare the tree's digest, under the next version where a part is named."""
    path = tree / DECLARED
    before = declared(tree).version if path.exists() else "0.0.0"
    version = CoreVersion(bumped(before, part) if part else before, digest_of(tree))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(version), indent=2) + b"\n")
    return version


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; 0 fine, 1 stale."""
    parser = argparse.ArgumentParser(prog="python -m agent_worker.version")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bump", choices=PARTS)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.write:
        write(TREE, asked.bump)
    stale = digest_of(TREE) != declared(TREE).digest
    print(f"{actual(TREE)}{' is not the declared core' if stale else ''}")  # noqa: T201 - a tool prints
    if stale:
        print("run: python -m agent_worker.version --write --bump patch")  # noqa: T201
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
