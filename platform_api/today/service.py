"""Counts a day's calls where the business is."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from objective_engine.graph import from_bytes
from platform_api.today.models import Hour, Today
from spine.artefacts import find_graph
from spine.errors import RequestError
from spine.home import Home
from spine.ids import NOBODY, TenantId
from spine.projections.rows import CallRow
from spine.projections.store import Views

HOME_ZONE: Final = "Australia/Sydney"
"""Of whoever looks at all businesses at once, and of one whose configuration is not kept here."""
MISSED: Final = frozenset({"missed", "rejected"})
TRANSFERRED: Final = "transferred"
PAGE: Final = 500


class Days:
    """Days of businesses."""

    def __init__(self, home: Home, views: Views, now: Callable[[ZoneInfo], datetime]) -> None:
        """Count from the views; zones come from what the calls are held with."""
        self._home = home
        self._views = views
        self._now = now

    def today(self, tenant: TenantId | None, *, online: bool) -> Today:
        """Return the day of one business so far, or of all."""
        zone = ZoneInfo(self._zone(tenant))
        begin = self._now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = tuple(self._since(tenant, int(begin.timestamp() * 1_000)))
        over = [row for row in rows if not row.live]
        missed = sum(row.outcome in MISSED for row in over)
        began = Counter(
            datetime.fromtimestamp(row.began_unix_ms / 1_000, zone).hour for row in rows
        )
        return Today(
            answered=len(rows) - missed,
            missed=missed,
            leads=sum(row.lead for row in rows),
            transferred=sum(row.outcome == TRANSFERRED for row in over),
            online=online,
            since=begin.isoformat(),
            hours=tuple(Hour(hour=hour, calls=began[hour]) for hour in range(24)),
        )

    def _since(self, tenant: TenantId | None, since_unix_ms: int) -> Iterator[CallRow]:
        before: tuple[int, str] | None = None
        while True:
            page = self._views.calls(tenant, before=before, since_unix_ms=since_unix_ms, limit=PAGE)
            yield from page
            if len(page) < PAGE:
                return
            before = (page[-1].began_unix_ms, page[-1].call)

    def _zone(self, tenant: TenantId | None) -> str:
        row = None if tenant in {None, NOBODY} else self._views.tenant(TenantId(tenant or ""))
        if row is None:
            return HOME_ZONE
        try:
            return from_bytes(find_graph(self._home, row.config)).time_zone
        except RequestError:
            return HOME_ZONE
