"""A telephone line inside the process: what a room is to a real call, in twenty lines."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.inbox import Inbox

Samples = NDArray[np.int16]

FRAME: Final = 320
"""20 ms at 16 kHz."""
FRAME_S: Final = 0.02
AUDIBLE: Final = 100
COMFORT: Final = 3
"""Peak of the line's idle noise, in sample units: no telephone is digitally silent."""


class LocalLine:
    """Carries the caller's sound to the agent in real time; the agent's is for the recording."""

    def __init__(self) -> None:
        """Lay the line; it is silent."""
        self._frames: asyncio.Queue[Samples | None] = asyncio.Queue()
        self._speech = np.zeros(0, np.int16)
        self._noise = np.random.default_rng(1)
        self.quiet = asyncio.Event()
        """Set while the caller is not speaking."""
        self.quiet.set()
        self.gaps_ms: list[int] = []
        """From the caller's last sample to the agent's first, for each answer."""
        self._spoke_at = 0.0

    async def frames(self) -> AsyncIterator[Samples]:
        """Yield the caller's sound, 20 ms of 16 kHz mono a time, until the line is cut."""
        while (frame := await self._frames.get()) is not None:
            yield frame

    def attach(self, inbox: Inbox) -> None:
        """Nothing but sound comes over this line; its caller hangs up by itself."""

    async def push(self, frame: Samples) -> None:
        """Take the agent's sound: the first of it after the caller's last ends a response gap."""
        if self._spoke_at and np.abs(frame).max() > AUDIBLE:
            self.gaps_ms.append(round((monotonic() - self._spoke_at) * 1_000))
            self._spoke_at = 0.0

    def clear(self) -> None:
        """Nothing waits on this line: what is pushed has been heard."""

    async def hang_up(self) -> None:
        """End the line."""
        self.cut()

    def speak(self, sound: Samples) -> None:
        """Have the caller say this (16 kHz mono, already degraded by the telephone)."""
        self._speech = np.concatenate([self._speech, sound])
        self.quiet.clear()

    def cut(self) -> None:
        """End the line."""
        self._frames.put_nowait(None)

    async def run(self) -> None:
        """Carry sound at the pace of a telephone until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self._frames.put_nowait(self._next())
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _next(self) -> Samples:
        said, self._speech = self._speech[:FRAME], self._speech[FRAME:]
        if len(said) and not len(self._speech):
            self._spoke_at = monotonic()
            self.quiet.set()
        noise = self._noise.integers(-COMFORT, COMFORT + 1, FRAME, dtype=np.int16)
        noise[: len(said)] += said
        return noise
