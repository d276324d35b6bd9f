"""How a journal's records lie in a file, and what can be read of a damaged one.

    magic "SFJ1" | length u32 | epoch u32 | crc32 u32 | body

The checksum is seeded and covers magic, length and epoch too, so neither a run of zeros nor a
flipped length is ever a record. All numbers are little-endian.
"""

import zlib
from collections.abc import Sequence
from struct import Struct
from typing import Final, NewType

import msgspec

Epoch = NewType("Epoch", int)
"""Which lease a record was written under; each writer's is higher than those before."""

MAGIC: Final = b"SFJ1"
MIN_BODY: Final = 2
MAX_BODY: Final = 4 * 1024 * 1024
_HEAD: Final = Struct("<4sII")
_CRC: Final = Struct("<I")
OVERHEAD: Final = _HEAD.size + _CRC.size
_SEED: Final = zlib.crc32(b"a SpotFunnel journal")


class Record(msgspec.Struct, frozen=True):
    """One whole record."""

    epoch: Epoch
    body: bytes


class Damage(msgspec.Struct, frozen=True):
    """Bytes that are no record. At the tail of a file: a write that was cut. Before: damage."""

    offset: int
    length: int


class Scan(msgspec.Struct, frozen=True):
    """What a file holds."""

    records: tuple[Record, ...]
    end: int
    """Where the last whole record ends."""
    torn: Damage | None
    """The cut write after it, if any."""
    corrupt: tuple[Damage, ...]
    """Damage with whole records after it: a report, never cut off."""


def frame(epoch: Epoch, body: bytes) -> bytes:
    """Return one record's bytes.

    Raises:
        ValueError: If the body is shorter than `MIN_BODY` or longer than `MAX_BODY`.
    """
    if not MIN_BODY <= len(body) <= MAX_BODY:
        raise ValueError(f"a record of {len(body)} bytes")
    head = _HEAD.pack(MAGIC, len(body), epoch)
    return head + _CRC.pack(_checksum(head, body)) + body


def scan(data: bytes) -> Scan:
    """Read everything that is whole in a file's bytes."""
    records: list[Record] = []
    corrupt: list[Damage] = []
    at = end = 0
    while at < len(data):
        found = _record_at(data, at)
        if found is None:
            at = _next_record(data, at + 1)
            continue
        if at > end:
            corrupt.append(Damage(end, at - end))
        records.append(found)
        at = end = at + OVERHEAD + len(found.body)
    torn = Damage(end, len(data) - end) if end < len(data) else None
    return Scan(tuple(records), end, torn, tuple(corrupt))


def join(stored: Sequence[bytes]) -> bytes:
    """Return one body of an input and what was decided on it: whole on disk or not there."""
    return b"\n".join(stored)


def split(body: bytes) -> tuple[bytes, ...]:
    """Return what `join` was given: stored bytes hold no newline."""
    return tuple(body.split(b"\n"))


def _record_at(data: bytes, at: int) -> Record | None:
    if len(data) - at < OVERHEAD:
        return None
    magic, length, epoch = _HEAD.unpack_from(data, at)
    begin = at + OVERHEAD
    if magic != MAGIC or not MIN_BODY <= length <= min(MAX_BODY, len(data) - begin):
        return None
    body = data[begin : begin + length]
    (checksum,) = _CRC.unpack_from(data, at + _HEAD.size)
    if checksum != _checksum(data[at : at + _HEAD.size], body):
        return None
    return Record(Epoch(epoch), body)


def _next_record(data: bytes, start: int) -> int:
    at = data.find(MAGIC, start)
    return len(data) if at < 0 else at


def _checksum(head: bytes, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(head, _SEED))
