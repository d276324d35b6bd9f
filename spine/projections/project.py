"""Folds the log into the views: page by page, each in one transaction with its checkpoint."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection, Table, delete, func, select, update

from spine.events.call import (
    AgentSpoke,
    CaptureConfirmed,
    CaptureDeclined,
    CaptureFailed,
    CaptureStarted,
    TurnHeard,
)
from spine.events.envelope import (
    TAGS,
    Envelope,
    UnreadableError,
    decode_envelope,
    decode_event,
    decode_note,
    tags_of,
)
from spine.events.inputs import UsageMetered
from spine.events.note import AnyNote, ConfigActivated, ConfigPushed, ConfigRefused
from spine.events.personal import Recorded
from spine.log.call_log import Placed
from spine.log.engines import insert_into
from spine.log.schema import events
from spine.log.sql import SqlCallLog
from spine.projections import tables
from spine.projections.rows import (
    LONGEST_WHY,
    CallRow,
    DeliveryRow,
    call_after,
    delivery_after,
)

LOCK: Final = 0x5F08
"""Of PostgreSQL's advisory locks, the one that whoever folds holds: appending goes on beside."""
PAGE: Final = 2_000
CHECKPOINT: Final = "views"
SAID: Final = tags_of(AgentSpoke, TurnHeard)
FIELDS: Final = tags_of(CaptureStarted, CaptureConfirmed, CaptureDeclined, CaptureFailed)
Row = TypeVar("Row", CallRow, DeliveryRow)


def catch_up(log: SqlCallLog) -> int:
    """Fold what is new; return how many events that were. Several at once do it once."""
    folded = 0
    while page := _fold_a_page(log):
        folded += page
    return folded


def rebuild(log: SqlCallLog) -> int:
    """Throw the views away and fold the whole log, in one transaction; return its events."""
    folded = 0
    with log.writing(LOCK) as connection:
        for table in tables.VIEWS:
            connection.execute(delete(table))
        _set_position(connection, 0)
        while page := _fold_on(log, connection):
            folded += page
    return folded


def position(connection: Connection) -> int:
    """Return up to where the views have the log."""
    query = select(tables.checkpoints.c.pos).where(tables.checkpoints.c.name == CHECKPOINT)
    return connection.scalar(query) or 0


def _fold_a_page(log: SqlCallLog) -> int:
    with log.engine.connect() as reading:
        at = position(reading)
    if not log.after(at, 1):
        return 0
    with log.writing(LOCK) as connection:
        return _fold_on(log, connection)


def _fold_on(log: SqlCallLog, connection: Connection) -> int:
    page = log.after(position(connection), PAGE)
    if page:
        _Page(connection).fold(page)
        _set_position(connection, page[-1].pos)
    return len(page)


def _set_position(connection: Connection, pos: int) -> None:
    _upsert(connection, tables.checkpoints, [{"name": CHECKPOINT, "pos": pos}])


