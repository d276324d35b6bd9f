"""Calls from browsers, held in this process: the embedded shape's telephone exchange.

They run on a loop in a thread of their own: a busy page or a slow query of the API's must not be
heard in a sentence.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Final, TypeVar

import structlog

from agent_worker.desk import Desk, Rung, ship_what_was_left
from agent_worker.runtime.socket_line import SocketLine
from platform_api.talk.port import Frame, Receive, Send
from sip.numbers import Parties, to_e164

MOST_CALLS: Final = 3
"""At once: recogniser and voice are threads of this process, and so is the API."""
LAST_WORDS_S: Final = 5.0
"""How long calls in progress may take to end when `up` does."""
CARRIER: Final = "carrier.none"
ENDED: Final = '{"type":"ended"}'

T = TypeVar("T")

log = structlog.get_logger()


class EmbeddedTalk:
    """Holds browsers' calls at one desk (`platform_api.talk.port.Talk`)."""

    def __init__(self, desk: Desk) -> None:
        """Hold calls there; begin with `start`."""
        self._desk = desk
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._held: set[Future[None]] = set()
        self._open = False

    def start(self) -> None:
        """Take calls from now on. Blocks while the phrases are made: seconds, the first time."""
        self._desk.warm()
        self._loop = loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="calls", daemon=True)
        self._thread.start()
        self._open = True

    def close(self) -> None:
        """Take no more calls, and see those in progress to their end. Blocks for some seconds."""
        self._open = False
        for call in tuple(self._held):
            with suppress(Exception):  # an edge: it was logged where it broke
                call.result(LAST_WORDS_S)
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(LAST_WORDS_S)

    def room(self) -> bool:
        """Say whether another call can be held now."""
        return self._open and len(self._held) < MOST_CALLS

    async def hold(self, dialled: str, receive: Receive, send: Send) -> None:
        """Hold one call from answer to end; without room, the browser is told that it is over."""
        if self._loop is None or not self.room():
            log.warning("talk.busy", calls=len(self._held))
            await send(ENDED)
            return
        ends = _Ends(asyncio.get_running_loop(), receive, send)
        call = asyncio.run_coroutine_threadsafe(self._hold(dialled, ends), self._loop)
        self._held.add(call)
        call.add_done_callback(self._held.discard)
        try:
            await asyncio.shield(asyncio.wrap_future(call))
        except asyncio.CancelledError:
            ends.leave()  # the call ends as calls do, and is written down
            raise

    async def _hold(self, dialled: str, ends: "_Ends") -> None:
        line = SocketLine(ends.receive, ends.send)
        who = Parties(dialled=to_e164(dialled), caller=None, forwarded_by=None)
        try:
            await self._desk.hold(line, Rung(who=who, carrier=CARRIER), line.name)
        except Exception:  # one of the three edges: a call
            log.exception("call.broken")
        finally:
            await line.hang_up()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        desk = self._desk
        aside = (
            loop.create_task(desk.keep_warm()),
            loop.create_task(asyncio.to_thread(ship_what_was_left, desk.home, desk.spine)),
        )
        try:
            loop.run_forever()
        finally:
            for task in aside:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*aside, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()


class _Ends:
    """A browser's two ends, which live on the API's loop, used from the calls'."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send) -> None:
        self._loop = loop
        self._receive = receive
        self._send = send
        self._left = threading.Event()
        self._waiting: Future[Frame | None] | None = None

    async def receive(self) -> Frame | None:
        if self._left.is_set():
            return None
        self._waiting = asyncio.run_coroutine_threadsafe(_do(self._receive), self._loop)
        try:
            return await asyncio.wrap_future(self._waiting)
        except asyncio.CancelledError:
            if self._left.is_set():
                return None
            raise

    async def send(self, frame: Frame) -> None:
        if not self._left.is_set():
            sending = asyncio.run_coroutine_threadsafe(_do(lambda: self._send(frame)), self._loop)
            await asyncio.wrap_future(sending)

    def leave(self) -> None:
        """The browser has gone, whatever its socket says. May be called from the API's loop."""
        self._left.set()
        if self._waiting is not None:
            self._waiting.cancel()


async def _do(what: Callable[[], Awaitable[T]]) -> T:
    return await what()
