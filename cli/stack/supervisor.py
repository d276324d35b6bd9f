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

from cli.stack.leash import MARKER, adopt_orphans, kill_all
from cli.stack.parts import REDIS, SERVER, SIP, Keys, Part, check_of, parts
from cli.stack.ports import Ports, choose
from cli.stack.running import Running, StartFailedError
from cli.stack.state import PartState, Place, StackState, Wanted
from sip.dispatch import Carrier, admit
from sip.unanswered import Unanswered
from spine.errors import SpotFunnelError

log: Final = logging.getLogger("stack")

START_TRIES: Final = 3
"""Another process may take a port between our look and the server's."""
LOOK_EVERY_S: Final = 0.2
RESTARTS: Final = 5
"""A part that falls more often is broken, and so is the stack."""
STOP_LOOKS: Final = 75
"""20 ms each: how long the parts may take to go by themselves."""
LOOPBACK_CARRIER: Final = Carrier("loopback", ("127.0.0.0/8",))


class Supervisor:
    """One stack, from its start to its end."""

    def __init__(self, wanted: Wanted, guard_pid: int, numbers: tuple[str, ...] = ()) -> None:
        """Take the wish; nothing is started yet."""
        self._wanted = wanted
        self._place = Place(wanted.name)
        self._keys = Keys(api_key=f"dev{secrets.token_hex(4)}", api_secret=secrets.token_hex(24))
        self._running: dict[str, Running] = {}
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
        await self._stop_all()
        self._tell(phase="failed" if problem else "stopped")

    async def _hold(self) -> None:
        ports = await self._start()
        livekit = api.LiveKitAPI(
            f"http://127.0.0.1:{ports.http}", self._keys.api_key, self._keys.api_secret
        )
        async with livekit:
            await self._let_calls_in(livekit)
            self._tell(phase="ready")
            log.info("ready: a call to %s is answered", self._state.sip)
            async with asyncio.TaskGroup() as group:
                group.create_task(Unanswered(livekit, tell=log.warning).run())
                group.create_task(self._keep_up(ports, livekit))

    async def _start(self) -> Ports:
        for tries_left in reversed(range(START_TRIES)):
            ports = choose(workers=self._wanted.workers, sip_port=self._wanted.sip_port)
            try:
                await self._start_on(ports)
            except StartFailedError as failure:
                if not (failure.port_taken and tries_left):
                    raise
                log.warning("%s lost its port, trying others", failure.part)
                await self._stop_all()
            else:
                return ports
        raise AssertionError

    async def _start_on(self, ports: Ports) -> None:
        self._state = msgspec.structs.replace(
            self._state,
            sip=f"127.0.0.1:{ports.sip}",
            livekit=f"ws://127.0.0.1:{ports.http}",
            redis=f"127.0.0.1:{ports.redis}",
            rtp_ports=ports.rtp,
            parts=(),
        )
        workers: list[Running] = []
        for part in parts(self._wanted, ports, self._keys, self._place):
            running = self._spawn(part, ports, before=len(workers))
            if part.is_worker:
                workers.append(running)
            else:
                await self._see_healthy(running)
        await asyncio.gather(*(self._see_healthy(worker) for worker in workers))

    def _spawn(self, part: Part, ports: Ports, *, before: int = 0, restarts: int = 0) -> Running:
        check = check_of(part, ports, self._place, before=before)
        running = Running(part, self._place.log(part.name), check, restarts=restarts)
        self._running[part.name] = running
        log.info("started %s as %d", part.name, running.pid)
        self._tell()
        return running

    async def _see_healthy(self, running: Running) -> None:
        await running.become_healthy()
        log.info("%s is healthy", running.part.name)
        self._tell()

    async def _let_calls_in(self, livekit: api.LiveKitAPI) -> None:
        admission = await admit(livekit, (LOOPBACK_CARRIER,))
        self._tell(trunk_id=admission.trunk_id, rule_id=admission.rule_id)

    async def _keep_up(self, ports: Ports, livekit: api.LiveKitAPI) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for running in list(self._running.values()):
                if running.has_ended():
                    await self._restart(running, ports, livekit)

    async def _restart(self, fallen: Running, ports: Ports, livekit: api.LiveKitAPI) -> None:
        log.warning("%s ended with code %s", fallen.part.name, fallen.code)
        if fallen.restarts >= RESTARTS:
            raise StartFailedError(fallen.part.name, f"it ended {RESTARTS + 1} times", fallen.log)
        again = self._spawn(fallen.part, ports, restarts=fallen.restarts + 1)
        await self._see_healthy(again)
        if fallen.part.name in {REDIS, SERVER}:
            await self._let_calls_in(livekit)

    async def _stop_all(self) -> None:
        """Ask in the order in which they stand on each other, then kill."""
        running, self._running = list(self._running.values()), {}
        for one in reversed(running):
            # livekit-sip drains without limit on SIGTERM; SIGINT cuts its calls
            one.signal(signal.SIGINT if one.part.name == SIP else signal.SIGTERM)
        for _ in range(STOP_LOOKS):
            if all(one.has_ended() for one in running):
                break
            await asyncio.sleep(0.02)
        for one in running:
            one.signal(signal.SIGKILL)
            one.close()
        kill_all(os.getpid(), "")

    def _tell(self, **changes: Any) -> None:
        shown = tuple(
            PartState(
                name=one.part.name,
                phase=one.phase,
                log=str(one.log),
                pid=one.pid,
                address=one.part.address,
                restarts=one.restarts,
            )
            for one in self._running.values()
        )
        self._state = msgspec.structs.replace(self._state, parts=shown, **changes)
        self._place.write(self._state)


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
