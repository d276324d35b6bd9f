"""What a stack is made of and where it stands, as one file that `status` shows."""

import fcntl
import os
import time
from pathlib import Path
from typing import Final, Literal

import msgspec

from spine.errors import RequestError
from spine.files import replace_file
from spine.home import find_home, safe_name

Phase = Literal["starting", "ready", "failed", "stopping", "stopped"]
PartPhase = Literal["starting", "healthy", "unwell", "restarting", "stopped"]
TAIL_LINES: Final = 15
LOOKS: Final = 5


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `up` was asked for."""

    name: str = "default"
    workers: int = 2
    worker: str = "agent_worker.main"
    """The module that is run for a worker."""
    configs: tuple[str, ...] = ()
    """Files or folders of businesses; the examples if there are none."""
    sip_port: int = 0
    """0: any free one."""
    whole: bool = False
    """With bus, database, API and workflows; else only what a call needs, and SQLite."""
    api_port: int = 0
    """0: any free one."""
    owner_pid: int = 0
    """0: nobody; else everything ends with that process."""
    owner_fd: int = -1
    """The same for whoever holds the other end of this pipe."""


class PartState(msgspec.Struct, frozen=True):
    """One process of the stack."""

    name: str
    phase: PartPhase
    log: str
    pid: int = 0
    address: str = ""
    restarts: int = 0
    essential: bool = True
    """Calls need it."""
    detail: str = ""
    """What is the matter with it."""


class StackState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a caller, a test or an operator needs to know."""

    name: str
    phase: Phase
    wanted: Wanted
    began_at: float
    """Wall clock, seconds."""
    guard_pid: int = 0
    supervisor_pid: int = 0
    sip: str = ""
    """`host:port` to ring."""
    numbers: tuple[str, ...] = ()
    livekit: str = ""
    redis: str = ""
    rtp_ports: tuple[int, int] = (0, 0)
    """The SIP side's ports for sound, first and last."""
    api_key: str = ""
    api_secret: str = ""
    trunk_id: str = ""
    rule_id: str = ""
    log_url: str = ""
    """Where the event log is; empty: SQLite in the state folder."""
    kafka: str = ""
    api: str = ""
    """Where people and programs reach us."""
    parts: tuple[PartState, ...] = ()
    log: str = ""
    """The supervisor's."""
    problem: str = ""
    """Why it failed, for a person."""


class Place:
    """One stack's folder: its state, its files, its logs and the lock that says it is alive."""

    def __init__(self, name: str) -> None:
        """Name the folder; nothing is made yet."""
        self.name = safe_name(name)
        self.root = find_home().stack / self.name
        self.state_file = self.root / "state.json"

    def log(self, part: str) -> Path:
        """Return the path of a part's log."""
        return self.root / "logs" / f"{part}.log"

    @property
    def graphs(self) -> Path:
        """The folder of compiled businesses that the workers answer for."""
        return self.root / "graphs"

    def has_businesses(self) -> bool:
        """Say whether the state folder knows of a business that answers calls."""
        return any(find_home().active.glob("*.json"))

    def make(self) -> None:
        """Make the folder, for us alone: the state holds the keys of the server."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.root / "logs").mkdir(exist_ok=True)

    def read(self) -> StackState | None:
        """Return what was last written, if anything."""
        try:
            return msgspec.json.decode(self.state_file.read_bytes(), type=StackState)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def write(self, state: StackState) -> None:
        """Replace the state in one step: a reader sees the old or the new."""
        shown = msgspec.json.format(msgspec.json.encode(state))
        replace_file(self.state_file, shown, durable=False)

    def lock(self) -> int | None:
        """Take the stack: a descriptor whose life is the stack's, or `None` if another has it.

        A process id in a file can be stale or another's; a lock ends with its last holder.
        """
        self.make()
        for _ in range(LOOKS):
            if (held := self._try(fcntl.LOCK_EX)) is not None:
                return held
            time.sleep(0.05)  # it may only be somebody's look at it
        return None

    def is_alive(self) -> bool:
        """Say whether anybody holds the stack."""
        if not self.root.exists():
            return False
        held = self._try(fcntl.LOCK_SH)
        if held is None:
            return True
        os.close(held)
        return False

    def _try(self, kind: int) -> int | None:
        descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor

    def wait_until_over(self, patience_s: float) -> bool:
        """Wait for the holder to let go; say whether it did."""
        deadline = time.monotonic() + patience_s
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def tail(log: Path | str, lines: int = TAIL_LINES) -> str:
    """Return the end of a log, or a word on why there is none."""
    try:
        text = Path(log).read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return "(no log)"
    return "\n".join(text.splitlines()[-lines:]) or "(the log is empty)"


class StackError(RequestError):
    """The stack is not as the command needs it; `exit_code` says how."""

    code = "stack.state"

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Say what is the matter and with which code the command ends."""
        super().__init__(message)
        self.exit_code = exit_code
