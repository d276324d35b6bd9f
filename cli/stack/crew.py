"""The processes of a stack as one: started in order, kept up, looked after, stopped in order."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from cli.stack.leash import kill_all
from cli.stack.part import Part
from cli.stack.running import Running, StartFailedError
from cli.stack.state import PartState, Place

log: Final = logging.getLogger("stack")

LOOK_EVERY_S: Final = 0.2
ASK_EVERY_S: Final = 5.0
"""How often those that calls don't need are asked whether they are well."""
RESTARTS: Final = 5
"""An essential part that falls more often is broken, and so is the stack."""
LONGEST_PAUSE_S: Final = 10.0
"""Between two tries to start what calls don't need."""
STOP_LOOK_S: Final = 0.02
STOP_S: Final = 1.5
"""How long those that calls need may take to go by themselves."""
STORES_STOP_S: Final = 3.0
"""And those that hold data, after all the others."""

Tell = Callable[[], None]
Back = Callable[[Part], Awaitable[None]]


class Crew:
    """Every process that was started, by its name."""

    def __init__(self, place: Place, tell: Tell) -> None:
        """Start nothing yet; `tell` is called whenever something changed."""
        self._place = place
        self._tell = tell
        self._running: dict[str, Running] = {}

    def shown(self) -> tuple[PartState, ...]:
        """Return how each part is."""
        return tuple(
            PartState(
                name=one.part.name,
                phase=one.phase,
                log=str(one.log),
                pid=one.pid,
                address=one.part.address,
                restarts=one.restarts,
                essential=one.part.essential,
                detail=one.detail,
            )
            for one in self._running.values()
            if not one.part.once or one.phase != "stopped"
        )

    async def start(self, parts: Sequence[Part]) -> None:
        """Start everything, each when those that it stands on are well.

        Raises:
            StartFailedError: For the first that would not start.
        """
        well = {part.name: asyncio.Event() for part in parts}
        workers: list[Running] = []

        async def start_one(part: Part) -> None:
            for name in part.after:
                await well[name].wait()
            running = self._spawn(part, before=len(workers))
            if part.is_worker:
                workers.append(running)
            await self._see_healthy(running)
            well[part.name].set()

        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(start_one(part))
        except* StartFailedError as failures:
            raise failures.exceptions[0] from None

    async def begin(self, part: Part) -> None:
        """Start one that nobody waits for; from then on `keep_up` sees to it."""
        running = self._spawn(part)
        running.phase = "healthy"

    async def keep_up(self, back: Back) -> None:
        """Start again what falls, until cancelled; `back` is told of what calls need.

        Raises:
            StartFailedError: If something that calls need cannot be kept up.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ask())
            while True:
                await asyncio.sleep(LOOK_EVERY_S)
                for one in list(self._running.values()):
                    if not one.part.once and not one.is_being_mended and one.has_ended():
                        one.is_being_mended = True
                        mend = self._restart(one, back) if one.part.essential else self._mend(one)
                        group.create_task(mend)

    async def stop(self) -> None:
        """Ask everything to go, last those that hold data; then kill."""
        running, self._running = list(self._running.values()), {}
        stores = [one for one in running if one.part.holds_data]
        others = [one for one in running if not one.part.holds_data]
        await _ask_to_go(others, STOP_S)
        await _ask_to_go(stores, STORES_STOP_S)
        for one in running:
            one.signal(signal.SIGKILL)
            one.close()
        kill_all(os.getpid(), "")

    def _spawn(self, part: Part, *, before: int = 0, restarts: int = 0) -> Running:
        running = Running(part, self._place.log(part.name), part.check(before), restarts=restarts)
        self._running[part.name] = running
        log.info("started %s as %d", part.name, running.pid)
        self._tell()
        return running

    async def _see_healthy(self, running: Running) -> None:
        await running.become_healthy()
        log.info("%s is healthy", running.part.name)
        self._tell()

    async def _restart(self, fallen: Running, back: Back) -> None:
        log.warning("%s ended with code %s", fallen.part.name, fallen.code)
        self._tell()
        if fallen.restarts >= RESTARTS:
            raise StartFailedError(fallen.part.name, f"it ended {RESTARTS + 1} times", fallen.log)
        fallen.close()
        again = self._spawn(fallen.part, restarts=fallen.restarts + 1)
        await self._see_healthy(again)
        await back(fallen.part)

    async def _mend(self, fallen: Running) -> None:
        """Try until it is well again; nothing that happens here reaches a call."""
        part, tries, pause_s = fallen.part, fallen.restarts, 0.5
        log.warning("%s ended with code %s", part.name, fallen.code)
        fallen.detail = f"ended with code {fallen.code}"
        self._tell()
        while True:
            tries += 1
            fallen.close()
            fallen = self._spawn(part, restarts=tries)
            fallen.is_being_mended = True
            try:
                await self._see_healthy(fallen)
            except StartFailedError as failure:
                log.warning("%s", failure)
                fallen.detail = failure.why
                fallen.signal(signal.SIGKILL)
            else:
                fallen.is_being_mended = False
                return
            self._tell()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _ask(self) -> None:
        """Ask those that calls don't need now and then: what hangs has not ended."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            for one in list(self._running.values()):
                if not one.part.essential and not one.part.once and not one.is_being_mended:
                    before = one.phase
                    await one.look()
                    if one.phase != before:
                        log.warning("%s is %s", one.part.name, one.phase)
                        self._tell()


async def _ask_to_go(running: Sequence[Running], patience_s: float) -> None:
    for one in reversed(running):
        one.signal(one.part.stop)
    looks = int(patience_s / STOP_LOOK_S)
    for _ in range(looks):
        if all(one.has_ended() for one in running):
            return
        await asyncio.sleep(STOP_LOOK_S)
