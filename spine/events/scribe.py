"""Turns what happened into the bytes that are stored: the same at call time and in a replay."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from spine.events.call import AnyEvent
from spine.events.envelope import (
    NOTHING_BEFORE,
    TAGS,
    Envelope,
    Sealed,
    encode,
    hash_of,
    tag_of,
)
from spine.events.inputs import AnyInput
from spine.events.personal import Recorded
from spine.ids import CallId, EventId, Seq, TenantId

Seal = Callable[[EventId, str, bytes], str]
"""(event id, type, plain payload) -> base64; deterministic, for a replay makes it again."""


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same in every event of a call."""

    call: CallId
    tenant: TenantId
    core: str
    config: str
    start_unix_ms: int
    """When the call's clock stood at 0."""


class Tip(msgspec.Struct, frozen=True):
    """Where a chain stands: the last event's place and hash."""

    seq: Seq
    hash: str


GENESIS: Final = Tip(Seq(0), NOTHING_BEFORE)


def inscribe(
    heading: Heading, seal: Seal, tip: Tip, happening: AnyInput, decided: Sequence[AnyEvent]
) -> tuple[tuple[bytes, ...], Tip]:
    """Write an input and what was decided on it, in order.

    Returns:
        Stored bytes of each event, and where the chain stands after them.
    """
    stored: list[bytes] = []
    cause = Seq(tip.seq + 1)
    for event in (happening, *decided):
        envelope = _envelop(heading, seal, tip, event, None if event is happening else cause)
        stored.append(encode(envelope))
        tip = Tip(envelope.seq, hash_of(stored[-1]))
    return tuple(stored), tip


def _envelop(
    heading: Heading, seal: Seal, tip: Tip, event: Recorded, cause: Seq | None
) -> Envelope:
    seq = Seq(tip.seq + 1)
    place = EventId(f"{heading.call}/{seq}")
    kind = tag_of(event)
    payload = encode(event)
    if kind in TAGS:
        payload = encode(Sealed(seal(place, kind, payload)))
    return Envelope(
        id=place,
        stream="call",
        stream_id=heading.call,
        seq=seq,
        type=kind,
        tenant=heading.tenant,
        occurred_at_ms=heading.start_unix_ms + event.at_ms,
        core=heading.core,
        config=heading.config,
        cause=cause,
        payload=msgspec.Raw(payload),
        prev=tip.hash,
    )
