"""`spotfunnel stack …` from the outside: start, stop, look."""

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from cli.stack.build import build_all
from cli.stack.health import http_answers, redis_answers, sip_answers
from cli.stack.kafka import kafka_answers
from cli.stack.leash import MARKER
from cli.stack.postgres import Cluster, postgres_answers
from cli.stack.state import PartState, Place, StackError, StackState, Wanted
from spine.home import PROJECT

CONFLICT: Final = 4
NOT_FOUND: Final = 3
START_PATIENCE_S: Final = 300.0
STOP_PATIENCE_S: Final = 15.0

Tell = Callable[[str], None]

_guards: Final[dict[str, subprocess.Popen[bytes]]] = {}
"""Guards that this process started, to be buried when their stack is down."""


def up(wanted: Wanted, tell: Tell) -> StackState:
    """Start a stack and return when a call would be answered; it goes on without us.

    Raises:
        StackError: If another `up` is at work, or something would not start: which, and why.
        EnvironmentNeedsError: If the machine lacks something.
    """
    place = Place(wanted.name)
    held = place.lock()
    if held is None:
        return _already(place, wanted, tell)
    try:
        build_all(tell, whole=wanted.whole)
        place.write(
            StackState(
                name=wanted.name,
                phase="starting",
                wanted=wanted,
                began_at=time.time(),
                numbers=() if wanted.whole else _write_businesses(wanted, place),
            )
        )
        guard = _guards[wanted.name] = _start_guard(wanted, place, held)
    finally:
        os.close(held)
    return _wait_for_calls(guard, place, tell)


def down(name: str) -> StackState | None:
    """Stop a stack and everything it started; return its last state, `None` if there was none.

    Raises:
        StackError: If it would not go.
    """
    place = Place(name)
    state = place.read()
    if not place.is_alive():
        return None
    if state is not None and state.guard_pid:
        _end(state.guard_pid)
    if not place.wait_until_over(STOP_PATIENCE_S):
        raise StackError(f"stack {name!r} does not stop; see {place.log('supervisor')}")
    if (guard := _guards.pop(name, None)) is not None:
        guard.wait()
    return place.read()


def look(name: str) -> StackState:
    """Return the stack's state as it truly is: a file left by the killed is not believed.

    Raises:
        StackError: If there never was one.
    """
    place = Place(name)
    state = place.read()
    if state is None:
        raise StackError(f"there is no stack {name!r}; `spotfunnel stack up` starts it", NOT_FOUND)
    if place.is_alive() or state.phase in {"failed", "stopped"}:
        return state
    parts = tuple(_gone(part) for part in state.parts)
    problem = "everything was killed; nothing of it runs any more"
    return msgspec.structs.replace(state, phase="failed", problem=problem, parts=parts)


def _gone(part: PartState) -> PartState:
    return msgspec.structs.replace(part, phase="stopped", pid=0)


def _already(place: Place, wanted: Wanted, tell: Tell) -> StackState:
    state = place.read()
    if state is None or state.phase != "ready":
        pid = state.guard_pid if state is not None else 0
        raise StackError(
            f"stack {place.name!r} is being started or stopped by another command "
            f"(process {pid}); try again in a moment, or choose another --name",
            CONFLICT,
        )
    if msgspec.structs.replace(wanted, owner_pid=0, owner_fd=-1) != msgspec.structs.replace(
        state.wanted, owner_pid=0, owner_fd=-1
    ):
        raise StackError(
            f"stack {place.name!r} is up with other settings; `spotfunnel stack down` first, "
            "or choose another --name",
            CONFLICT,
        )
    tell(f"stack {place.name!r} is already up")
    return state


def _write_businesses(wanted: Wanted, place: Place) -> tuple[str, ...]:
    """Compile the businesses into the stack's folder; return the numbers they are dialled by."""
    from cli.businesses import compile_all, write_graphs

    graphs = compile_all([Path(config) for config in wanted.configs])
    write_graphs(graphs, place.graphs)
    return tuple(number for graph in graphs for number in graph.numbers)


def _start_guard(wanted: Wanted, place: Place, held: int) -> subprocess.Popen[bytes]:
    """Start the guard in a session of its own; the lock goes with it."""
    kept = (held, *((wanted.owner_fd,) if wanted.owner_fd >= 0 else ()))
    wish = msgspec.json.encode(wanted).decode()
    with place.log("supervisor").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "cli.stack.guard", wish, str(held)],
            cwd=PROJECT,
            env={
                **os.environ,
                MARKER: secrets.token_hex(8),
                "SPOTFUNNEL_HOME": str(place.root.parent.parent),
                "PYTHONUNBUFFERED": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=kept,
            start_new_session=True,
        )


def _wait_for_calls(guard: subprocess.Popen[bytes], place: Place, tell: Tell) -> StackState:
    deadline = time.monotonic() + START_PATIENCE_S
    told = ""
    try:
        while time.monotonic() < deadline:
            state = place.read()
            if state is not None and state.phase == "ready":
                return state
            if guard.poll() is not None:
                break
            if state is not None and (waiting := _waiting_for(state)) != told:
                tell(told := waiting)
            time.sleep(0.05)
    except BaseException:
        _end(guard.pid)
        guard.wait()
        raise
    _end(guard.pid)
    guard.wait()
    state = place.read()
    problem = state.problem if state is not None else ""
    raise StackError(problem or f"stack {place.name!r} did not start; see its log")


def _waiting_for(state: StackState) -> str:
    waiting = [part.name for part in state.parts if part.phase == "starting"]
    return f"starting {', '.join(waiting)}" if waiting else ""


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def health(state: StackState) -> dict[str, bool]:
    """Ask each part now whether it is well; one without an address is believed."""

    async def ask() -> list[bool]:
        return await asyncio.gather(*(_is_well(part, state) for part in state.parts))

    return dict(zip((part.name for part in state.parts), asyncio.run(ask()), strict=True))


async def _is_well(part: PartState, state: StackState) -> bool:
    if not part.address:
        return part.phase == "healthy"
    port = int(part.address.rpartition(":")[2])
    match part.name:
        case "redis":
            check = redis_answers(port)
        case "livekit-sip":
            check = sip_answers(port)
        case "kafka":
            check = kafka_answers(port)
        case "postgres":
            check = postgres_answers(Cluster(Place(state.name).root / part.name, port))
        case "api":
            check = http_answers(port, "/api/health")
        case _:
            check = http_answers(port)
    return await check()
