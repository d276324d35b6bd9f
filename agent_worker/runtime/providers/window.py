"""The sound of one segment as it grows, and how far into it there is voice."""

from typing import Final

import numpy as np

from agent_worker.runtime.audio import RATE_HZ, SILENT_DBFS, Pcm, rms_dbfs

BELOW_LOUDEST_DB: Final = 26.0
"""A frame this far under the segment's loudest, or further, carries no voice."""
FLOOR_DBFS: Final = -60.0
CUT_AFTER: Final = 24 * RATE_HZ
"""Samples after which a window is cut, at a quiet place among its last four seconds."""
CUT_WITHIN: Final = 4 * RATE_HZ


class Window:
    """Frames since the segment began, or since it was last cut."""

    def __init__(self) -> None:
        self._frames: list[Pcm] = []
        self._levels: list[tuple[int, float]] = []
        self._loudest_dbfs = SILENT_DBFS
        self.samples = 0

    def push(self, pcm: Pcm) -> None:
        """Append a frame."""
        self._frames.append(pcm)
        self.samples += len(pcm)
        level = rms_dbfs(pcm)
        self._levels.append((self.samples, level))
        self._loudest_dbfs = max(self._loudest_dbfs, level)

    def pcm(self) -> Pcm:
        """Return everything so far."""
        return np.concatenate(self._frames) if self._frames else np.zeros(0, np.int16)

    def voiced_until(self) -> int:
        """Return the sample after the last frame with voice in it, 0 for none."""
        least_dbfs = max(FLOOR_DBFS, self._loudest_dbfs - BELOW_LOUDEST_DB)
        for end, level in reversed(self._levels):
            if level >= least_dbfs:
                return end
        return 0

    @property
    def is_too_long(self) -> bool:
        """Whether it must be cut before it outgrows what the recogniser takes at once."""
        return self.samples > CUT_AFTER

    def cut(self) -> "Window":
        """Keep what lies before the quietest frame of the last seconds; return the rest."""
        recent = [
            (level, index)
            for index, (end, level) in enumerate(self._levels)
            if end > self.samples - CUT_WITHIN
        ]
        _, at = min(recent)
        rest = Window()
        for frame in self._frames[at:]:
            rest.push(frame)
        self._frames, self._levels = self._frames[:at], self._levels[:at]
        self.samples = self._levels[-1][0] if self._levels else 0
        return rest
