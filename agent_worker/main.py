"""The agent worker: takes rooms from LiveKit and holds a call in each.

One thread a call, models shared by the whole process. Environment: `LIVEKIT_URL`,
`LIVEKIT_API_KEY`, `LIVEKIT_API_SECRET`, `SPOTFUNNEL_HOME`, `SPOTFUNNEL_CONFIGS` (folders of
compiled graphs), `SPOTFUNNEL_WORKER_PORT` (health, 0 for any).
"""

import asyncio
import os
import signal
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import structlog
from livekit import rtc
from livekit.agents import AgentServer, JobContext, JobExecutorType, JobProcess

from agent_worker.core_files import read_core
from agent_worker.runtime.call import Parts, hold
from agent_worker.runtime.models import Models, load
from agent_worker.runtime.papers import Answered, local_time, new_call_id, papers
from agent_worker.runtime.room_line import RoomLine
from agent_worker.settings import read_settings
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph, from_bytes, nobodys
from sip.dispatch import AGENT
from sip.numbers import Parties, parties
from sip.routing import Routed, Router
from spine.home import Home, find_home
from spine.log.ship import ship_leftovers
from spine.log.sql import SqlCallLog

MAX_CALLS: Final = 6
"""Headroom of one worker: its threads share one interpreter."""
DRAIN_S: Final = 3_600

log = structlog.get_logger()


class Desk:
    """What every call of this process is held with; made once."""

    def __init__(self) -> None:
        """Read and load everything: blocks for some seconds."""
        self.settings = read_settings()
        self.home = find_home()
        self.core: Core = read_core()
        keep_core(self.home, self.core.digest)
        self.graphs = _graphs()
        self.router = Router((number, graph) for graph in self.graphs for number in graph.numbers)
        self.models: Models = load(self.settings, self.home.root, self.core)
        asyncio.run(self.models.warm(self.core, self.graphs))

    def graph_for(self, who: Parties) -> Graph:
        """Return the graph of the business that was rung, or of nobody."""
        routed = self.router.route(who)
        if isinstance(routed, Routed):
            return routed.business
        return nobodys(core=self.core.digest)


@cache
def desk() -> Desk:
    """Return this process's desk."""
    return Desk()


def _graphs() -> tuple[Graph, ...]:
    folders = [
        Path(one) for one in os.environ.get("SPOTFUNNEL_CONFIGS", "").split(os.pathsep) if one
    ]
    return tuple(
        from_bytes(file.read_bytes()) for one in folders for file in sorted(one.glob("*.json"))
    )


def prewarm(_: JobProcess) -> None:
    """Be ready before a call comes."""
    desk()


async def answer(job: JobContext) -> None:
    """Hold one call."""
    at, line = desk(), RoomLine(job)
    try:
        await _hold(at, line, await line.open())
    except TimeoutError:
        log.info("call.gone_before_answer", room=job.room.name)
    except Exception:
        log.exception("call.broken", room=job.room.name)
    finally:
        await line.hang_up()  # again is harmless; a caller is never left in dead air
        job.shutdown("call ended")


async def _hold(at: Desk, line: RoomLine, caller: rtc.RemoteParticipant) -> None:
    who = parties(caller.attributes)
    graph, call = at.graph_for(who), new_call_id(datetime.now(UTC))
    log.info("call.answered", call=call, tenant=graph.tenant)
    async with papers(at.home, call, core=at.core, graph=graph) as journal:
        answered = Answered(
            dialled=who.dialled or "",
            caller_id=who.caller,
            local_time=local_time(graph, datetime.now(UTC)),
            settings=at.settings.digest(),
            carrier="carrier.sip",
        )
        parts = Parts(
            core=at.core,
            graph=graph,
            activity=at.models.activity,
            recogniser=at.models.recogniser,
            speaking=at.models.speaking(),
            journal=journal,
            recording=at.home.recording_of(call),
        )
        await hold(line, answered, parts)
    log.info("call.closed", call=call, degraded=journal.degraded)


def load_of(server: AgentServer) -> float:
    """Say how full this worker is: calls against headroom, never the machine's CPU."""
    return len(server.active_jobs) / MAX_CALLS


def ship_what_was_left(home: Home) -> None:
    """Put into the log what calls of processes that died had left in their journals."""
    log_of_calls = SqlCallLog(home.log_db)
    try:
        for shipped in ship_leftovers(home.journals, log_of_calls):
            log.info("call.shipped_late", call=shipped.call, faults=len(shipped.faults))
    finally:
        log_of_calls.close()


async def serve() -> None:
    """Take calls until told to stop; then finish those in progress."""
    server = AgentServer(
        job_executor_type=JobExecutorType.THREAD,
        num_idle_processes=2,
        load_fnc=load_of,
        load_threshold=1.0,
        drain_timeout=DRAIN_S,
        host="127.0.0.1",
        port=int(os.environ.get("SPOTFUNNEL_WORKER_PORT", "0")),
        setup_fnc=prewarm,
    )
    server.rtc_session(answer, agent_name=AGENT)
    running = asyncio.create_task(server.run())
    shipping = asyncio.create_task(asyncio.to_thread(ship_what_was_left, desk().home))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        await server.drain()
        await server.aclose()
    stopping.cancel()
    await running
    await shipping


if __name__ == "__main__":
    desk()  # on the main thread: LiveKit's plugins register nowhere else
    asyncio.run(serve())
