"""A call's papers: its name, its key, its journal, and the core and graph that it is held with."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import structlog

from agent_worker.runtime.journal import CallJournal
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph, to_bytes
from spine.artefacts import keep_graph
from spine.events.scribe import Heading
from spine.home import Home
from spine.ids import CallId
from spine.keys import KeyRing
from spine.log.open import open_log
from spine.log.ship import Shipper
from spine.settings import Spine, read_section

logger = structlog.get_logger()


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What is known when a call is answered."""

    dialled: str
    caller_id: str | None
    local_time: str
    settings: str
    carrier: str
    """Whose minutes these are, e.g. `carrier.sip`."""


def new_call_id(now: datetime) -> CallId:
    """Name a call so that names sort by time: `20261124T101500-3f9c2ab17d04`."""
    return CallId(f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(6)}")


def local_time(graph: Graph, now: datetime) -> str:
    """Say what the clock shows where the business is."""
    return now.astimezone(ZoneInfo(graph.time_zone)).isoformat(timespec="seconds")


def open_journal(
    home: Home, call: CallId, *, core: Core, graph: Graph, now: datetime
) -> CallJournal:
    """Begin a call's journal. The disk is used: call it off the loop."""
    keep_graph(home, graph.id, to_bytes(graph))
    heading = Heading(
        call=call,
        tenant=graph.tenant,
        core=core.version,
        config=graph.id,
        start_unix_ms=int(now.timestamp() * 1_000),
    )
    sealer = KeyRing(home.keys).make(call)
    return CallJournal(home.journal_of(call), heading, sealer.seal)


@asynccontextmanager
async def papers(  # noqa: PLR0913 - a call's papers name all that it is held with
    home: Home,
    call: CallId,
    *,
    core: Core,
    graph: Graph,
    spine: Spine | None = None,
    began: datetime | None = None,
) -> AsyncIterator[CallJournal]:
    """Open a call's journal, and ship it to the log while it grows, unless a bus does.

    `began` is when the call's clock stood at 0: now, unless it is said.

    A log that is away costs nothing, not even time: what it lacks is shipped when a process starts.
    """
    if spine is None:
        spine = await asyncio.to_thread(lambda: read_section(Spine, home=home))
    now = began or datetime.now(UTC)
    journal = await asyncio.to_thread(open_journal, home, call, core=core, graph=graph, now=now)
    closed = asyncio.Event()
    shipping = asyncio.create_task(_ship(home, call, spine, closed))
    try:
        yield journal
    finally:
        await asyncio.to_thread(journal.close)
        closed.set()
        await shipping


async def _ship(home: Home, call: CallId, spine: Spine, closed: asyncio.Event) -> None:
    """Ship until the journal is closed, and then the rest; with a bus, its shipper does it."""
    if spine.kafka:
        return
    try:
        log = await asyncio.to_thread(open_log, home, spine)
        shipper = Shipper(home.journal_of(call), log)
        try:
            await closed.wait()
        finally:
            await asyncio.to_thread(shipper.close)
            await asyncio.to_thread(log.close)
    except Exception as error:  # noqa: BLE001 - an edge: a log that is away is no call's concern
        logger.warning("call.not_shipped", call=call, why=type(error).__name__)
