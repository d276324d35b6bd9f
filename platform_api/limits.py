"""How often somebody may do what costs something: a window that slides, in this process."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Final

from litestar.connection import ASGIConnection

MOST_KEPT: Final = 10_000
"""Askers remembered at once; then the one that asked longest ago is forgotten."""


class Window:
    """At most `most` times in `within_s`, for each asker. Used on the loop only."""

    def __init__(
        self, most: int, within_s: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with nobody."""
        self._most = most
        self._within_s = within_s
        self._now = now
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, asker: str) -> int:
        """Return how long this asker has to wait; 0 where it may go on."""
        taken = self._recent(asker)
        if len(taken) < self._most:
            return 0
        return max(1, math.ceil(taken[0] + self._within_s - self._now()))

    def take(self, asker: str) -> None:
        """Count one."""
        self._recent(asker).append(self._now())
        self._taken.move_to_end(asker)
        while len(self._taken) > MOST_KEPT:
            self._taken.popitem(last=False)

    def _recent(self, asker: str) -> deque[float]:
        taken = self._taken.setdefault(asker, deque())
        while taken and taken[0] <= self._now() - self._within_s:
            taken.popleft()
        return taken


class Limits:
    """The limits of one process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody."""
        self.sign_in: Final = Window(10, 15 * 60, now)
        """Links that were none, by address."""
        self.talk: Final = Window(20, 60, now)
        """Calls asked for, by session or key."""


def host_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the address that somebody asks from."""
    return connection.client.host if connection.client else "?"
