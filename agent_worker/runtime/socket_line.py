"""A browser's WebSocket as a telephone line: sound, keys and hang-ups over two callables.

    up    bytes   16 kHz mono s16le, 20 ms a frame; other sizes are cut again
          text    {"type": "key", "key": "5"} or {"type": "hangup"}
    down  bytes   16 kHz mono s16le, 10 ms a frame
          text    {"type": "call", "call": id} first; {"type": "clear"}: drop what is buffered;
                  {"type": "ended"}: nothing follows

A browser may stall, flood, send rubbish or vanish: each is an input of the call, or nothing.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.inbox import Inbox
from spine.events.inputs import AnyInput, CallerHungUp, KeyPressed, MediaLost
from spine.ids import CallId

Samples = NDArray[np.int16]
Receive = Callable[[], Awaitable[bytes | str | None]]
"""The browser's next frame; None when it has gone."""
Send = Callable[[bytes | str], Awaitable[None]]

FRAME: Final = 320
"""20 ms at 16 kHz."""
FRAME_S: Final = 0.02
MOST_COMING: Final = 50
"""Frames of a browser that sends faster than sound is; then the oldest go."""
MOST_GOING: Final = 100
"""Frames of ours, 10 ms each, that a browser has not taken; then the oldest go."""
SOON_S: Final = 0.001
"""Less than a timer can tell from now."""
GRACE_S: Final = 0.12
"""A frame may come so late; from then on silence stands for what does not come."""
QUIET: Final = 300
"""Peak, in sample units, of a frame that may be left out to catch up after a stall."""
STALLED_S: Final = 10.0
"""A browser that takes nothing for so long hears nothing any more."""
LAST_FRAMES_S: Final = 1.0
"""How long the last of ours may take to be handed over when the call is over."""
LONGEST_TEXT: Final = 200
KEYS_A_SECOND: Final = 20
"""More than fingers can."""


class _Key(msgspec.Struct, frozen=True, tag="key", tag_field="type"):
    key: Annotated[str, msgspec.Meta(pattern="^[0-9*#]$")]


class _HangUp(msgspec.Struct, frozen=True, tag="hangup", tag_field="type"):
    pass


_decode: Final = msgspec.json.Decoder(_Key | _HangUp).decode


