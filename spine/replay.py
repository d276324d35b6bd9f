"""Runs a stored call again and compares every byte: the same, or the first event that differs.

The core, the graph and `step` are handed in: the spine knows no level above it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from spine.errors import BrokenPromiseError
from spine.events.call import AnyEvent
from spine.events.envelope import decode_envelope
from spine.events.inputs import AnyInput
from spine.events.scribe import GENESIS, Heading, Seal, inscribe
from spine.ids import CallId, Seq
from spine.log.call_log import Stored
from spine.reading import ChainBrokenError, Entry, Opener, open_entry, verify_chain

Core = TypeVar("Core")
Graph = TypeVar("Graph")
State = TypeVar("State")


class Key(Opener, Protocol):
    """Opens and seals (`spine.sealing.Sealer`)."""

    @property
    def seal(self) -> Seal:
        """Seal a payload."""
        ...


class Pinned(msgspec.Struct, Generic[Core, Graph, State], frozen=True, kw_only=True):
    """What the call was held with."""

    begin: Callable[[], State]
    step: Callable[
        [Core, Graph, State, AnyInput], tuple[State, tuple[AnyEvent, ...], tuple[Any, ...]]
    ]
    core: Core
    graph: Graph


class Identical(msgspec.Struct, frozen=True, tag="identical", tag_field="result"):
    """Every byte of every event is what the inputs lead to."""

    events: int


class Differs(msgspec.Struct, frozen=True, tag="differs", tag_field="result"):
    """The first event that is not the same; the other side is empty where one has no more."""

    seq: Seq
    type: str
    stored: str
    """Readable JSON, opened."""
    replayed: str


class ChainBroken(msgspec.Struct, frozen=True, tag="chain_broken", tag_field="result"):
    """The stored events are not those that were written; nothing was replayed."""

    seq: Seq
    why: str


class Erased(msgspec.Struct, frozen=True, tag="erased", tag_field="result"):
    """The key is destroyed. The chain over what is sealed was verified."""

    at: str
    events: int


class Stopped(msgspec.Struct, frozen=True, tag="stopped", tag_field="result"):
    """`step` raised: where it decided before, it breaks now."""

    seq: Seq
    """The input that it broke on."""
    error: str


Replayed = Identical | Differs | ChainBroken | Erased | Stopped


def replay(
    stored: Sequence[Stored],
    key: Key | None,
    pinned: Pinned[Any, Any, Any] | None,
    erased_at: str = "",
) -> Replayed:
    """Run a call again.

    Args:
        stored: All of the call's events, oldest first; at least one.
        key: What opens and seals them; None after an erasure.
        pinned: What decided then; None after an erasure.
        erased_at: When the key was destroyed.
    """
    try:
        envelopes = verify_chain(stored)
        if key is None or pinned is None:
            return Erased(erased_at, len(stored))
        entries = tuple(open_entry(envelope, key) for envelope in envelopes)
    except ChainBrokenError as broken:
        return ChainBroken(broken.seq, broken.why)
    runner = _Runner(entries, key, pinned)
    bodies = (one.body for one in stored)
    try:
        for was, now in zip_longest(bodies, runner.run()):
            if was != now:
                return _difference(key, was, now)
    except _StepFailedError as failed:
        return Stopped(failed.seq, failed.error)
    return Identical(len(stored))


class _StepFailedError(BrokenPromiseError):
    """`step` raised on an input that it took before."""

    code = "replay.step_failed"

    def __init__(self, seq: Seq, error: str) -> None:
        super().__init__(f"step failed on input {seq}: {error}")
        self.seq = seq
        self.error = error


class _Runner:
    """Yields the stored bytes that the inputs lead to."""

    def __init__(self, entries: Sequence[Entry], key: Key, pinned: Pinned[Any, Any, Any]) -> None:
        self._entries = entries
        self._seal = key.seal
        self._pinned = pinned

    def run(self) -> Iterator[bytes]:
        heading, tip = _heading_of(self._entries[0]), GENESIS
        state = self._pinned.begin()
        for entry in self._entries:
            happening = entry.event
            if entry.envelope.cause is not None or not isinstance(happening, AnyInput):
                continue
            state, decided = self._step(state, entry.envelope.seq, happening)
            written, tip = inscribe(heading, self._seal, tip, happening, decided)
            yield from written

    def _step(self, state: Any, seq: Seq, happening: AnyInput) -> tuple[Any, tuple[AnyEvent, ...]]:
        pinned = self._pinned
        try:
            state, decided, _ = pinned.step(pinned.core, pinned.graph, state, happening)
        except Exception as error:  # an edge: whatever a changed core raises
            raise _StepFailedError(seq, repr(error)) from error
        return state, decided


def _heading_of(first: Entry) -> Heading:
    envelope, event = first.envelope, first.event
    at_ms = 0 if event is None else event.at_ms
    return Heading(
        call=CallId(envelope.stream_id),
        tenant=envelope.tenant,
        core=envelope.core,
        config=envelope.config,
        start_unix_ms=envelope.occurred_at_ms - at_ms,
    )


def _difference(key: Opener, was: bytes | None, now: bytes | None) -> Differs:
    sides = [decode_envelope(side) for side in (was, now) if side is not None]
    return Differs(sides[0].seq, sides[0].type, _readable(key, was), _readable(key, now))


def _readable(key: Opener, body: bytes | None) -> str:
    """Return an event as a person reads it: opened, without its hashes."""
    if body is None:
        return ""
    envelope = decode_envelope(body)
    shown = {
        "seq": envelope.seq,
        "cause": envelope.cause,
        "occurred_at_ms": envelope.occurred_at_ms,
        "event": open_entry(envelope, key).event,
    }
    return msgspec.json.encode(shown).decode()
