"""Starts the parts in order, says when a call would be answered, restarts what falls, stops all.

Run by `cli.stack.guard`, never by hand. It decides nothing about calls.
"""

import asyncio
import logging
import os
import secrets
import signal
import sys
import time
from typing import Any, Final

import msgspec
from livekit import api

from agent_worker.missed import MissedCalls
from cli.stack.crew import Crew
from cli.stack.leash import MARKER, adopt_orphans
from cli.stack.part import Keys, Part
from cli.stack.parts import REDIS, SERVER, parts
from cli.stack.ports import LOOPBACK, Ports, choose
from cli.stack.running import StartFailedError
from cli.stack.state import Place, StackState, Wanted
from cli.stack.whole import addresses, cluster_of
from sip.dispatch import Carrier, admit
from sip.unanswered import Unanswered
from spine.activation import read_active
from spine.errors import SpotFunnelError
from spine.home import find_home

log: Final = logging.getLogger("stack")

START_TRIES: Final = 3
"""Another process may take a port between our look and the server's."""
FOLDERS_VARIABLE: Final = "SPOTFUNNEL_CONFIGS"
LOOPBACK_CARRIER: Final = Carrier("loopback", ("127.0.0.0/8",))


class Supervisor:
    """One stack, from its start to its end."""

    def __init__(self, wanted: Wanted, guard_pid: int, numbers: tuple[str, ...] = ()) -> None:
        """Take the wish; nothing is started yet."""
        self._wanted = wanted
        self._place = Place(wanted.name)
        self._keys = Keys(api_key=f"dev{secrets.token_hex(4)}", api_secret=secrets.token_hex(24))
        self._crew = Crew(self._place, self._tell)
        self._state = StackState(
            name=wanted.name,
            phase="starting",
            wanted=wanted,
            began_at=time.time(),
            guard_pid=guard_pid,
            supervisor_pid=os.getpid(),
            numbers=numbers,
            api_key=self._keys.api_key,
            api_secret=self._keys.api_secret,
            log=str(self._place.log("supervisor")),
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Hold the stack until `stop`, or until it cannot be held."""
        self._tell()
        work = asyncio.create_task(self._hold())
        ending = asyncio.create_task(stop.wait())
        await asyncio.wait({work, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        problem = ""
        if work.done():
            problem = _describe(work.exception())
            log.error("%s", problem)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        self._tell(phase="stopping", problem=problem)
        await self._crew.stop()
        self._tell(phase="failed" if problem else "stopped")

    async def _hold(self) -> None:
        ports = await self._start()
        livekit = api.LiveKitAPI(
            f"http://127.0.0.1:{ports.http}", self._keys.api_key, self._keys.api_secret
        )
        async with livekit:
            await self._let_calls_in(livekit)
            self._tell(phase="ready", numbers=self._numbers())
            log.info("ready: a call to %s is answered", self._state.sip)

            async def back(part: Part) -> None:
                if part.name in {REDIS, SERVER}:
                    await self._let_calls_in(livekit)

            async with asyncio.TaskGroup() as group:
                group.create_task(self._unanswered(livekit).run())
                group.create_task(self._crew.keep_up(back))

    def _unanswered(self, livekit: api.LiveKitAPI) -> Unanswered:
        missed = MissedCalls(find_home()).write
        return Unanswered(livekit, tell=log.warning, missed=missed)

    async def _start(self) -> Ports:
        wanted = self._wanted
        for tries_left in reversed(range(START_TRIES)):
            ports = choose(
                workers=wanted.workers,
                sip_port=wanted.sip_port,
                api_port=wanted.api_port,
                whole=wanted.whole,
            )
            self._state = _with_addresses(self._state, ports, self._place)
            os.environ |= _told(wanted, ports, self._place)
            try:
                await self._crew.start(parts(wanted, ports, self._keys, self._place))
            except StartFailedError as failure:
                if not (failure.port_taken and tries_left):
                    raise
                log.warning("%s lost its port, trying others", failure.part)
                await self._crew.stop()
            else:
                return ports
        raise AssertionError

    async def _let_calls_in(self, livekit: api.LiveKitAPI) -> None:
        admission = await admit(livekit, (LOOPBACK_CARRIER,))
        self._tell(trunk_id=admission.trunk_id, rule_id=admission.rule_id)

    def _numbers(self) -> tuple[str, ...]:
        if not self._wanted.whole:
            return self._state.numbers
        return tuple(number for row in read_active(find_home()) for number in row.numbers)

    def _tell(self, **changes: Any) -> None:
        self._state = msgspec.structs.replace(self._state, parts=self._crew.shown(), **changes)
        self._place.write(self._state)


def _told(wanted: Wanted, ports: Ports, place: Place) -> dict[str, str]:
    """Return what we ourselves must know to write down a call that nobody took."""
    return addresses(ports, place) if wanted.whole else {FOLDERS_VARIABLE: str(place.graphs)}


def _with_addresses(state: StackState, ports: Ports, place: Place) -> StackState:
    changed = msgspec.structs.replace(
        state,
        sip=f"{LOOPBACK}:{ports.sip}",
        livekit=f"ws://{LOOPBACK}:{ports.http}",
        redis=f"{LOOPBACK}:{ports.redis}",
        rtp_ports=ports.rtp,
    )
    if not state.wanted.whole:
        return changed
    return msgspec.structs.replace(
        changed,
        log_url=cluster_of(ports, place).url,
        kafka=f"{LOOPBACK}:{ports.kafka}",
        api=f"http://{LOOPBACK}:{ports.api}",
    )


def _describe(failure: BaseException | None) -> str:
    if isinstance(failure, ExceptionGroup):
        failure = failure.exceptions[0]
    if isinstance(failure, SpotFunnelError):
        return str(failure)
    return f"{type(failure).__name__}: {failure}"


async def _main(wanted: Wanted, guard_pid: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    before = Place(wanted.name).read()
    numbers = before.numbers if before is not None else ()
    await Supervisor(wanted, guard_pid, numbers).run(stop)


def main() -> None:
    """Run; the wish and the guard's pid are our only arguments."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    adopt_orphans()
    wanted = msgspec.json.decode(sys.argv[1], type=Wanted)
    log.info("stack %s, marked %s", wanted.name, os.environ.get(MARKER, ""))
    asyncio.run(_main(wanted, int(sys.argv[2])))


if __name__ == "__main__":
    main()
