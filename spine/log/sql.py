"""The event log in a database, by SQLAlchemy: one file without a server, or PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, func, select

from spine.events.envelope import Envelope, Stream, UnreadableError, decode_envelope, hash_of
from spine.events.scribe import GENESIS, Tip
from spine.ids import CallId, Seq, TenantId
from spine.log.call_log import START, Appended, CallSeen, Make, Placed, Quarantined, Stored
from spine.log.engines import LOCK, insert_into, make_engine
from spine.log.migrate import bring_up_to_date
from spine.log.schema import events, quarantine

UNREADABLE: Final = "no event that we can read"
TAKEN: Final = "another event stands in this place"
UNCHAINED: Final = "it does not follow its neighbour"

LONGEST_NAME: Final = 100
LARGEST: Final = (1 << 63) - 1

Neighbours = dict[tuple[str, str, int], tuple[str, str]]
"""(stream, stream id, seq) -> (hash, hash of the one before)."""


class SqlCallLog:
    """A `CallLog` in a database. One connection a transaction, so threads may share it.

    One writer at a time, so positions grow in the order of commits and a reader that goes on
    behind the last one it saw misses nothing (measured: without that, half of them).
    """

    def __init__(self, where: Path | str) -> None:
        """Open a database, made or migrated first where it has to be.

        Args:
            where: A SQLite file, or a URL of SQLAlchemy's.

        Raises:
            SchemaTooNewError: If a later release wrote it.
        """
        self.engine: Final[Engine] = make_engine(where)
        try:
            with self.writing() as connection:
                bring_up_to_date(connection)
        except BaseException:
            self.close()
            raise

    def append(self, stored: Sequence[bytes]) -> Appended:
        """Take events in any order, all in one transaction; again is the same as once."""
        if not stored:
            return Appended()
        with self.writing() as connection:
            batch = _Batch(connection, stored)
            return batch.append()

    def extend(self, stream: Stream, stream_id: str, make: Make) -> Stored | None:
        """Add what `make` makes of a stream's tip; nobody else adds anything in between."""
        query = select(events.c.seq, events.c.hash).where(*_of(stream, stream_id))
        with self.writing() as connection:
            last = connection.execute(query.order_by(events.c.seq.desc()).limit(1)).first()
            tip = GENESIS if last is None else Tip(Seq(last.seq), last.hash)
            body = make(tip)
            if body is None:
                return None
            _Batch(connection, (body,)).append()
            return Stored(Seq(tip.seq + 1), hash_of(body), body)

    def read(self, call: CallId) -> tuple[Stored, ...]:
        """Return what there is of a call, oldest first."""
        return self.read_stream("call", call)

    def read_stream(self, stream: Stream, stream_id: str, after: Seq = START) -> tuple[Stored, ...]:
        """Return a stream's events from behind one on, oldest first."""
        query = select(events.c.seq, events.c.hash, events.c.body).where(
            *_of(stream, stream_id), events.c.seq > after
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(events.c.seq)).all()
        return tuple(Stored(Seq(row.seq), row.hash, row.body) for row in rows)

    def streams(self, stream: Stream) -> tuple[str, ...]:
        """Return the ids of all streams of a kind."""
        query = select(events.c.stream_id).where(events.c.stream == stream).distinct()
        with self.engine.connect() as connection:
            return tuple(sorted(connection.scalars(query)))

    def latest(self, stream: Stream, type_: str) -> tuple[Stored, ...]:
        """Return of each stream of a kind the last event of a type, by stream id."""
        of_type = (events.c.stream == stream, events.c.type == type_)
        last = select(events.c.stream_id, func.max(events.c.seq).label("seq")).where(*of_type)
        found = last.group_by(events.c.stream_id).subquery()
        same = (events.c.stream_id == found.c.stream_id) & (events.c.seq == found.c.seq)
        query = select(events.c.seq, events.c.hash, events.c.body).join(found, same)
        query = query.where(events.c.stream == stream).order_by(events.c.stream_id)
        with self.engine.connect() as connection:
            return tuple(
                Stored(Seq(row.seq), row.hash, row.body) for row in connection.execute(query)
            )

    def head(self, call: CallId) -> Seq:
        """Return the last event up to which there is no gap; 0 for an unknown call."""
        seqs = self._seqs(call)
        run = (seq for place, seq in enumerate(seqs, start=1) if place == seq)
        return max(run, default=Seq(0))

    def gaps(self, call: CallId) -> tuple[tuple[Seq, Seq], ...]:
        """Return the ranges (first, last) that are missing before the last event."""
        seqs = (Seq(0), *self._seqs(call))
        return tuple((Seq(a + 1), Seq(b - 1)) for a, b in pairwise(seqs) if b > a + 1)

    def calls(self, limit: int = 100) -> tuple[CallSeen, ...]:
        """Return calls, the last begun first."""
        began = func.min(events.c.occurred_at_ms)
        query = (
            select(events.c.stream_id, events.c.tenant, began, func.count(), func.min(events.c.pos))
            .where(events.c.stream == "call")
            .group_by(events.c.stream_id, events.c.tenant)
            .order_by(began.desc(), func.min(events.c.pos).desc())
            .limit(limit)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(CallSeen(CallId(row[0]), TenantId(row[1]), row[2], row[3]) for row in rows)

    def after(self, pos: int, limit: int = 500) -> tuple[Placed, ...]:
        """Return what came to be in the log behind a position: whoever goes on misses nothing."""
        query = select(*(events.c[name] for name in Placed.__struct_fields__))
        query = query.where(events.c.pos > pos).order_by(events.c.pos).limit(limit)
        with self.engine.connect() as connection:
            return tuple(Placed(**row) for row in connection.execute(query).mappings())

    def end(self) -> int:
        """Return the last position; 0 for an empty log."""
        with self.engine.connect() as connection:
            return connection.scalar(select(func.max(events.c.pos))) or 0

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Return everything that was refused, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(quarantine).order_by(quarantine.c.pos)).all()
        return tuple(Quarantined(row.place, row.cause, row.body) for row in rows)

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """Use it for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go after the block."""
        self.close()

    def _seqs(self, call: CallId) -> tuple[Seq, ...]:
        query = select(events.c.seq).where(*_of("call", call)).order_by(events.c.seq)
        with self.engine.connect() as connection:
            return tuple(Seq(seq) for seq in connection.scalars(query))

    @contextmanager
    def writing(self, lock: int = LOCK) -> Iterator[Connection]:
        """A transaction that is the only one of its kind from its first statement on.

        PostgreSQL has a lock for each kind (appending, folding); SQLite has one writer anyway.
        """
        options = {"spine_begin": "IMMEDIATE"}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            if self.engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(lock)))
            yield connection


