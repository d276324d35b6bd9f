"""Samples: one type, one rate inside, and every border asserts the rate that it was given."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import soxr
from livekit import rtc
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
"""Mono samples, shape (n,)."""
Wave = NDArray[np.float32]
"""Mono samples from -1 to 1, shape (n,)."""

RATE_HZ: Final = 16_000
"""Hearing, playout, recogniser and recorder: everything between two borders runs at this rate."""
FULL_SCALE: Final = 32_768.0
SILENT_DBFS: Final = -120.0


def to_wave(pcm: Pcm) -> Wave:
    """Scale integers to floats."""
    return pcm.astype(np.float32) / np.float32(FULL_SCALE)


def to_pcm(wave: Wave) -> Pcm:
    """Scale floats to integers, clipping."""
    scaled = np.clip(wave * FULL_SCALE, -FULL_SCALE, FULL_SCALE - 1)
    pcm: Pcm = np.rint(scaled).astype(np.int16)
    return pcm


def resample(pcm: Pcm, from_hz: int, to_hz: int) -> Pcm:
    """Change the rate of a whole clip (not of a stream: its ends are filtered as silence)."""
    if from_hz == to_hz:
        return pcm
    changed: Pcm = soxr.resample(pcm, from_hz, to_hz)
    return changed


def frame_pcm(frame: rtc.AudioFrame, rate_hz: int = RATE_HZ) -> Pcm:
    """Return a frame's samples.

    Raises:
        ValueError: If the frame has another rate or is not mono. Fed at 8 kHz, a 16 kHz model
            hears everything at double speed, and shreds phone numbers without a word.
    """
    if frame.sample_rate != rate_hz or frame.num_channels != 1:
        got = f"{frame.sample_rate} Hz in {frame.num_channels} channels"
        message = f"expected {rate_hz} Hz mono, got {got}"
        raise ValueError(message)
    return np.frombuffer(frame.data, dtype=np.int16)


def as_frame(pcm: Pcm, rate_hz: int = RATE_HZ) -> rtc.AudioFrame:
    """Wrap samples in a LiveKit frame."""
    return rtc.AudioFrame(pcm.tobytes(), rate_hz, 1, len(pcm))


def cut(pcm: Pcm, samples: int) -> Iterator[Pcm]:
    """Cut into pieces of `samples`, the last one filled up with silence."""
    for start in range(0, len(pcm), samples):
        piece = pcm[start : start + samples]
        yield piece if len(piece) == samples else np.pad(piece, (0, samples - len(piece)))


def rms_dbfs(pcm: Pcm) -> float:
    """Level of the whole clip; `SILENT_DBFS` for nothing at all."""
    if not len(pcm):
        return SILENT_DBFS
    mean_square = float(np.mean(np.square(pcm.astype(np.float64) / FULL_SCALE)))
    return max(SILENT_DBFS, 10 * float(np.log10(max(mean_square, 1e-12))))


def levels_dbfs(pcm: Pcm, samples: int) -> NDArray[np.float64]:
    """Level of each whole piece of `samples`, shape (len(pcm) // samples,)."""
    whole = len(pcm) // samples
    pieces = pcm[: whole * samples].astype(np.float64).reshape(whole, samples) / FULL_SCALE
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(np.mean(pieces**2, axis=1), 1e-12))
    return levels
