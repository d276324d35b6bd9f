"""Tickets for the WebSocket: a browser cannot send a header with it."""

import secrets
import time
from collections.abc import Callable
from typing import Final

TTL_S: Final = 60
MOST: Final = 1_000


class Tickets:
    """Tickets of one process; used on the loop only."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        self._now = now
        self._given: dict[str, tuple[str, float]] = {}

    def give(self, dialled: str) -> str:
        """Return a ticket for one call to this number, good once and for a minute."""
        now = self._now()
        self._given = {key: one for key, one in self._given.items() if one[1] > now}
        if len(self._given) >= MOST:
            del self._given[next(iter(self._given))]
        ticket = secrets.token_urlsafe(24)
        self._given[ticket] = (dialled, now + TTL_S)
        return ticket

    def take(self, ticket: str) -> str | None:
        """Use a ticket up; return what it rings, None for a used, old or foreign one."""
        dialled, until = self._given.pop(ticket, ("", 0.0))
        return dialled if until > self._now() else None
