"""What an event log promises, whatever keeps it."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from spine.errors import RequestError
from spine.events.envelope import Stream
from spine.events.scribe import Tip
from spine.ids import CallId, Seq, TenantId

START: Final = Seq(0)
"""Before a stream's first event."""
Make = Callable[[Tip], bytes | None]
"""Makes a stream's next event; None where nothing is to be added."""


class Stored(msgspec.Struct, frozen=True):
    """One event as it was written, with the hash under which it was taken in."""

    seq: Seq
    hash: str
    body: bytes


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """One event with its place in the order in which events came to be in the log."""

    pos: int
    """From 1, growing, with holes."""
    stream: Stream
    stream_id: str
    seq: Seq
    type: str
    tenant: TenantId
    occurred_at_ms: int
    hash: str
    body: bytes


class Quarantined(msgspec.Struct, frozen=True):
    """Something that was handed in and is not in the log."""

    place: str
    """`<stream>:<stream id>/<seq>`, or `?` where the bytes did not even say so."""
    cause: str
    body: bytes


class Appended(msgspec.Struct, frozen=True):
    """What became of the events handed in, in numbers."""

    fresh: int = 0
    duplicates: int = 0
    """Already there with the same hash: ignored."""
    quarantined: int = 0
    """Undecodable, or another event stands in that place, or does not follow its neighbour."""


class CallSeen(msgspec.Struct, frozen=True):
    """One call in the log."""

    call: CallId
    tenant: TenantId
    started_unix_ms: int
    events: int


class CallNotFoundError(RequestError):
    """No event of this call is in the log."""

    code = "log.call_not_found"
    exit_code = 3

    def __init__(self, call: str) -> None:
        super().__init__(f"there is no call {call!r} in the log")


class CallLog(Protocol):
    """Every event once, by (stream, stream id, seq); never changed, never deleted."""

    def append(self, stored: Sequence[bytes]) -> Appended:
        """Take events in any order, all in one transaction; again is the same as once."""
        ...

    def read(self, call: CallId) -> tuple[Stored, ...]:
        """Return what there is of a call, oldest first; empty for a call that nobody knows."""
        ...

    def head(self, call: CallId) -> Seq:
        """Return the last event up to which there is no gap; 0 for an unknown call."""
        ...

    def gaps(self, call: CallId) -> tuple[tuple[Seq, Seq], ...]:
        """Return the ranges (first, last) that are missing before the last event."""
        ...

    def calls(self, limit: int = 100) -> tuple[CallSeen, ...]:
        """Return calls, the last begun first."""
        ...

    def read_stream(self, stream: Stream, stream_id: str, after: Seq = START) -> tuple[Stored, ...]:
        """Return a stream's events from behind one on, oldest first."""
        ...

    def streams(self, stream: Stream) -> tuple[str, ...]:
        """Return the ids of all streams of a kind."""
        ...

    def latest(self, stream: Stream, type_: str) -> tuple[Stored, ...]:
        """Return of each stream of a kind the last event of a type, by stream id."""
        ...

    def extend(self, stream: Stream, stream_id: str, make: Make) -> Stored | None:
        """Add what `make` makes of a stream's tip; nobody else adds anything in between."""
        ...

    def after(self, pos: int, limit: int = 500) -> tuple[Placed, ...]:
        """Return what came to be in the log behind a position: whoever goes on misses nothing."""
        ...

    def end(self) -> int:
        """Return the last position; 0 for an empty log."""
        ...

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Return everything that was refused, oldest first."""
        ...

    def close(self) -> None:
        """Let the store go."""
        ...
