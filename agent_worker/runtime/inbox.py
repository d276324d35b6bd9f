"""What happened, in the order in which it will be stepped, each stamped when it arrived."""

import asyncio
from typing import Any

from agent_worker.runtime.clock import CallClock
from spine.events.inputs import AnyInput
from spine.ids import CallMs


class Inbox:
    """One queue a call. Everything that happens to a call enters here, from the loop's thread."""

    def __init__(self, clock: CallClock) -> None:
        """Stamp inputs by this clock."""
        self._clock = clock
        self._queue: asyncio.Queue[AnyInput] = asyncio.Queue()

    def put(self, kind: type[AnyInput], **facts: Any) -> None:
        """Add an input, stamped now."""
        self._queue.put_nowait(kind(at_ms=self._clock.now_ms(), **facts))

    async def get(self) -> AnyInput:
        """Wait for the next input."""
        return await self._queue.get()

    def get_nowait(self) -> AnyInput | None:
        """Return the next input if there is one."""
        return None if self._queue.empty() else self._queue.get_nowait()

    def now_ms(self) -> CallMs:
        """Return the time that an input put now would carry."""
        return self._clock.now_ms()
