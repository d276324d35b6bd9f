"""What the machine must have for the servers, and how to bring it."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from spine.errors import EnvironmentNeedsError

OLDEST_GO: Final = (1, 26)
_GO_VERSION: Final = re.compile(r"go(\d+)\.(\d+)")
_BRING_GO: Final = (
    "Unpack the Go project's archive (https://go.dev/dl/, 1.26 or newer) so that its `go` is on "
    "PATH, then run `make stack` again"
)


class Need(msgspec.Struct, frozen=True):
    """Something that a Debian package brings."""

    package: str
    command: str = ""
    """A program that must be on PATH."""
    library: str = ""
    """Or a library with its headers, by its pkg-config name."""
    file: str = ""
    """Or a program that Debian keeps off PATH."""

    def is_met(self) -> bool:
        """Look for it."""
        if self.file:
            return Path(self.file).exists()
        if self.command:
            return shutil.which(self.command) is not None
        probe = ["pkg-config", "--exists", self.library]
        try:
            return subprocess.run(probe, check=False).returncode == 0
        except FileNotFoundError:
            return False


TO_RUN: Final = (Need("redis-server", command="redis-server"),)
TO_STORE: Final = (Need("postgresql-15", file="/usr/lib/postgresql/15/bin/postgres"),)
TO_SEE: Final = (Need("chromium", command="chromium"),)
TO_BUILD: Final = (
    Need("gcc", command="gcc"),
    Need("pkg-config", command="pkg-config"),
    Need("libopus-dev", library="opus"),
    Need("libopusfile-dev", library="opusfile"),
    Need("libsoxr-dev", library="soxr"),
)


def bring(needs: tuple[Need, ...], tell: Callable[[str], None]) -> None:
    """Install what is missing, as root on Debian; else say what to type.

    Raises:
        EnvironmentNeedsError: Naming each package and the command.
    """
    missing = [need.package for need in needs if not need.is_met()]
    if not missing:
        return
    command = f"apt-get install --yes --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise EnvironmentNeedsError(
            f"the servers need {', '.join(missing)}. On Debian 12, as root: {command}"
        )
    tell(f"installing {', '.join(missing)}")
    problem = _install(command.split())
    left = [need.package for need in needs if not need.is_met()]
    if left:
        raise EnvironmentNeedsError(
            f"{', '.join(left)} could not be installed by `{command}`: {problem}"
        )


def _install(command: list[str]) -> str:
    """Run apt; RUNLEVEL keeps Debian from starting a Redis or a PostgreSQL of its own."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    problem = ""
    for attempt in (command, ["apt-get", "update"], command):
        ran = subprocess.run(attempt, env=environment, capture_output=True, text=True, check=False)
        if attempt is command and ran.returncode == 0:
            return ""
        problem = (ran.stderr.strip().splitlines() or [f"exit {ran.returncode}"])[-1]
    return problem


def need_go() -> str:
    """Return the Go command.

    Raises:
        EnvironmentNeedsError: If there is none or it is too old.
    """
    go = shutil.which("go")
    if go is None:
        raise EnvironmentNeedsError(f"Go 1.26 is missing: it builds the servers. {_BRING_GO}")
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    ran = subprocess.run(
        [go, "version"], env=environment, capture_output=True, text=True, check=False
    )
    found = _GO_VERSION.search(ran.stdout)
    if found is None or (int(found[1]), int(found[2])) < OLDEST_GO:
        said = ran.stdout.strip() or ran.stderr.strip()
        raise EnvironmentNeedsError(
            f"Go 1.26 or newer is needed to build the servers, this is: {said}. {_BRING_GO}"
        )
    return go
