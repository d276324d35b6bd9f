"""The simulated caller's voice: the offline synthesiser as another person, over a telephone line.

One voice comes with the synthesiser and the agent has it. Played slower, it is deeper and its
mouth is larger; synthesised faster to make up for it, it is a man at a natural pace.
"""

import random
import re
import threading
from typing import Final

import numpy as np
import soxr

from agent_worker.runtime.audio import RATE_HZ, Pcm
from agent_worker.runtime.g711 import Law, telephone
from agent_worker.runtime.leveller import level, trim
from agent_worker.runtime.providers.hibari import RATE_HZ as VOICE_HZ
from agent_worker.runtime.providers.hibari import HibariVoice
from stress.decode import SPOKEN

DEPTHS: Final = (0.81, 0.84, 0.88)
"""Pitch as a part of the agent's; each is a caller. Of 20 random mobiles through A-law, Whisper
with hints had 19, 19 and 20 right; 0.78 gave 18, 1.15 (a child) 17."""
PACE: Final = 0.92
"""A caller who dictates a number is a little slower; at 1.0 each depth loses one number more."""
MOUTH_TO_LINE: Final = 0.6
"""Callers are a little quieter than the agent."""


class CallerVoice:
    """One caller's way of speaking, drawn by seed: the same seed and text give the same sound."""

    def __init__(self, seed: int = 0, *, law: Law = "alaw") -> None:
        """Load the voice: blocks for about a second."""
        self.depth: Final = random.Random(seed).choice(DEPTHS)
        self._law: Law = law
        self._voice = HibariVoice(threads=1)
        self._lock = threading.Lock()

    def __call__(self, text: str) -> Pcm:
        """Return what arrives at our end of the line. 16 kHz mono; blocking, some 50 ms."""
        with self._lock:
            said = self._voice.say(as_spoken(text), speed=PACE / self.depth)
        deeper = soxr.resample(said, VOICE_HZ * self.depth, RATE_HZ)
        clean = level(trim(np.asarray(deeper, np.int16)))
        return telephone((clean * MOUTH_TO_LINE).astype(np.int16), RATE_HZ, self._law)


def as_spoken(text: str) -> str:
    """Say figures the way callers do, digit by digit: `0491 570` is "oh four nine one, five…".

    Figures of one or two digits are left: "at 5 Hill Street" is no telephone number.
    """

    def say(figures: re.Match[str]) -> str:
        return " ".join(SPOKEN[digit] for digit in figures.group()) + ","

    return re.sub(r"[0-9]{3,}", say, text, flags=re.ASCII).rstrip(",")
