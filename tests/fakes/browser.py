"""A browser at the other end of a WebSocket: sends what its microphone takes, keeps what it got."""

import asyncio
import json
from typing import Any, Final

import numpy as np

from agent_worker.runtime.audio import Pcm

FRAME: Final = 320
FRAME_S: Final = 0.02


class FakeBrowser:
    """Its two ends are `receive` and `send`, as the API hands them to a call."""

    def __init__(self) -> None:
        self.up: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self.got: list[bytes | str] = []
        self.takes = asyncio.Event()
        """Cleared: it has stalled and takes nothing."""
        self.takes.set()
        self.breaks: Exception | None = None
        """Raised by the socket from now on."""
        self._speech = np.zeros(0, np.int16)

    async def receive(self) -> bytes | str | None:
        """The next frame; None for good when it has left."""
        if self.breaks is not None:
            raise self.breaks
        frame = await self.up.get()
        if frame is None:
            self.up.put_nowait(None)
        return frame

    async def send(self, frame: bytes | str) -> None:
        """Take a frame, when it takes any."""
        await self.takes.wait()
        if self.breaks is not None:
            raise self.breaks
        self.got.append(frame)

    async def run(self) -> None:
        """Send the microphone's sound at its pace until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += FRAME_S
            await asyncio.sleep(due - loop.time())
            self.up.put_nowait(self._take().tobytes())

    def speak(self, sound: Pcm) -> None:
        """Make a sound from now on."""
        self._speech = np.concatenate([self._speech, sound])

    def leave(self) -> None:
        """Close the tab."""
        self.up.put_nowait(None)

    @property
    def words(self) -> list[dict[str, Any]]:
        """What it was told in words."""
        return [json.loads(one) for one in self.got if isinstance(one, str)]

    @property
    def heard(self) -> Pcm:
        """What it was given to play."""
        sound = b"".join(one for one in self.got if isinstance(one, bytes))
        return np.frombuffer(sound, "<i2").astype(np.int16)

    def _take(self) -> Pcm:
        said, self._speech = self._speech[:FRAME], self._speech[FRAME:]
        return np.pad(said, (0, FRAME - len(said))).astype("<i2")