class SocketLine:
    """One caller in one browser. Made on the loop that the call runs on, hung up by its owner."""

    def __init__(self, receive: Receive, send: Send) -> None:
        """Begin to listen."""
        self._receive = receive
        self._send = send
        self._inbox: Inbox | None = None
        self._coming: deque[Samples] = deque(maxlen=MOST_COMING)
        self._rest = np.zeros(0, np.int16)
        self._arrived = asyncio.Event()
        self._going: deque[bytes | str] = deque()
        self._to_go = asyncio.Event()
        self._keys: deque[float] = deque(maxlen=KEYS_A_SECOND)
        self._over = False
        self._hung_up = False
        self._taking = asyncio.create_task(self._take())
        self._giving = asyncio.create_task(self._give())

    def attach(self, inbox: Inbox) -> None:
        """Send keys and hang-ups there from now on."""
        self._inbox = inbox
        if self._over:
            inbox.put(CallerHungUp)

    def name(self, call: CallId) -> None:
        """Tell the browser which call this is; it comes before any sound."""
        self._say({"type": "call", "call": call})

    async def frames(self) -> AsyncIterator[Samples]:
        """Yield the caller's sound, 20 ms a time, never faster than it is spoken.

        What comes late by less than `GRACE_S` is waited for; what does not come is silence.
        """
        loop = asyncio.get_running_loop()
        due = loop.time() + FRAME_S
        while not self._over:
            late_s = loop.time() - due
            if late_s < -SOON_S:
                await asyncio.sleep(-late_s)
            elif self._coming or late_s >= GRACE_S - SOON_S:
                due += FRAME_S
                yield self._next(late_s)
            else:
                await self._wait(GRACE_S - late_s)

    async def push(self, frame: Samples) -> None:
        """Queue 10 ms of our sound; what a stalled browser does not take gives way to what is new.

        Never waits.
        """
        if self._over:
            return
        if sum(isinstance(one, bytes) for one in self._going) >= MOST_GOING:
            self._going.remove(next(one for one in self._going if isinstance(one, bytes)))
        self._going.append(frame.astype("<i2").tobytes())
        self._to_go.set()

    def clear(self) -> None:
        """Drop our sound wherever it waits: here, and in the browser."""
        self._going = deque(one for one in self._going if isinstance(one, str))
        self._say({"type": "clear"})

    async def hang_up(self) -> None:
        """End the call: the browser gets what is left, then word of it. Again is harmless."""
        self._over = True
        self._arrived.set()
        if self._hung_up:
            return
        self._hung_up = True
        self._say({"type": "ended"})
        self._taking.cancel()
        await asyncio.wait({self._giving}, timeout=LAST_FRAMES_S)
        self._giving.cancel()
        await asyncio.gather(self._taking, self._giving, return_exceptions=True)

    def _next(self, late_s: float) -> Samples:
        """Return the next frame; once the pace is kept again, a stall's backlog goes in pauses."""
        while late_s < FRAME_S and len(self._coming) > 1 and _is_quiet(self._coming[0]):
            self._coming.popleft()
        return self._coming.popleft() if self._coming else np.zeros(FRAME, np.int16)

    async def _wait(self, seconds: float) -> None:
        self._arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            pass

    async def _take(self) -> None:
        """The call's edge: whatever goes wrong with a browser is an input."""
        try:
            while (frame := await self._receive()) is not None:
                if isinstance(frame, bytes):
                    self._hear(frame)
                elif len(frame) <= LONGEST_TEXT:
                    self._understand(frame)
                await asyncio.sleep(0)  # a flood leaves the loop to others
        except Exception as error:  # noqa: BLE001 - one of the three edges: a call
            self._lose(f"socket.{type(error).__name__}")
        else:
            self._leave()

    def _hear(self, data: bytes) -> None:
        most = MOST_COMING * FRAME * 2
        whole = data[: len(data) // 2 * 2][-most:]
        sound = np.concatenate([self._rest, np.frombuffer(whole, "<i2").astype(np.int16)])
        cut = len(sound) // FRAME * FRAME
        self._coming.extend(sound[:cut].reshape(-1, FRAME))
        self._rest = sound[cut:]
        self._arrived.set()

    def _understand(self, text: str) -> None:
        try:
            said = _decode(text)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return
        if isinstance(said, _HangUp):
            self._leave()
        elif self._inbox is not None and self._is_a_finger():
            self._inbox.put(KeyPressed, key=said.key)

    def _is_a_finger(self) -> bool:
        now = asyncio.get_running_loop().time()
        if len(self._keys) == KEYS_A_SECOND and now - self._keys[0] < 1:
            return False
        self._keys.append(now)
        return True

    async def _give(self) -> None:
        """The call's edge: a browser that takes nothing any more is lost."""
        try:
            while self._going or not self._hung_up:
                if self._going:
                    async with asyncio.timeout(STALLED_S):
                        await self._send(self._going.popleft())
                else:
                    self._to_go.clear()
                    await self._to_go.wait()
        except TimeoutError:
            self._lose("browser_stalled")
        except Exception as error:  # noqa: BLE001 - one of the three edges: a call
            self._lose(f"socket.{type(error).__name__}")

    def _say(self, what: dict[str, str]) -> None:
        self._going.append(json.dumps(what, separators=(",", ":")))
        self._to_go.set()

    def _leave(self) -> None:
        self._end(CallerHungUp)

    def _lose(self, code: str) -> None:
        self._end(MediaLost, code=code)

    def _end(self, kind: type[AnyInput], **facts: str) -> None:
        if not self._over and self._inbox is not None:
            self._inbox.put(kind, **facts)
        self._over = True
        self._arrived.set()


def _is_quiet(frame: Samples) -> bool:
    return int(np.abs(frame.astype(np.int32)).max()) < QUIET
