"""Server-sent events: how they are written, how long they may go on."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any, Final

import msgspec
import structlog
from litestar.response import Stream
from sqlalchemy.exc import DBAPIError

from platform_api.problems import Refused, too_many
from spine.errors import SpotFunnelError

MEDIA: Final = "text/event-stream"
HEARTBEAT: Final = b": still here\n\n"
HEARTBEAT_S: Final = 15.0
RETRY: Final = b"retry: 1000\n\n"
MOST_EACH: Final = 20
MOST_ALL: Final = 600

log = structlog.get_logger()
_encoder: Final = msgspec.json.Encoder()


def message(event: str, data: Any, at: str | int) -> bytes:
    """Return one event. JSON has no line breaks of its own, so its data is one line."""
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (
        str(at).encode(),
        event.encode(),
        _encoder.encode(data),
    )


class Seats:
    """How many may follow at once, each and all together. Used on the loop only."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """Return how many follow now."""
        return self._taken.total()

    def check(self, who: str) -> None:
        """Refuse one too many, before the stream begins.

        Raises:
            Refused: 429 for one who has too many, 503 where all are taken.
        """
        if self._taken[who] >= MOST_EACH:
            raise too_many("live.too_many", 5)
        if self.taken >= MOST_ALL:
            raise Refused(503, "live.full", "too many follow at once", {"Retry-After": "5"})

    @contextmanager
    def seat(self, who: str) -> Iterator[None]:
        """Count one that follows."""
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]


def stream(source: AsyncGenerator[bytes, None]) -> Stream:
    """Return a response that goes on; the source is closed when the client leaves.

    The source is pulled: a client that reads slowly is waited for, and nothing is kept for it.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(source, media_type=MEDIA, headers=headers)


async def with_retry(source: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Say first how soon to come back, so that the headers go out at once.

    A store that goes away, or an event that cannot be read, ends the stream: the browser comes
    back to where it was.
    """
    yield RETRY
    async with aclosing(source):
        try:
            async for one in source:
                yield one
        except (DBAPIError, OSError, SpotFunnelError) as exc:
            log.warning("live.cut", kind=type(exc).__name__)


async def cancelled(task: asyncio.Task[Any]) -> None:
    """End a task of ours."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
