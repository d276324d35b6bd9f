"""G.711, the sound of a telephone line: both laws by table, exact to ITU-T G.711.

Decoding is the definition (8 bits to a 14- or 13-bit value); encoding picks the code whose decision
interval holds the sample, and takes a negative sample's complement for its size, as the ITU's
reference coder does.

Source:
    docs/sources.md#itu-g711 (tables 1a to 2b).
"""

import functools
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from agent_worker.runtime.audio import Pcm, resample

Law = Literal["alaw", "mulaw"]
Codes = NDArray[np.uint8]

LINE_HZ: Final = 8_000
CODES: Final = 256
A_EVEN_BITS: Final = 0x55
"""A-law inverts every other bit on the line."""
MU_BIAS: Final = 33
MU_MOST: Final = 8_191


def encode(pcm: Pcm, law: Law) -> Codes:
    """Code 16-bit samples, one byte each."""
    codes: Codes = _encode_table(law)[pcm.astype(np.int32) + 32_768]
    return codes


def decode(codes: Codes, law: Law) -> Pcm:
    """Decode bytes to 16-bit samples."""
    pcm: Pcm = _decode_table(law)[codes]
    return pcm


def telephone(pcm: Pcm, rate_hz: int, law: Law) -> Pcm:
    """Send a whole clip through a telephone line: 8 kHz, coded and decoded, back at `rate_hz`."""
    narrow = decode(encode(resample(pcm, rate_hz, LINE_HZ), law), law)
    return resample(narrow, LINE_HZ, rate_hz)


@functools.cache
def _decode_table(law: Law) -> Pcm:
    codes = np.arange(CODES)
    return (_a_value(codes) if law == "alaw" else _mu_value(codes)).astype(np.int16)


@functools.cache
def _encode_table(law: Law) -> Codes:
    samples = np.arange(-32_768, 32_768)
    return (_a_code(samples) if law == "alaw" else _mu_code(samples)).astype(np.uint8)


def _a_value(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """13 bits with sign in table 1a, here shifted up to 16."""
    plain = codes ^ A_EVEN_BITS
    segment, step = plain >> 4 & 7, plain & 15
    low = 2 * step + 1
    magnitude = np.where(segment == 0, low, (low + 32) << np.maximum(segment - 1, 0))
    signed: NDArray[np.int64] = np.where(plain & 0x80, magnitude, -magnitude)
    return signed * 8


def _a_code(samples: NDArray[np.int64]) -> NDArray[np.int64]:
    size = np.where(samples < 0, ~samples, samples) >> 4
    segment = np.maximum(0, np.floor(np.log2(np.maximum(size, 1))).astype(np.int64) - 3)
    step = size >> np.maximum(segment - 1, 0) & 15
    code: NDArray[np.int64] = np.where(samples < 0, 0, 0x80) | segment << 4 | step
    return code ^ A_EVEN_BITS


def _mu_value(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """14 bits with sign in table 2a, here shifted up to 16."""
    plain = ~codes & 0xFF
    segment, step = plain >> 4 & 7, plain & 15
    magnitude = ((2 * step + MU_BIAS) << segment) - MU_BIAS
    signed: NDArray[np.int64] = np.where(plain & 0x80, -magnitude, magnitude)
    return signed * 4


def _mu_code(samples: NDArray[np.int64]) -> NDArray[np.int64]:
    size = np.minimum((np.where(samples < 0, ~samples, samples) >> 2) + MU_BIAS, MU_MOST)
    segment = np.floor(np.log2(size)).astype(np.int64) - 5
    step = size >> segment + 1 & 15
    code: NDArray[np.int64] = np.where(samples < 0, 0x80, 0) | segment << 4 | step
    return ~code & 0xFF
