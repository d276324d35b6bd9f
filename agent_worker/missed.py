"""Calls that rang and were taken by nobody: facts like any other, written by the core itself.

Whoever watches the ringing (the stack's supervisor) holds a `MissedCalls` and gives its `write` to
`sip.unanswered`. The journal is the call's own, so such a call is shipped, told and replayed as
every call is.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from agent_worker.businesses import Businesses, folders_named
from agent_worker.core_files import read_core
from agent_worker.runtime.papers import local_time, new_call_id, papers
from agent_worker.settings import read_settings
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.step import begin, step
from sip.numbers import Parties
from spine.events.inputs import AnyInput, CallerIdSeen, CallMissed
from spine.home import Home
from spine.ids import CallId, CallMs

log = structlog.get_logger()


class MissedCalls:
    """Made before the first call rings; reads the core when it is first needed."""

    def __init__(self, home: Home) -> None:
        """Write into `home`."""
        self._home = home
        self._read: tuple[Core, Businesses, str] | None = None

    async def write(self, who: Parties, rang_s: float) -> CallId | None:
        """Write one missed call down; never raises, for the watcher has others to watch.

        Args:
            who: Whose call it was, as far as the carrier says.
            rang_s: How long it has rung by now.
        """
        try:
            return await self._write(who, rang_s)
        except Exception:  # an edge: a disk that is full must not leave the next caller ringing
            log.exception("call.missed_unwritten")
            return None

    async def _write(self, who: Parties, rang_s: float) -> CallId:
        if self._read is None:
            self._read = await asyncio.to_thread(self._prepare)
        core, businesses, settings = self._read
        graph = await asyncio.to_thread(businesses.graph_for, who)
        began = datetime.now(UTC) - timedelta(seconds=rang_s)
        call, at_ms = new_call_id(began), CallMs(round(rang_s * 1_000))
        happenings: list[AnyInput] = [
            CallMissed(
                at_ms=at_ms,
                dialled=who.dialled or "",
                local_time=local_time(graph, began),
                settings=settings,
            )
        ]
        if who.caller:
            happenings.append(CallerIdSeen(at_ms=at_ms, number=who.caller))
        async with papers(self._home, call, core=core, graph=graph, began=began) as journal:
            state = begin()
            for happening in happenings:
                state, decided, _ = step(core, graph, state, happening)
                journal.record(happening, decided)
        log.warning("call.missed", call=call, tenant=graph.tenant)
        return call

    def _prepare(self) -> tuple[Core, Businesses, str]:
        core = read_core()
        keep_core(self._home, core.digest)
        businesses = Businesses(self._home, core=core.digest, folders=folders_named())
        return core, businesses, read_settings().digest()
