"""Every clip as loud as every other, with no silence at its ends: lines are joined from many."""

from typing import Final

import numpy as np

from agent_worker.runtime.audio import FULL_SCALE, RATE_HZ, Pcm, levels_dbfs

PIECE: Final = RATE_HZ // 100
VOICE_DBFS: Final = -50.0
"""What is quieter is silence, for a clip that fills the scale."""
BELOW_LOUDEST_DB: Final = 40.0
LEAD: Final = 2
TAIL: Final = 4
"""Pieces of 10 ms kept before the first and after the last voiced one: consonants are quiet."""
TARGET_DBFS: Final = -20.0
PEAK: Final = 0.95


def trim(pcm: Pcm) -> Pcm:
    """Cut the silence off both ends of a 16 kHz clip."""
    levels = levels_dbfs(pcm, PIECE)
    if not len(levels):
        return pcm
    least = max(VOICE_DBFS, float(levels.max()) - BELOW_LOUDEST_DB)
    voiced = np.flatnonzero(levels >= least)
    if not len(voiced):
        return pcm
    start = max(0, int(voiced[0]) - LEAD) * PIECE
    return pcm[start : (int(voiced[-1]) + 1 + TAIL) * PIECE]


def level(pcm: Pcm) -> Pcm:
    """Bring the voiced part of a 16 kHz clip to `TARGET_DBFS`, its peaks under `PEAK`."""
    levels = levels_dbfs(pcm, PIECE)
    voiced = levels[levels > VOICE_DBFS]
    if not len(voiced):
        return pcm
    power = float(np.mean(10 ** (voiced / 10)))
    gain = 10 ** (TARGET_DBFS / 20) / power**0.5
    loudest = float(np.abs(pcm.astype(np.float32)).max()) / FULL_SCALE
    scaled = pcm.astype(np.float32) * min(gain, PEAK / loudest)
    levelled: Pcm = np.rint(scaled).astype(np.int16)
    return levelled
