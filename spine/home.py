"""The one place that knows how the state folder is laid out."""

import os
import re
from pathlib import Path
from typing import Final

import msgspec

from spine.errors import RequestError
from spine.ids import CallId

PROJECT: Final = Path(__file__).parents[1]
VARIABLE: Final = "SPOTFUNNEL_HOME"
_SAFE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class UnsafeNameError(RequestError):
    """A name that comes from outside and would be a path of its own."""

    code = "home.unsafe_name"


class Home(msgspec.Struct, frozen=True):
    """All state of an installation lies under `root`; folders appear when they are first used."""

    root: Path

    @property
    def log_db(self) -> Path:
        """The event log of the embedded shape."""
        return self.root / "log.db"

    @property
    def run_file(self) -> Path:
        """Settings of what is up, written by `spotfunnel up` and removed when that ends."""
        return self.root / "run.toml"

    @property
    def journals(self) -> Path:
        """A folder for each call."""
        return self.root / "journals"

    @property
    def recordings(self) -> Path:
        """One stereo file for each call."""
        return self.root / "recordings"

    @property
    def keys(self) -> Path:
        """Subject keys, wrapped, and what is left of destroyed ones."""
        return self.root / "keys"

    @property
    def cores(self) -> Path:
        """Every Voice Core that a call was held with, by digest."""
        return self.root / "cores"

    @property
    def configs(self) -> Path:
        """Every graph that a call was held with, by id."""
        return self.root / "configs"

    @property
    def active(self) -> Path:
        """What each tenant's calls are held with now: a copy, made from the log."""
        return self.root / "active"

    @property
    def outbox(self) -> Path:
        """Letters, where no mail server is set."""
        return self.root / "outbox"

    @property
    def workflows(self) -> Path:
        """How far level 3 has come; all of it can be made again from the log."""
        return self.root / "workflows"

    @property
    def clips(self) -> Path:
        """Synthesised phrases without personal words."""
        return self.root / "clips"

    @property
    def stack(self) -> Path:
        """State and logs of the servers that we start."""
        return self.root / "stack"

    def journal_of(self, call: CallId) -> Path:
        """Return the folder of a call's journal."""
        return self.journals / safe_name(call)

    def recording_of(self, call: CallId) -> Path:
        """Return the path of a call's recording, whether or not there is one."""
        return self.recordings / f"{safe_name(call)}.wav"


def find_home() -> Home:
    """Return the state folder that the environment names, else `.spotfunnel` in the project."""
    named = os.environ.get(VARIABLE)
    return Home(Path(named).expanduser().absolute() if named else PROJECT / ".spotfunnel")


def safe_name(name: str) -> str:
    """Return a name that may stand in a path.

    Raises:
        UnsafeNameError: If it is anything but 1 to 100 letters, digits, `_`, `.` and `-`.
    """
    if _SAFE_NAME.fullmatch(name) is None:
        raise UnsafeNameError(f"{name!r} is not a name of letters, digits, dots and dashes")
    return name
