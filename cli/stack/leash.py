"""Processes that cannot outlive us, and finding those that tried.

Three ropes, each enough for the deaths that the others miss: a child is killed by the kernel when
its parent dies (`PR_SET_PDEATHSIG`); a grandchild whose parent died comes to us instead of to init
(`PR_SET_CHILD_SUBREAPER`), so it is still found below us; and every process carries a marker in its
environment, by which it is found wherever it went.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

MARKER: Final = "SPOTFUNNEL_STACK_ID"
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """From now on the orphans of our descendants become our children."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: IO[bytes],
    last_words: signal.Signals = signal.SIGKILL,
    keep: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own that gets `last_words` when this process dies.

    Must be called from the main thread: the kernel's rope is tied to the thread that forks.
    """
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        pass_fds=keep,
        process_group=0,
        preexec_fn=_tied(last_words),  # noqa: PLW1509 - one prctl, no locks, main thread
    )


def _tied(last_words: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def tie() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_words), 0, 0, 0)
        if os.getppid() != parent:  # it died before the rope was tied
            os._exit(1)

    return tie


def below(root: int, marker: str) -> set[int]:
    """Return every live process below `root`, and every one that carries the marker, but `root`."""
    parents: dict[int, int] = {}
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or (parent := _parent(entry)) is None:
            continue
        pid = int(entry.name)
        parents[pid] = parent
        if marker and _carries(entry, f"{MARKER}={marker}".encode()):
            found.add(pid)
    found |= {pid for pid in parents if _descends(pid, root, parents)}
    return found - {root, os.getpid()}


def kill_all(root: int, marker: str, *, patience_s: float = 2.0) -> set[int]:
    """Kill everything below `root` until nothing is left; return what would not die."""
    deadline = time.monotonic() + patience_s
    while left := below(root, marker):
        if time.monotonic() > deadline:
            return left
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        reap()
        time.sleep(0.02)
    return set()


def reap() -> None:
    """Bury dead children, orphans that came to us among them."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _parent(entry: Path) -> int | None:
    """Return a process's parent; `None` for one that is gone or only waits to be buried."""
    try:
        after_name = (entry / "stat").read_text("utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return None
    state, parent = after_name.split()[:2]
    return None if state in {"Z", "X"} else int(parent)


def _carries(entry: Path, variable: bytes) -> bool:
    try:
        return variable in (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def _descends(pid: int, root: int, parents: Mapping[int, int]) -> bool:
    while (parent := parents.get(pid)) is not None:
        if parent == root:
            return True
        pid = parent
    return False
