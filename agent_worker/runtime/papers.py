"""A call's papers: its name, its key, its journal, and the core and graph that it is held with."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from agent_worker.runtime.journal import CallJournal
from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph, to_bytes
from spine.artefacts import keep_graph
from spine.events.scribe import Heading
from spine.home import Home
from spine.ids import CallId
from spine.keys import KeyRing
from spine.log.ship import Shipper
from spine.log.sql import SqlCallLog


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
async def papers(
    home: Home, call: CallId, *, core: Core, graph: Graph
) -> AsyncIterator[CallJournal]:
    """Open a call's journal, ship it to the log while it grows, and see to it that the log has it.

    A log that is away costs nothing: what it lacks is shipped when a process starts.
    """
    log = await asyncio.to_thread(SqlCallLog, home.log_db)
    now = datetime.now(UTC)
    journal = await asyncio.to_thread(open_journal, home, call, core=core, graph=graph, now=now)
    shipper = Shipper(home.journal_of(call), log)
    try:
        yield journal
    finally:
        await asyncio.to_thread(journal.close)
        await asyncio.to_thread(shipper.close)
        await asyncio.to_thread(log.close)
