"""What every call of a process is held with, whatever carries it: a room or a browser's socket."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec
import structlog

from agent_worker.businesses import Businesses, folders_named
from agent_worker.core_files import read_core
from agent_worker.runtime.call import Line, Parts, hold
from agent_worker.runtime.models import Models, load
from agent_worker.runtime.papers import Answered, local_time, new_call_id, papers
from agent_worker.settings import Settings, read_settings
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from sip.numbers import Parties
from spine.home import Home, find_home
from spine.ids import CallId
from spine.log.open import open_log
from spine.log.ship import ship_leftovers
from spine.settings import Spine, read_section

LOOK_EVERY_S: Final = 0.5
"""A business that was activated is warm soon after, before anybody rings it."""

log = structlog.get_logger()


class Rung(msgspec.Struct, frozen=True):
    """Who rings whom, and whose minutes these are (a name in the price book)."""

    who: Parties
    carrier: str


class Desk:
    """Made once a process, on its main thread: LiveKit's plugins register nowhere else."""

    def __init__(self, home: Home | None = None) -> None:
        """Read and load everything but the phrases: blocks for some seconds."""
        self.home: Final = home or find_home()
        self.settings: Final[Settings] = read_settings()
        self.spine: Final[Spine] = read_section(Spine, home=self.home)
        self.core: Final[Core] = read_core()
        keep_core(self.home, self.core.digest)
        self.businesses: Final = Businesses(
            self.home, core=self.core.digest, folders=folders_named()
        )
        self.models: Final[Models] = load(self.settings, self.home.root, self.core)

    def warm(self) -> None:
        """Have ready what is said with the names of businesses that are new. Blocks.

        On a loop of its own: never on one that carries a call.
        """
        asyncio.run(self.models.warm(self.core, self.businesses.fresh()))

    async def keep_warm(self) -> None:
        """Look for new businesses until cancelled, and warm them aside."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                new = await asyncio.to_thread(self.businesses.fresh)
                if new:
                    await asyncio.to_thread(asyncio.run, self.models.warm(self.core, new))
                    log.info("business.warm", tenants=[graph.tenant for graph in new])
            except Exception:  # an edge: what is not warm is made when it is said
                log.exception("business.not_warm")

    async def hold(self, line: Line, rung: Rung, named: Callable[[CallId], None]) -> CallId:
        """Hold one call to its end by what is active now; later activations are not its concern.

        Args:
            line: The caller's end, connected.
            rung: Who rings whom.
            named: Told which call this is, before anything is said.
        """
        now = datetime.now(UTC)
        graph, call = self.businesses.graph_for(rung.who), new_call_id(now)
        log.info("call.answered", call=call, tenant=graph.tenant)
        named(call)
        opened = papers(self.home, call, core=self.core, graph=graph, spine=self.spine)
        async with opened as journal:
            answered = Answered(
                dialled=rung.who.dialled or "",
                caller_id=rung.who.caller,
                local_time=local_time(graph, now),
                settings=self.settings.digest(),
                carrier=rung.carrier,
            )
            parts = Parts(
                core=self.core,
                graph=graph,
                activity=self.models.activity,
                recogniser=self.models.recogniser,
                speaking=self.models.speaking(),
                journal=journal,
                recording=self.home.recording_of(call),
            )
            await hold(line, answered, parts)
        log.info("call.closed", call=call, degraded=journal.degraded)
        return call


def ship_what_was_left(home: Home, spine: Spine) -> None:
    """Put into the log what calls of processes that died had left in their journals. Blocks.

    With a bus, its shipper does that.
    """
    if spine.kafka:
        return
    try:
        with open_log(home, spine) as log_of_calls:
            for shipped in ship_leftovers(home.journals, log_of_calls):
                log.info("call.shipped_late", call=shipped.call, faults=len(shipped.faults))
    except Exception:  # an edge: calls are answered while the log is away
        log.exception("call.left_unshipped")
