"""The call's clock: milliseconds since it was answered, from the loop's monotonic time."""

import asyncio
from collections.abc import Callable

from spine.ids import CallMs


class CallClock:
    """Starts when it is made."""

    def __init__(self) -> None:
        """Start now."""
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()

    def now_ms(self) -> CallMs:
        """Return the time of this moment."""
        return CallMs(round((self._loop.time() - self._zero) * 1_000))

    def call_at(self, due_ms: int, run: Callable[[str], None], name: str) -> asyncio.TimerHandle:
        """Run a callback at a time of this clock."""
        return self._loop.call_at(self._zero + due_ms / 1_000, run, name)
