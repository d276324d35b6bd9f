"""The agent worker: takes rooms from LiveKit and holds a call in each.

One thread a call, models shared by the whole process. Environment: `LIVEKIT_URL`,
`LIVEKIT_API_KEY`, `LIVEKIT_API_SECRET`, `SPOTFUNNEL_HOME`, `SPOTFUNNEL_CONFIGS` (folders of
compiled graphs, beside what is active), `SPOTFUNNEL_WORKER_PORT` (health, 0 for any).
"""

import asyncio
import os
import signal
from functools import cache
from typing import Final

import structlog
from livekit.agents import AgentServer, JobContext, JobExecutorType, JobProcess

from agent_worker.desk import Desk, Rung, ship_what_was_left
from agent_worker.runtime.room_line import RoomLine, carrier_of, parties_of
from sip.dispatch import AGENT
from sip.unanswered import room_without_number

MAX_CALLS: Final = 6
"""Headroom of one worker: its threads share one interpreter."""
DRAIN_S: Final = 3_600

log = structlog.get_logger()


@cache
def desk() -> Desk:
    """Return this process's desk."""
    made = Desk()
    made.warm()
    return made


def prewarm(_: JobProcess) -> None:
    """Be ready before a call comes."""
    desk()


async def answer(job: JobContext) -> None:
    """Hold one call."""
    at, line = desk(), RoomLine(job)
    try:
        caller = await line.open()
        rung = Rung(who=parties_of(caller), carrier=carrier_of(caller))
        await at.hold(line, rung, line.name)
    except TimeoutError:
        log.info("call.gone_before_answer", room=room_without_number(job.room.name))
    except Exception:
        log.exception("call.broken", room=room_without_number(job.room.name))
    finally:
        await line.hang_up()  # again is harmless; a caller is never left in dead air
        job.shutdown("call ended")


def load_of(server: AgentServer) -> float:
    """Say how full this worker is: calls against headroom, never the machine's CPU."""
    return len(server.active_jobs) / MAX_CALLS


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
    at = desk()
    running = asyncio.create_task(server.run())
    warming = asyncio.create_task(at.keep_warm())
    shipping = asyncio.create_task(asyncio.to_thread(ship_what_was_left, at.home, at.spine))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        await server.drain()
        await server.aclose()
    stopping.cancel()
    warming.cancel()
    await running
    await shipping


if __name__ == "__main__":
    desk()  # on the main thread: LiveKit's plugins register nowhere else
    asyncio.run(serve())
