"""A call's recording: ranges of it, and its outline."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from platform_api.calls.models import Peaks
from platform_api.problems import Refused

CHUNK: Final = 1 << 18
POINTS: Final = 1_000
HEADER: Final = 44
CHANNELS: Final = 2
RATE_HZ: Final = 16_000
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Part(msgspec.Struct, frozen=True):
    """Bytes `first` to `last` of `size`, both counted from 0 and included."""

    first: int
    last: int
    size: int
    whole: bool

    @property
    def length(self) -> int:
        """Return how many bytes that are."""
        return self.last - self.first + 1


class Sound(msgspec.Struct, frozen=True):
    """A recording as it lies there; one of a call in progress grows."""

    path: Path
    size: int
    changed_ns: int

    @property
    def etag(self) -> str:
        """Return a tag that changes with the file."""
        return f'"{self.size:x}-{self.changed_ns:x}"'


def find_sound(path: Path) -> Sound | None:
    """Return a recording, if there is one."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Sound(path, found.st_size, found.st_mtime_ns) if found.st_size > HEADER else None


def part_of(sound: Sound, asked: str | None, if_range: str | None) -> Part:
    """Return what a Range header asks for; a header that is none of bytes, or of several, is none.

    Raises:
        Refused: 416, if no byte of the file is in it.
    """
    size = sound.size
    everything = Part(0, size - 1, size, whole=True)
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found.group(0) == "bytes=-" or (if_range and if_range != sound.etag):
        return everything
    first, last = found.groups()
    if not first:
        wanted = int(last)
        part = Part(max(0, size - wanted), size - 1, size, whole=False)
        return part if wanted else _unsatisfiable(size)
    begin, end = int(first), int(last) if last else size - 1
    if end < begin and last:
        return everything  # not a range at all, says RFC 9110
    return (
        Part(begin, min(end, size - 1), size, whole=False) if begin < size else _unsatisfiable(size)
    )


async def read_part(path: Path, part: Part) -> AsyncIterator[bytes]:
    """Read a part, in threads; ends early where the file was erased meanwhile."""
    file = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, part.first)
        left = part.length
        while left and (chunk := await asyncio.to_thread(file.read, min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    finally:
        file.close()


@lru_cache(maxsize=256)
def peaks_of(sound: Sound) -> Peaks:
    """Return the outline of both sides; computed once for each state of the file."""
    raw = sound.path.read_bytes()[HEADER : sound.size]
    both = np.frombuffer(raw[: len(raw) // 4 * 4], np.dtype("<i2")).reshape(-1, CHANNELS)
    duration_ms = len(both) * 1_000 // RATE_HZ
    if not len(both):
        return Peaks(duration_ms=0, caller=(), agent=())
    points = min(POINTS, len(both))
    starts = np.linspace(0, len(both), points, endpoint=False).astype(np.int64)
    loudest = np.maximum.reduceat(np.abs(both.astype(np.int32)), starts, axis=0) / 32_768
    caller, agent = (tuple(round(float(one), 3) for one in side) for side in loudest.T)
    return Peaks(duration_ms=duration_ms, caller=caller, agent=agent)


def _unsatisfiable(size: int) -> Part:
    headers = {"Content-Range": f"bytes */{size}"}
    raise Refused(416, "request.range", "no byte of the recording is in that range", headers)
