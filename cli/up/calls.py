"""Calls from browsers, from the moment that the models are loaded; until then it says so."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Literal

import structlog

from cli.up.talk import ENDED, EmbeddedTalk
from platform_api.talk.port import Receive, Send
from spine.errors import SpotFunnelError
from spine.home import Home

Phase = Literal["warming up", "ready", "failed"]

log = structlog.get_logger()


class WarmingTalk:
    """A `Talk` that is there at once and answers when it can."""

    def __init__(self, home: Home) -> None:
        """Load nothing yet."""
        self._home = home
        self._talk: EmbeddedTalk | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self.phase: Phase = "warming up"
        self.detail = ""

    async def warm_up(self, ready: Callable[[float], None]) -> None:
        """Load what a call needs; the loop goes on, but for the plugins' own import.

        Args:
            ready: Told, on the loop, how many seconds it took.
        """
        began, loop = time.monotonic(), asyncio.get_running_loop()
        await asyncio.to_thread(_import_what_is_slow)
        import agent_worker.desk  # noqa: F401 - LiveKit's plugins register on the main thread only

        over = asyncio.Event()

        def load() -> None:
            self._load()
            loop.call_soon_threadsafe(over.set)

        # not of the pool: nobody waits for it where all is stopped before it is ready
        self._thread = threading.Thread(target=load, name="models", daemon=True)
        self._thread.start()
        await over.wait()
        if self.phase == "ready":
            ready(time.monotonic() - began)

    def is_loading(self) -> bool:
        """Say whether a thread is still at it."""
        return self._thread is not None and self._thread.is_alive()

    def room(self) -> bool:
        """Say whether another call can be held now."""
        return self._talk is not None and self._talk.room()

    async def hold(self, dialled: str, receive: Receive, send: Send) -> None:
        """Hold one call; while nothing is loaded the browser is told that it is over."""
        if self._talk is None:
            await send(ENDED)
            return
        await self._talk.hold(dialled, receive, send)

    def close(self) -> None:
        """Take no more calls and see those in progress to their end. Blocks for some seconds."""
        self._closed = True
        if self._talk is not None:
            self._talk.close()

    def _load(self) -> None:
        from agent_worker.desk import Desk

        try:
            talk = EmbeddedTalk(Desk(self._home))
            if not self._closed:
                talk.start()
                self._talk, self.phase = talk, "ready"
        except Exception as error:  # an edge: the page goes on and says what is the matter
            self.phase = "failed"
            self.detail = str(error) if isinstance(error, SpotFunnelError) else type(error).__name__
            log.exception("talk.not_loaded")


def _import_what_is_slow() -> None:
    import livekit.agents  # noqa: F401 - for its own sake: seconds, and it may be in any thread
