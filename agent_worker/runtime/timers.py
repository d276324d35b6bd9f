"""The core's timers, run on the loop."""

import asyncio

from agent_worker.runtime.clock import CallClock
from agent_worker.runtime.inbox import Inbox
from spine.events.inputs import TimerFired


class Timers:
    """At most one of each name; a fired one is an input."""

    def __init__(self, clock: CallClock, inbox: Inbox) -> None:
        """Fire into `inbox`."""
        self._clock = clock
        self._inbox = inbox
        self._running: dict[str, asyncio.TimerHandle] = {}

    def start(self, name: str, due_ms: int) -> None:
        """Fire at `due_ms`, instead of when it would have."""
        self.cancel(name)
        self._running[name] = self._clock.call_at(due_ms, self._fire, name)

    def cancel(self, name: str) -> None:
        """Do not fire; a name that is not running is fine."""
        running = self._running.pop(name, None)
        if running is not None:
            running.cancel()

    def close(self) -> None:
        """Cancel all."""
        for name in tuple(self._running):
            self.cancel(name)

    def _fire(self, name: str) -> None:
        self._running.pop(name, None)
        self._inbox.put(TimerFired, timer=name)
