"""Reads a call's stored events: is the chain whole, and what did each event say?"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from spine.errors import BrokenPromiseError
from spine.events.envelope import (
    NOTHING_BEFORE,
    TAGS,
    Envelope,
    UnreadableError,
    decode_envelope,
    decode_event,
    decode_sealed,
    hash_of,
    tag_of,
)
from spine.events.personal import Recorded
from spine.ids import EventId, Seq
from spine.log.call_log import Stored
from spine.sealing import SealBrokenError


class Opener(Protocol):
    """Holds the key of a call's subject (`spine.sealing.Sealer`)."""

    def open(self, place: EventId, kind: str, sealed: str) -> bytes:
        """Return the plain payload."""
        ...


class ChainBrokenError(BrokenPromiseError):
    """A stored event is not what was written there."""

    code = "chain.broken"

    def __init__(self, seq: Seq, why: str) -> None:
        super().__init__(f"chain broken at event {seq}: {why}")
        self.seq = seq
        self.why = why


class Entry(msgspec.Struct, frozen=True):
    """One stored event, read."""

    envelope: Envelope
    event: Recorded | None
    """None where it is sealed and there is no key any more."""


def verify_chain(stored: Sequence[Stored]) -> tuple[Envelope, ...]:
    """Return the envelopes of a call from its first event on.

    Raises:
        ChainBrokenError: At the first event that is missing, was changed or has another's place.
    """
    envelopes: list[Envelope] = []
    prev = NOTHING_BEFORE
    for place, one in enumerate(stored, start=1):
        envelope = _verified(Seq(place), one, prev)
        if envelopes and not _same_call(envelopes[0], envelope):
            raise ChainBrokenError(Seq(place), "it names another call, core or configuration")
        envelopes.append(envelope)
        prev = one.hash
    return tuple(envelopes)


def open_entry(envelope: Envelope, opener: Opener | None) -> Entry:
    """Return the event in an envelope; without a key a personal one stays closed.

    Raises:
        ChainBrokenError: If the payload is not what its envelope says.
    """
    try:
        payload: bytes | msgspec.Raw = envelope.payload
        if envelope.type in TAGS:
            sealed = decode_sealed(envelope.payload).sealed
            if opener is None:
                return Entry(envelope, None)
            payload = opener.open(envelope.id, envelope.type, sealed)
        event = decode_event(payload)
    except (UnreadableError, SealBrokenError) as exc:
        raise ChainBrokenError(envelope.seq, str(exc)) from exc
    if tag_of(event) != envelope.type:
        raise ChainBrokenError(envelope.seq, f"its payload is a {tag_of(event)}")
    return Entry(envelope, event)


def read_entries(stored: Sequence[Stored], opener: Opener | None) -> tuple[Entry, ...]:
    """Verify a call and open what there is a key for.

    Raises:
        ChainBrokenError: See `verify_chain` and `open_entry`.
    """
    return tuple(open_entry(envelope, opener) for envelope in verify_chain(stored))


def events_of(entries: Iterable[Entry]) -> tuple[Recorded, ...]:
    """Return the events that could be read."""
    return tuple(entry.event for entry in entries if entry.event is not None)


def _verified(place: Seq, one: Stored, prev: str) -> Envelope:
    if one.seq != place:
        raise ChainBrokenError(place, "it is missing")
    if hash_of(one.body) != one.hash:
        raise ChainBrokenError(place, "its bytes are not those that were taken in")
    try:
        envelope = decode_envelope(one.body)
    except UnreadableError as exc:
        raise ChainBrokenError(place, f"its envelope cannot be read: {exc}") from exc
    if (envelope.seq, envelope.id) != (place, f"{envelope.stream_id}/{place}"):
        raise ChainBrokenError(place, f"it says that it is {envelope.id}")
    if envelope.prev != prev:
        raise ChainBrokenError(place, "it follows another event than the one before it")
    return envelope


def _same_call(first: Envelope, other: Envelope) -> bool:
    def heading(one: Envelope) -> tuple[str, ...]:
        return (one.stream, one.stream_id, one.tenant, one.core, one.config)

    return heading(first) == heading(other)
