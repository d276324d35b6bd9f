"""Adds a fact to a stream that has several writers: a tenant's, a workflow's, the audit's."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from spine.events.envelope import Envelope, Stream, encode, tag_of
from spine.events.note import AnyNote
from spine.events.scribe import GENESIS, Tip
from spine.ids import EventId, Seq, TenantId
from spine.log.call_log import CallLog


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Whose stream, and what was decided with."""

    stream: Stream
    stream_id: str
    tenant: TenantId
    core: str = ""
    config: str = ""


def audit_of(tenant: TenantId) -> Where:
    """Return the audit's stream, for what somebody did with a tenant's things."""
    return Where(stream="audit", stream_id="audit", tenant=tenant)


def note(log: CallLog, where: Where, event: AnyNote, *, now: datetime) -> EventId:
    """Add a fact at the end of its stream; return what it is called."""
    noted = note_if(log, where, event, now=now, wanted=lambda _: True)
    assert noted is not None  # noqa: S101 - it is always wanted
    return noted


def note_first(log: CallLog, where: Where, event: AnyNote, *, now: datetime) -> EventId | None:
    """Begin a stream; None where somebody has begun it already."""
    return note_if(log, where, event, now=now, wanted=lambda tip: tip == GENESIS)


def note_if(
    log: CallLog,
    where: Where,
    event: AnyNote,
    *,
    now: datetime,
    wanted: Callable[[Tip], bool],
) -> EventId | None:
    """Add a fact if it is wanted behind a stream's tip; nobody adds anything to the log meanwhile.

    What `wanted` raises is raised, and nothing is added.
    """

    def make(tip: Tip) -> bytes | None:
        if not wanted(tip):
            return None
        seq = Seq(tip.seq + 1)
        return encode(
            Envelope(
                id=EventId(f"{where.stream_id}/{seq}"),
                stream=where.stream,
                stream_id=where.stream_id,
                seq=seq,
                type=tag_of(event),
                tenant=where.tenant,
                occurred_at_ms=int(now.timestamp() * 1_000),
                core=where.core,
                config=where.config,
                cause=None,
                payload=msgspec.Raw(encode(event)),
                prev=tip.hash,
            )
        )

    stored = log.extend(where.stream, where.stream_id, make)
    return None if stored is None else EventId(f"{where.stream_id}/{stored.seq}")
