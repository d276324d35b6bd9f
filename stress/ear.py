"""How a caller on a telephone hears: sound only, recognised, a sentence at a time."""

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.audio import RATE_HZ, resample
from agent_worker.runtime.providers.whisper_model import WhisperModel, whisper_model
from agent_worker.runtime.providers.worker import Urgency

Samples = NDArray[np.int16]

LINE_HZ: Final = 8_000
LOUD: Final = 300
"""Peak, in sample units, of a 20 ms frame with speech in it: the line itself is quiet."""
DONE_MS: Final = 700
"""Silence after which the agent has said what it had to say."""
FRAME_MS: Final = 20
NO_SOUND: Final = np.zeros(0, np.int16)


class Ear:
    """Collects what the agent says until it stops."""

    def __init__(self) -> None:
        """Load the recogniser: blocks for about a second."""
        self._model: WhisperModel = whisper_model(1)
        self._frames: list[Samples] = []
        self._quiet_ms = 0
        self._spoken = False

    def hear(self, frame: Samples) -> Samples | None:
        """Take 20 ms of 8 kHz; return a whole utterance when the agent has stopped speaking."""
        loud = bool(np.abs(frame.astype(np.int32)).max() > LOUD)
        self._spoken = self._spoken or loud
        self._quiet_ms = 0 if loud else self._quiet_ms + FRAME_MS
        if not self._spoken:
            self._frames = [*self._frames[-10:], frame]
            return None
        self._frames.append(frame)
        if self._quiet_ms < DONE_MS:
            return None
        return self.rest()

    def rest(self) -> Samples:
        """Return what the agent was still saying, and be ready for the next utterance."""
        said, self._frames, self._spoken = [*self._frames, NO_SOUND], [], False
        return np.concatenate(said)

    async def understand(self, said: Samples) -> str:
        """Recognise an utterance, in a thread: about 0.2 s."""
        sound = resample(said, LINE_HZ, RATE_HZ)
        job = partial(self._model.decode, sound)
        return (await self._model.worker.submit(job, Urgency.FINAL)).text
