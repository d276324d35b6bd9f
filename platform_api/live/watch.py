"""Tells whoever follows that the log grew: one reader for all of them, and none for nobody."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from platform_api.live.sse import cancelled

EVERY_S: Final = 0.15
"""A live event is to be on a screen within a second."""

log = structlog.get_logger()


class Watch:
    """Looks at a growing number, in a thread, as long as somebody waits for it."""

    def __init__(self, look: Callable[[], int], every_s: float = EVERY_S) -> None:
        """Look with this; it blocks."""
        self._look = look
        self._every_s = every_s
        self._seen = -1
        self._moved = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._waiting = 0
        self._over = False

    async def moved(self, beyond: int, within_s: float) -> int:
        """Return the number when it is larger than this, or as it is when time is up."""
        self._waiting += 1
        try:
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._go_on())
            async with asyncio.timeout(within_s), self._moved:
                await self._moved.wait_for(lambda: self._over or self._seen > beyond)
        except TimeoutError:
            return self._seen
        finally:
            self._waiting -= 1
        return self._seen

    async def end(self) -> None:
        """Let everybody go who waits: nothing is told any more."""
        self._over = True
        async with self._moved:
            self._moved.notify_all()

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            await cancelled(self._task)

    async def _go_on(self) -> None:
        while self._waiting:
            try:
                seen = await asyncio.to_thread(self._look)
            except (DBAPIError, OSError) as exc:
                log.warning("live.store_away", kind=type(exc).__name__)
                seen = self._seen
            if seen > self._seen:
                self._seen = seen
                async with self._moved:
                    self._moved.notify_all()
            await asyncio.sleep(self._every_s)
