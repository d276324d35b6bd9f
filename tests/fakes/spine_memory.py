"""A journal and a log that keep everything in memory; each passes the real one's contract suite."""

from collections.abc import Iterable, Sequence

from spine.events.call import AnyEvent
from spine.events.envelope import Envelope, Stream, UnreadableError, decode_envelope, hash_of
from spine.events.inputs import AnyInput
from spine.events.scribe import GENESIS, Heading, Seal, Tip, inscribe
from spine.ids import CallId, Seq
from spine.log.call_log import (
    START,
    Appended,
    CallSeen,
    Make,
    Placed,
    Quarantined,
    Stored,
)


class MemoryJournal:
    """A journal whose disk is never late, unless it is told to be."""

    def __init__(self, heading: Heading, seal: Seal) -> None:
        self._heading = heading
        self._seal = seal
        self._tip = GENESIS
        self.stored: list[bytes] = []
        self.late = False
        self.degraded = False

    def record(self, happening: AnyInput, decided: Iterable[AnyEvent]) -> None:
        """Keep an input and what it led to."""
        more, self._tip = inscribe(self._heading, self._seal, self._tip, happening, tuple(decided))
        self.stored += more

    async def synced(self, timeout_ms: int = 50) -> bool:
        """Say whether the disk was in time."""
        self.degraded = self.degraded or self.late
        return not self.late

    def close(self) -> bool:
        """Nothing waits."""
        return not self.late


class MemoryLog:
    """A log that ends with the process."""

    def __init__(self) -> None:
        self._events: dict[tuple[str, str, Seq], tuple[Envelope, bytes]] = {}
        self._refused: dict[tuple[str, bytes], Quarantined] = {}

    def append(self, stored: Sequence[bytes]) -> Appended:
        """Take events in any order."""
        outcomes = [self._append(body) for body in stored]
        return Appended(*(outcomes.count(kind) for kind in ("fresh", "duplicate", "refused")))

    def _append(self, body: bytes) -> str:
        try:
            envelope = decode_envelope(body)
        except UnreadableError:
            return self._refuse("?", "no event that we can read", body)
        place = (envelope.stream, envelope.stream_id, envelope.seq)
        named = f"{envelope.stream}:{envelope.id}"
        there = self._events.get(place)
        if there is not None:
            if there[1] == body:
                return "duplicate"
            return self._refuse(named, "another event stands in this place", body)
        before = self._events.get((*place[:2], Seq(envelope.seq - 1)))
        after = self._events.get((*place[:2], Seq(envelope.seq + 1)))
        if (before and hash_of(before[1]) != envelope.prev) or (
            after and after[0].prev != hash_of(body)
        ):
            return self._refuse(named, "it does not follow its neighbour", body)
        self._events[place] = (envelope, body)
        return "fresh"

    def _refuse(self, place: str, cause: str, body: bytes) -> str:
        self._refused.setdefault((place, body), Quarantined(place, cause, body))
        return "refused"

    def read(self, call: CallId) -> tuple[Stored, ...]:
        """Return what there is of a call."""
        return self.read_stream("call", call)

    def read_stream(self, stream: Stream, stream_id: str, after: Seq = START) -> tuple[Stored, ...]:
        """Return a stream's events from behind one on."""
        return tuple(
            Stored(place[2], hash_of(body), body)
            for place, (_, body) in sorted(self._events.items())
            if place[:2] == (stream, stream_id) and place[2] > after
        )

    def streams(self, stream: Stream) -> tuple[str, ...]:
        """Return the ids of all streams of a kind."""
        return tuple(sorted({place[1] for place in self._events if place[0] == stream}))

    def latest(self, stream: Stream, type_: str) -> tuple[Stored, ...]:
        """Return of each stream of a kind the last event of a type."""
        found: dict[str, Stored] = {}
        for place, (one, body) in sorted(self._events.items()):
            if place[0] == stream and one.type == type_:
                found[place[1]] = Stored(place[2], hash_of(body), body)
        return tuple(found.values())

    def extend(self, stream: Stream, stream_id: str, make: Make) -> Stored | None:
        """Add what `make` makes of a stream's tip."""
        stored = self.read_stream(stream, stream_id)
        body = make(Tip(stored[-1].seq, stored[-1].hash) if stored else GENESIS)
        if body is None:
            return None
        self._append(body)
        return self.read_stream(stream, stream_id)[-1]

    def after(self, pos: int, limit: int = 500) -> tuple[Placed, ...]:
        """Return what came to be in the log behind a position."""
        placed = [
            Placed(
                pos=at,
                stream=one.stream,
                stream_id=one.stream_id,
                seq=one.seq,
                type=one.type,
                tenant=one.tenant,
                occurred_at_ms=one.occurred_at_ms,
                hash=hash_of(body),
                body=body,
            )
            for at, (one, body) in enumerate(self._events.values(), start=1)
        ]
        return tuple(placed[pos : pos + limit])

    def end(self) -> int:
        """Return the last position."""
        return len(self._events)

    def head(self, call: CallId) -> Seq:
        """Return the last event before a gap."""
        seqs = {one.seq for one in self.read(call)}
        head = Seq(0)
        while Seq(head + 1) in seqs:
            head = Seq(head + 1)
        return head

    def gaps(self, call: CallId) -> tuple[tuple[Seq, Seq], ...]:
        """Return what is missing."""
        found: list[tuple[Seq, Seq]] = []
        before = 0
        for one in self.read(call):
            if one.seq > before + 1:
                found.append((Seq(before + 1), Seq(one.seq - 1)))
            before = one.seq
        return tuple(found)

    def calls(self, limit: int = 100) -> tuple[CallSeen, ...]:
        """Return calls, the last begun first."""
        by_call: dict[CallId, list[Envelope]] = {}
        for envelope, _ in self._events.values():
            if envelope.stream != "call":
                continue
            by_call.setdefault(CallId(envelope.stream_id), []).append(envelope)
        seen = [
            CallSeen(call, all_of[0].tenant, min(e.occurred_at_ms for e in all_of), len(all_of))
            for call, all_of in by_call.items()
        ]
        return tuple(sorted(seen, key=lambda one: one.started_unix_ms, reverse=True)[:limit])

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Return everything that was refused."""
        return tuple(self._refused.values())

    def close(self) -> None:
        """Nothing to let go."""
