"""Builds the pinned servers, once, into a cache outside the tree."""

import fcntl
import hashlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from cli.stack.needs import TO_BUILD, TO_RUN, TO_STORE, bring, need_go
from spine.errors import EnvironmentNeedsError
from spine.home import PROJECT

MANIFESTS: Final = PROJECT / "tools" / "livekit"
KEY_DIGITS: Final = 16
LOG_LINES: Final = 15


class Server(msgspec.Struct, frozen=True):
    """A program that a Go manifest pins."""

    name: str
    manifest: str
    package: str

    def source(self) -> Path:
        """Return the folder of its go.mod and go.sum."""
        return MANIFESTS / self.manifest

    def binary(self) -> Path:
        """Return where it is, or will be, built: a folder named by what it is built from."""
        digest = hashlib.sha256()
        for file in ("go.mod", "go.sum"):
            digest.update((self.source() / file).read_bytes())
        return cache_folder() / digest.hexdigest()[:KEY_DIGITS] / self.name


LIVEKIT_SERVER: Final = Server(
    "livekit-server", "server", "github.com/livekit/livekit-server/cmd/server"
)
LIVEKIT_SIP: Final = Server("livekit-sip", "sip", "github.com/livekit/sip/cmd/livekit-sip")
SERVERS: Final = (LIVEKIT_SERVER, LIVEKIT_SIP)


def cache_folder() -> Path:
    """Return the user's cache folder for what we build."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "spotfunnel"


def build_all(tell: Callable[[str], None], *, whole: bool = False) -> None:
    """Bring what the servers need, and build those that are not in the cache.

    A whole stack's bus and database come with it.

    Raises:
        EnvironmentNeedsError: Naming what is missing and the command that brings it.
    """
    bring(TO_RUN, tell)
    for server in SERVERS:
        if not server.binary().exists():
            bring(TO_BUILD, tell)
            _build(server, need_go(), tell)
    if whole:
        from cli.stack.kafka import kafka_ready

        bring(TO_STORE, tell)
        kafka_ready(tell)


def _build(server: Server, go: str, tell: Callable[[str], None]) -> None:
    """Build one server; of two that try at once, the second waits and finds it done."""
    binary = server.binary()
    binary.parent.mkdir(parents=True, exist_ok=True)
    with (binary.parent / f"{server.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if binary.exists():
            return
        tell(f"building {server.name} (a minute or two, once)")
        began = time.monotonic()
        half = binary.with_suffix(".half")
        _compile(server, go, half)
        half.replace(binary)
        tell(f"built {server.name} in {time.monotonic() - began:.0f} s")


def _compile(server: Server, go: str, output: Path) -> None:
    command = [go, "build", "-mod=readonly", "-trimpath", "-ldflags=-s -w", "-buildvcs=false"]
    ran = subprocess.run(
        [*command, "-o", str(output), server.package],
        cwd=server.source(),
        env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "", "GOWORK": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        tail = "\n".join(ran.stderr.strip().splitlines()[-LOG_LINES:])
        raise EnvironmentNeedsError(f"{server.name} could not be built:\n{tail}")