class _Batch:
    """Events on their way in: judged against what is there and against each other."""

    def __init__(self, connection: Connection, stored: Sequence[bytes]) -> None:
        self._connection = connection
        self._read = [(_envelope_of(body), hash_of(body), body) for body in stored]
        self._there = self._neighbours()
        self._fresh: list[dict[str, object]] = []
        self._refused: list[dict[str, object]] = []

    def append(self) -> Appended:
        duplicates = sum(self._take(*one) for one in self._read)
        if self._fresh:
            self._connection.execute(events.insert(), self._fresh)
        if self._refused:
            statement = insert_into(self._connection, quarantine).on_conflict_do_nothing()
            self._connection.execute(statement, self._refused)
        return Appended(len(self._fresh), duplicates, len(self._refused))

    def _neighbours(self) -> Neighbours:
        """Read what stands in and beside the places of these events: a query for each stream."""
        places: dict[tuple[str, str], list[int]] = {}
        for envelope, _, _ in self._read:
            if envelope is not None:
                places.setdefault((envelope.stream, envelope.stream_id), []).append(envelope.seq)
        there: Neighbours = {}
        for place, seqs in places.items():
            query = select(events.c.seq, events.c.hash, events.c.prev).where(
                *_of(*place), events.c.seq.between(min(seqs) - 1, max(seqs) + 1)
            )
            for seq, own_hash, prev in self._connection.execute(query):
                there[*place, seq] = (own_hash, prev)
        return there

    def _take(self, envelope: Envelope | None, own_hash: str, body: bytes) -> bool:
        """Take one event; say whether it was there already."""
        if envelope is None:
            self._refuse("?", UNREADABLE, own_hash, body)
            return False
        stream, seq = (envelope.stream, envelope.stream_id), envelope.seq
        there = self._there.get((*stream, seq))
        before, after = self._there.get((*stream, seq - 1)), self._there.get((*stream, seq + 1))
        place = f"{envelope.stream}:{envelope.stream_id}/{seq}"
        if there is not None:
            if there[0] != own_hash:
                self._refuse(place, TAKEN, own_hash, body)
            return there[0] == own_hash
        if (before and before[0] != envelope.prev) or (after and after[1] != own_hash):
            self._refuse(place, UNCHAINED, own_hash, body)
            return False
        self._there[*stream, seq] = (own_hash, envelope.prev)
        self._fresh.append(_row(envelope, own_hash, body))
        return False

    def _refuse(self, place: str, cause: str, own_hash: str, body: bytes) -> None:
        self._refused.append({"place": place, "cause": cause, "hash": own_hash, "body": body})


def _envelope_of(body: bytes) -> Envelope | None:
    """Return an envelope that the table can hold: no database is to stumble over a stranger's."""
    try:
        envelope = decode_envelope(body)
    except UnreadableError:
        return None
    names = (envelope.stream_id, envelope.type, envelope.tenant, envelope.prev)
    fits = all(len(name) <= LONGEST_NAME and "\0" not in name for name in names)
    numbers = (envelope.seq - 1, envelope.occurred_at_ms)
    fits = fits and len(envelope.prev) <= len(hash_of(b"")) and envelope.seq <= LARGEST
    return envelope if fits and all(0 <= number <= LARGEST for number in numbers) else None


def _row(envelope: Envelope, own_hash: str, body: bytes) -> dict[str, object]:
    return {
        "stream": envelope.stream,
        "stream_id": envelope.stream_id,
        "seq": envelope.seq,
        "type": envelope.type,
        "tenant": envelope.tenant,
        "occurred_at_ms": envelope.occurred_at_ms,
        "prev": envelope.prev,
        "hash": own_hash,
        "body": body,
    }


def _of(stream: str, stream_id: str) -> tuple[Any, Any]:
    return (events.c.stream == stream, events.c.stream_id == stream_id)
