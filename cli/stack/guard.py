"""The outermost process of a stack: it does nothing but see that nothing is left behind.

It starts the supervisor and waits for one of three ends: the supervisor's, its owner's (a test that
was killed), or a signal. Then everything below it goes. If the guard itself is killed, the kernel
tells the supervisor, which stops everything in order.
"""

import os
import select
import signal
import subprocess
import sys
import time
from typing import Final

import msgspec

from cli.stack.leash import MARKER, adopt_orphans, kill_all, reap, spawn
from cli.stack.state import Place, StackState, Wanted

GRACE_S: Final = 2.5
"""How long the supervisor may take to stop things in order before all are killed."""
STORES_GRACE_S: Final = 8.0
"""The same where there are stores, which go last and cleanly."""


def main() -> int:
    """Guard one stack until it is over; our arguments are the wish and the lock's descriptor."""
    wanted = msgspec.json.decode(sys.argv[1], type=Wanted)
    lock = int(sys.argv[2])
    place = Place(wanted.name)
    adopt_orphans()
    with place.log("supervisor").open("ab") as log:
        supervisor = spawn(
            [sys.executable, "-m", "cli.stack.supervisor", sys.argv[1], str(os.getpid())],
            environment=os.environ,
            log=log,
            last_words=signal.SIGTERM,
            keep=(lock,),
        )
    _wait_for_an_end(supervisor, wanted)
    _stop(supervisor, STORES_GRACE_S if wanted.whole else GRACE_S)
    left = kill_all(os.getpid(), os.environ.get(MARKER, ""))
    _close_the_book(place, supervisor, left)
    return 0


def _wait_for_an_end(supervisor: subprocess.Popen[bytes], wanted: Wanted) -> None:
    wake, wake_end = os.pipe()
    os.set_blocking(wake_end, False)
    signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    ends = select.poll()
    for descriptor in (wake, os.pidfd_open(supervisor.pid), *_owners(wanted)):
        ends.register(descriptor, select.POLLIN | select.POLLHUP)
    ends.poll()


def _owners(wanted: Wanted) -> list[int]:
    """Return descriptors that become ready when an owner is gone."""
    owners = [wanted.owner_fd] if wanted.owner_fd >= 0 else []
    if wanted.owner_pid:
        try:
            owners.append(os.pidfd_open(wanted.owner_pid))
        except ProcessLookupError:  # gone already: a pipe nobody writes to is ready at once
            ready, writer = os.pipe()
            os.close(writer)
            owners.append(ready)
    return owners


def _stop(supervisor: subprocess.Popen[bytes], grace_s: float) -> None:
    supervisor.terminate()
    deadline = time.monotonic() + grace_s
    while supervisor.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    if supervisor.returncode is None:
        supervisor.kill()
        supervisor.wait()


def _close_the_book(place: Place, supervisor: subprocess.Popen[bytes], left: set[int]) -> None:
    """Leave a true last state, whatever the supervisor came to write."""
    reap()
    state = place.read()
    if state is None or (state.phase in {"failed", "stopped"} and not left):
        return
    problem = state.problem or f"the supervisor ended early (code {supervisor.returncode})"
    if left:
        problem = f"these processes could not be killed: {sorted(left)}"
    parts = tuple(msgspec.structs.replace(part, phase="stopped", pid=0) for part in state.parts)
    place.write(_failed(state, problem, parts))


def _failed(state: StackState, problem: str, parts: tuple[object, ...]) -> StackState:
    changed: StackState = msgspec.structs.replace(
        state, phase="failed", problem=problem, parts=parts
    )
    return changed


if __name__ == "__main__":
    sys.exit(main())
