"""What follows a call, or all of them: read from the log, so whoever comes back misses nothing."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final

from platform_api.calls.models import call_row
from platform_api.calls.service import Calls
from platform_api.calls.timeline import opener_of
from platform_api.identity import Identity
from platform_api.live.models import Ready
from platform_api.live.reading import Reading
from platform_api.live.sse import HEARTBEAT, HEARTBEAT_S, Seats, message, with_retry
from platform_api.live.watch import Watch
from spine.ids import CallId

PAGE: Final = 100
FAR: Final = 2_000
"""Whoever was away for more positions than this reads its lists again."""
LONGEST_S: Final = 3_600.0
"""Then a stream ends and the browser comes back."""


StillIn = Callable[[], bool]
"""Whether the session or key that opened the stream is still good. Blocks."""


class Live:
    """Streams of an installation."""

    def __init__(self, calls: Calls, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Follow the log and the views of these calls."""
        self._calls = calls
        self._heartbeat_s = heartbeat_s
        self._over = False
        self.seats: Final = Seats()
        self.log_grew: Final = Watch(calls.views.log.end)
        self.views_grew: Final = Watch(calls.views.position)

    def every(
        self, who: Identity, after: int | None, still_in: StillIn
    ) -> AsyncGenerator[bytes, None]:
        """Follow all calls that this person may see, from behind a position of the log."""
        return with_retry(self._every(who, after, still_in))

    def one(
        self, who: Identity, call: CallId, after: str, still_in: StillIn
    ) -> AsyncGenerator[bytes, None]:
        """Follow one call to its end, from behind an event of it."""
        return with_retry(self._one(who, call, after, still_in))

    async def end(self) -> None:
        """End every stream, because the server stops; browsers come back to where they were."""
        self._over = True
        await self.log_grew.end()
        await self.views_grew.end()

    async def close(self) -> None:
        """Stop looking."""
        await self.log_grew.close()
        await self.views_grew.close()

    async def _every(
        self, who: Identity, after: int | None, still_in: StillIn
    ) -> AsyncGenerator[bytes, None]:
        views, tenant = self._calls.views, None if who.operates else who.tenant
        until = time.monotonic() + LONGEST_S
        with self.seats.seat(who.ref):
            position = await asyncio.to_thread(views.position)
            if after is None or not position - FAR <= after <= position:
                after = position
                yield message("ready", Ready(position=position), position)
            while time.monotonic() < until and not self._over:
                rows = await asyncio.to_thread(views.changed, after, tenant, PAGE)
                for row in rows:
                    after = max(after, row.changed_pos)
                    yield message("call", call_row(row, internals=who.operates), after)
                if rows:
                    continue
                seen = position
                position = await self.views_grew.moved(seen, self._heartbeat_s)
                if position <= seen and not self._over:
                    if not await asyncio.to_thread(still_in):
                        return
                    yield HEARTBEAT

    async def _one(
        self, who: Identity, call: CallId, after: str, still_in: StillIn
    ) -> AsyncGenerator[bytes, None]:
        log_, end = self._calls.views.log, -1
        until = time.monotonic() + LONGEST_S
        reading = Reading(call, after, internals=who.operates)
        with self.seats.seat(who.ref):
            while time.monotonic() < until and not self._over:
                end = max(end, await asyncio.to_thread(log_.end))
                stored = await asyncio.to_thread(log_.read_stream, "call", call, reading.seq)
                opener = await asyncio.to_thread(opener_of, self._calls.keys, call)
                for one in reading.read(stored, opener):
                    yield one
                if reading.over:
                    return
                seen, end = end, await self.log_grew.moved(end, self._heartbeat_s)
                if end <= seen and not self._over:
                    if not await asyncio.to_thread(still_in):
                        return
                    yield HEARTBEAT
