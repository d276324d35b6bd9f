"""The event log in a database, by SQLAlchemy; embedded on SQLite, one file, no server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.dialects.sqlite import insert

from spine.events.envelope import Envelope, UnreadableError, decode_envelope, hash_of
from spine.files import make_folder
from spine.ids import CallId, Seq, TenantId
from spine.log.call_log import Appended, CallSeen, Quarantined, Stored
from spine.log.migrate import bring_up_to_date
from spine.log.schema import events, quarantine

BUSY_S: Final = 10
"""Other processes write too; each for milliseconds."""
UNREADABLE: Final = "no event that we can read"
TAKEN: Final = "another event stands in this place"
UNCHAINED: Final = "it does not follow its neighbour"


class SqlCallLog:
    """A `CallLog` on SQLite. One connection a transaction, so threads may share it."""

    def __init__(self, path: Path) -> None:
        """Open the database, made or migrated first where it has to be."""
        make_folder(path.parent)
        self._engine = _engine(path)
        with self._writing() as connection:
            bring_up_to_date(connection)

    def append(self, stored: Sequence[bytes]) -> Appended:
        """Take events in any order, all in one transaction; again is the same as once."""
        with self._writing() as connection:
            outcomes = [_append(connection, body) for body in stored]
        fresh = sum(outcome is True for outcome in outcomes)
        duplicates = sum(outcome is False for outcome in outcomes)
        return Appended(fresh, duplicates, len(outcomes) - fresh - duplicates)

    def read(self, call: CallId) -> tuple[Stored, ...]:
        """Return what there is of a call, oldest first."""
        query = select(events.c.seq, events.c.hash, events.c.body).where(*_of(call))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(events.c.seq)).all()
        return tuple(Stored(Seq(row.seq), row.hash, row.body) for row in rows)

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
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(CallSeen(CallId(row[0]), TenantId(row[1]), row[2], row[3]) for row in rows)

    def quarantine(self) -> tuple[Quarantined, ...]:
        """Return everything that was refused, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(quarantine).order_by(quarantine.c.pos)).all()
        return tuple(Quarantined(row.place, row.cause, row.body) for row in rows)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def _seqs(self, call: CallId) -> tuple[Seq, ...]:
        query = select(events.c.seq).where(*_of(call)).order_by(events.c.seq)
        with self._engine.connect() as connection:
            return tuple(Seq(seq) for seq in connection.scalars(query))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that is a writer from its first statement: it never has to give up."""
        options = {"spine_begin": "IMMEDIATE"}
        with self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection


def _append(connection: Connection, body: bytes) -> str | bool:
    """Return True for a fresh event, False for a duplicate, else why it is in quarantine."""
    try:
        envelope = decode_envelope(body)
    except UnreadableError:
        return _refuse(connection, "?", UNREADABLE, body)
    place = f"{envelope.stream}:{envelope.stream_id}/{envelope.seq}"
    own_hash = hash_of(body)
    there = {seq: (found, prev) for seq, found, prev in connection.execute(_around(envelope)).all()}
    if envelope.seq in there:
        taken = there[envelope.seq][0] != own_hash
        return _refuse(connection, place, TAKEN, body) if taken else False
    before, after = there.get(envelope.seq - 1), there.get(envelope.seq + 1)
    if (before and before[0] != envelope.prev) or (after and after[1] != own_hash):
        return _refuse(connection, place, UNCHAINED, body)
    connection.execute(insert(events).values(_row(envelope, own_hash, body)))
    return True


def _refuse(connection: Connection, place: str, cause: str, body: bytes) -> str:
    row = {"place": place, "cause": cause, "hash": hash_of(body), "body": body}
    connection.execute(insert(quarantine).values(row).on_conflict_do_nothing())
    return cause


def _around(envelope: Envelope) -> Any:
    return select(events.c.seq, events.c.hash, events.c.prev).where(
        events.c.stream == envelope.stream,
        events.c.stream_id == envelope.stream_id,
        events.c.seq.between(envelope.seq - 1, envelope.seq + 1),
    )


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


def _of(call: CallId) -> tuple[Any, Any]:
    return (events.c.stream == "call", events.c.stream_id == call)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("spine_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine
