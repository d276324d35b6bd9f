"""What an event log promises, whatever keeps it."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from spine.errors import RequestError
from spine.ids import CallId, Seq, TenantId


class Stored(msgspec.Struct, frozen=True):
    """One event as it was written, with the hash under which it was taken in."""

    seq: Seq
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

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Return everything that was refused, oldest first."""
        ...

    def close(self) -> None:
        """Let the store go."""
        ...