class _Page:
    """A run of events on its way into the views."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._said: list[dict[str, object]] = []
        self._fields: list[dict[str, object]] = []
        self._used: dict[tuple[str, str, str], int] = {}

    def fold(self, page: Sequence[Placed]) -> None:
        calls = self._rows(CallRow, tables.calls, page, "call")
        flows = self._rows(DeliveryRow, tables.deliveries, page, "workflow")
        for placed in page:
            envelope = decode_envelope(placed.body)
            if placed.stream == "call":
                row = self._call(calls.get(placed.stream_id), envelope, placed)
                calls[placed.stream_id] = msgspec.structs.replace(row, changed_pos=placed.pos)
            elif (fact := _fact(envelope)) is None:
                continue
            elif placed.stream == "tenant":
                self._tenant(envelope, fact)
            elif placed.stream == "workflow":
                after = delivery_after(flows.get(placed.stream_id), envelope, fact)
                if after is not None:
                    flows[placed.stream_id] = after
        self._write(calls.values(), flows.values())

    def _rows(
        self, kind: type[Row], table: Table, page: Sequence[Placed], stream: str
    ) -> dict[str, Row]:
        """Read the rows that these events may change."""
        ids = {placed.stream_id for placed in page if placed.stream == stream}
        key = next(iter(table.primary_key.columns))
        query = select(table).where(key.in_(ids))
        found = self._connection.execute(query).mappings() if ids else ()
        return {str(row[key.name]): kind(**row) for row in found}

    def _call(self, row: CallRow | None, envelope: Envelope, placed: Placed) -> CallRow:
        event = _happened(envelope)
        one = {"call": placed.stream_id, "seq": placed.seq, "body": placed.body}
        if placed.type in SAID:
            self._said.append(one)
        elif placed.type in FIELDS:
            self._fields.append(one)
        elif isinstance(event, UsageMetered):
            key = (placed.stream_id, event.provider, event.unit)
            self._used[key] = self._used.get(key, 0) + event.quantity
        return call_after(row, envelope, event)

    def _tenant(self, envelope: Envelope, fact: AnyNote) -> None:
        tenant, at = envelope.tenant, envelope.occurred_at_ms
        match fact:
            case ConfigPushed(config=config, version=version, name=name, trials=trials):
                row = _push(envelope, config, name) | {"version": version, "trials": trials}
                _upsert(self._connection, tables.configs, [row])
            case ConfigRefused(config=config, trial=trial, why=why):
                why = f"{trial}: {why}"[:LONGEST_WHY]
                row = _push(envelope, config, "") | {"status": "refused", "why": why}
                _upsert(self._connection, tables.configs, [row])
            case ConfigActivated():
                self._activate(tenant, fact, at)
            case _:
                pass

    def _activate(self, tenant: str, fact: ConfigActivated, at: int) -> None:
        configs, numbers, run = tables.configs, tables.numbers, self._connection.execute
        mine = (configs.c.tenant == tenant) & (configs.c.status != "refused")
        was = mine & (configs.c.status == "active")
        run(update(configs).where(was).values(status="superseded"))
        now = mine & (configs.c.version == fact.version)
        run(update(configs).where(now).values(status="active", activated_unix_ms=at))
        held = {"tenant": tenant, "config": fact.config, "version": fact.version}
        _upsert(self._connection, tables.tenants, [held | {"name": fact.name}])
        run(delete(numbers).where(numbers.c.tenant == tenant))
        _upsert(self._connection, numbers, [held | {"number": one} for one in fact.numbers])

    def _write(self, calls: Iterable[CallRow], flows: Iterable[DeliveryRow]) -> None:
        _upsert(self._connection, tables.calls, map(msgspec.structs.asdict, calls))
        _upsert(self._connection, tables.deliveries, map(msgspec.structs.asdict, flows))
        _upsert(self._connection, tables.said, self._said)
        _upsert(self._connection, tables.fields, self._fields)
        self._add_used()

    def _add_used(self) -> None:
        """Units are added up: a page may begin in the middle of a call."""
        used = [
            {"call": call, "provider": provider, "unit": unit, "quantity": quantity}
            for (call, provider, unit), quantity in self._used.items()
        ]
        if not used:
            return
        usage = tables.usage
        insert = insert_into(self._connection, usage)
        more = {"quantity": usage.c.quantity + insert.excluded.quantity}
        keys = usage.primary_key.columns
        self._connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=more), used)


def _push(envelope: Envelope, config: str, name: str) -> dict[str, object]:
    return {
        "tenant": envelope.tenant,
        "seq": envelope.seq,
        "version": 0,
        "config": config,
        "name": name,
        "trials": 0,
        "status": "pushed",
        "pushed_unix_ms": envelope.occurred_at_ms,
        "activated_unix_ms": 0,
        "why": "",
    }


def _happened(envelope: Envelope) -> Recorded | None:
    """Return a clear event; a sealed one stays so, and one of a later release is nothing yet."""
    if envelope.type in TAGS:
        return None
    try:
        return decode_event(envelope.payload)
    except UnreadableError:
        return None


def _fact(envelope: Envelope) -> AnyNote | None:
    try:
        return decode_note(envelope.payload)
    except UnreadableError:
        return None


def _upsert(connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
    values = list(rows)
    if not values:
        return
    insert = insert_into(connection, table)
    keys = {column.name for column in table.primary_key.columns}
    changes = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    statement = insert.on_conflict_do_update(index_elements=sorted(keys), set_=changes)
    connection.execute(statement, values)


def lag(log: SqlCallLog) -> int:
    """Return how many events the views are behind the log."""
    with log.engine.connect() as connection:
        at = position(connection)
        return connection.scalar(select(func.count()).where(events.c.pos > at)) or 0
