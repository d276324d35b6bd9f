"""Reads the views: every list and figure that a page shows comes from here."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Select, select, tuple_

from spine.events.envelope import hash_of
from spine.ids import CallId, Seq, TenantId
from spine.log.call_log import Stored
from spine.log.sql import SqlCallLog
from spine.projections import project, tables
from spine.projections.rows import CallRow, ConfigRow, DeliveryRow, NumberRow, TenantRow

Row = TypeVar("Row", bound=msgspec.Struct)


class Views:
    """The views of one log; threads may share it. Calls block: make them off the loop."""

    def __init__(self, log: SqlCallLog) -> None:
        """Read the views of this log."""
        self.log = log

    def catch_up(self) -> int:
        """Fold what is new in the log; return how many events that were."""
        return project.catch_up(self.log)

    def rebuild(self) -> int:
        """Throw the views away and make them again; return how many events that took."""
        return project.rebuild(self.log)

    def position(self) -> int:
        """Return up to where the views have the log."""
        with self.log.engine.connect() as connection:
            return project.position(connection)

    def lag(self) -> int:
        """Return how many events the views are behind."""
        return project.lag(self.log)

    def calls(
        self,
        tenant: TenantId | None = None,
        *,
        live: bool | None = None,
        before: tuple[int, str] | None = None,
        since_unix_ms: int = 0,
        limit: int = 50,
    ) -> tuple[CallRow, ...]:
        """Return calls, the last begun first; `before` is (began, call) of the last one seen."""
        calls = tables.calls
        query = select(calls).where(calls.c.began_unix_ms >= since_unix_ms)
        if tenant is not None:
            query = query.where(calls.c.tenant == tenant)
        if live is not None:
            query = query.where(calls.c.live == live)
        if before is not None:
            query = query.where(tuple_(calls.c.began_unix_ms, calls.c.call) < before)
        latest = (calls.c.began_unix_ms.desc(), calls.c.call.desc())
        return self._all(CallRow, query.order_by(*latest).limit(limit))

    def changed(
        self, pos: int, tenant: TenantId | None = None, limit: int = 100
    ) -> tuple[CallRow, ...]:
        """Return calls that changed behind a position, in the order of their last changes."""
        calls = tables.calls
        query = select(calls).where(calls.c.changed_pos > pos)
        if tenant is not None:
            query = query.where(calls.c.tenant == tenant)
        return self._all(CallRow, query.order_by(calls.c.changed_pos).limit(limit))

    def call(self, call: CallId) -> CallRow | None:
        """Return one call."""
        return self._one(CallRow, select(tables.calls).where(tables.calls.c.call == call))

    def said(self, call: CallId) -> tuple[Stored, ...]:
        """Return a call's transcript as stored events, sealed."""
        return self._stored(tables.said, call)

    def fields(self, call: CallId) -> tuple[Stored, ...]:
        """Return what became of a call's fields, as stored events, sealed."""
        return self._stored(tables.fields, call)

    def usage(self, call: CallId) -> tuple[tuple[str, str, int], ...]:
        """Return (provider, unit, quantity) of a call."""
        usage = tables.usage
        query = select(usage.c.provider, usage.c.unit, usage.c.quantity).where(usage.c.call == call)
        with self.log.engine.connect() as connection:
            rows = connection.execute(query.order_by(usage.c.provider, usage.c.unit))
            return tuple((row.provider, row.unit, row.quantity) for row in rows)

    def tenants(self) -> tuple[TenantRow, ...]:
        """Return every business that takes calls, by id."""
        return self._tenants(select(tables.tenants), select(tables.numbers))

    def tenant(self, tenant: TenantId) -> TenantRow | None:
        """Return one business."""
        of_it = (tables.tenants.c.tenant == tenant, tables.numbers.c.tenant == tenant)
        found = self._tenants(
            select(tables.tenants).where(of_it[0]), select(tables.numbers).where(of_it[1])
        )
        return found[0] if found else None

    def numbers(self) -> tuple[NumberRow, ...]:
        """Return whose each number is, in order."""
        return self._all(NumberRow, select(tables.numbers).order_by(tables.numbers.c.number))

    def configs(self, tenant: TenantId) -> tuple[ConfigRow, ...]:
        """Return a business's pushes, the last first."""
        configs = tables.configs
        columns = [configs.c[name] for name in ConfigRow.__struct_fields__]
        query = select(*columns).where(configs.c.tenant == tenant)
        return self._all(ConfigRow, query.order_by(configs.c.seq.desc()))

    def deliveries(
        self, tenant: TenantId | None = None, *, call: CallId | None = None, limit: int = 100
    ) -> tuple[DeliveryRow, ...]:
        """Return what became of workflows, the last changed first."""
        deliveries = tables.deliveries
        query = select(deliveries)
        if tenant is not None:
            query = query.where(deliveries.c.tenant == tenant)
        if call is not None:
            query = query.where(deliveries.c.call == call)
        latest = (deliveries.c.changed_unix_ms.desc(), deliveries.c.id)
        return self._all(DeliveryRow, query.order_by(*latest).limit(limit))

    def _tenants(self, tenants: Select[Any], numbers: Select[Any]) -> tuple[TenantRow, ...]:
        held: dict[str, list[str]] = {}
        for one in self._all(NumberRow, numbers.order_by(tables.numbers.c.number)):
            held.setdefault(one.tenant, []).append(one.number)
        return tuple(
            msgspec.structs.replace(row, numbers=tuple(held.get(row.tenant, ())))
            for row in self._all(TenantRow, tenants.order_by(tables.tenants.c.tenant))
        )

    def _stored(self, table: Any, call: CallId) -> tuple[Stored, ...]:
        query = select(table.c.seq, table.c.body).where(table.c.call == call)
        with self.log.engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.seq)).all()
        return tuple(Stored(Seq(row.seq), hash_of(row.body), row.body) for row in rows)

    def _one(self, kind: type[Row], query: Select[Any]) -> Row | None:
        rows: Sequence[Row] = self._all(kind, query)
        return rows[0] if rows else None

    def _all(self, kind: type[Row], query: Select[Any]) -> tuple[Row, ...]:
        with self.log.engine.connect() as connection:
            return tuple(kind(**row) for row in connection.execute(query).mappings())
