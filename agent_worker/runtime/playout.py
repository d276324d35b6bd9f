"""Our voice, ten milliseconds at a time: the one writer of a line's outgoing sound.

Position is exact, so a pause loses no word and a read-back that was cut is known to have been.
The first frames go out in one burst: livekit-sip's mixer waits for three packets before it starts.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.inbox import Inbox
from spine.events.inputs import AnyInput, PlayoutDone, PlayoutStopped, SpeakingFailed
from spine.ids import UtteranceId

Samples = NDArray[np.int16]

RATE_HZ: Final = 16_000
FRAME_MS: Final = 10
FRAME: Final = RATE_HZ * FRAME_MS // 1_000
BURST: Final = 7
"""Frames that run ahead of the clock."""
DUCKED: Final = 0.35
"""Gain while the caller may be starting to speak."""


class Sink(Protocol):
    """Where our sound goes: a room's track or an in-process caller."""

    async def push(self, frame: Samples) -> None:
        """Take one frame of 10 ms, 16 kHz mono; return at once."""
        ...

    def clear(self) -> None:
        """Drop what was taken and is not heard yet, where the line can: what follows is new."""
        ...


class Rendered(Protocol):
    """Sound of an utterance."""

    @property
    def pcm(self) -> Samples:
        """16 kHz mono."""
        ...

    @property
    def line_ends(self) -> tuple[int, ...]:
        """For each line, the sample after its last."""
        ...


class Playout:
    """Plays one utterance at a time; its end is an input."""

    def __init__(
        self, sink: Sink, inbox: Inbox, played: Callable[[Samples, int], None] | None = None
    ) -> None:
        """Play into `sink`; `played(frame, at_ms)` sees each frame with the time it is heard at."""
        self._sink = sink
        self._inbox = inbox
        self._played = played or (lambda _frame, _at_ms: None)
        self._utterance: UtteranceId | None = None
        self._sound: Rendered | None = None
        self._position = 0
        self._gain = 1.0
        self._target = 1.0
        self._going = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def ready(self) -> None:
        """Prepare for an utterance that is being synthesised: one still being played is cut."""
        self._cut()
        self._gain = self._target = 1.0
        self._going.set()

    def play(self, utterance: UtteranceId, sound: Rendered) -> None:
        """Begin, unless `pause` came first."""
        self._utterance, self._sound, self._position = utterance, sound, 0
        self._task = asyncio.create_task(self._run(utterance, sound))

    def duck(self) -> None:
        """Go on at a lower level."""
        self._target = DUCKED

    def pause(self) -> None:
        """Fall silent within a frame, keeping the position."""
        self._going.clear()

    def resume(self) -> None:
        """Go on from the kept position at full level."""
        self._target = 1.0
        self._going.set()

    def stop(self, utterance: UtteranceId) -> None:
        """Drop the rest of this utterance and report how far it got."""
        if self._utterance == utterance:
            self._cut()

    async def close(self) -> None:
        """Fall silent for good."""
        task, self._task, self._utterance = self._task, None, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _cut(self) -> None:
        if self._utterance is None or self._sound is None:
            return
        if self._task is not None:
            self._task.cancel()
        self._sink.clear()  # a pause clears nothing: the burst, played to its end, loses no word
        stopped = self._utterance
        self._utterance = None
        self._inbox.put(
            PlayoutStopped,
            utterance=stopped,
            position_ms=self._position * 1_000 // RATE_HZ,
            lines_done=sum(end <= self._position for end in self._sound.line_ends),
        )

    async def _run(self, utterance: UtteranceId, sound: Rendered) -> None:
        """The call's edge: a line that takes no sound is a voice that nobody hears."""
        try:
            await self._play(sound)
        except Exception as error:  # noqa: BLE001 - one of the three edges: a call
            self._over(utterance, SpeakingFailed, code=type(error).__name__)
        else:
            self._over(utterance, PlayoutDone)

    def _over(self, utterance: UtteranceId, kind: type[AnyInput], **facts: str) -> None:
        if self._utterance == utterance:
            self._utterance = None
            self._inbox.put(kind, utterance=utterance, **facts)

    async def _play(self, sound: Rendered) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() - BURST * FRAME_MS / 1_000
        heard_ms = int(self._inbox.now_ms())
        while self._position < len(sound.pcm):
            if not self._going.is_set():
                await self._going.wait()
                due = loop.time() - BURST * FRAME_MS / 1_000
            heard_ms = max(heard_ms, int(self._inbox.now_ms()))
            await self._push(sound, heard_ms)
            heard_ms += FRAME_MS
            due += FRAME_MS / 1_000
            ahead = due - loop.time()
            if ahead > 0:
                await asyncio.sleep(ahead)
        await asyncio.sleep(max(0, heard_ms - self._inbox.now_ms()) / 1_000)

    async def _push(self, sound: Rendered, heard_ms: int) -> None:
        frame = sound.pcm[self._position : self._position + FRAME]
        self._position += len(frame)
        if len(frame) < FRAME:
            frame = np.pad(frame, (0, FRAME - len(frame)))
        if self._gain != 1.0 or self._target != 1.0:
            ramp = np.linspace(self._gain, self._target, FRAME, dtype=np.float32)
            frame = (frame * ramp).astype(np.int16)
            self._gain = self._target
        self._played(frame, heard_ms)
        await self._sink.push(frame)
