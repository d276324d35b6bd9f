"""RTP packets as bytes: sound, and keys as RFC 2833 events."""

import struct
from collections.abc import Iterator
from typing import Final

import msgspec

PACKET: Final = 160
"""Samples, and bytes of G.711, in 20 ms."""
PACKET_S: Final = 0.02
KEYS: Final = "0123456789*#"
KEY_PACKETS: Final = 8
"""Five while the key is down, and its end three times."""
KEY_ENDS: Final = 3
KEY_VOLUME: Final = 10
_HEADER: Final = struct.Struct("!BBHII")
_VERSION: Final = 0x80
_MARK: Final = 0x80


class Packet(msgspec.Struct, frozen=True):
    """One packet that came in."""

    at: float
    """Wall clock of its arrival, by the kernel, seconds."""
    payload_type: int
    sequence: int
    timestamp: int
    payload: bytes


class Header(msgspec.Struct, frozen=True):
    """Where a packet stands in its stream; both counters wrap on the wire only."""

    sequence: int
    timestamp: int
    ssrc: int


def pack(header: Header, payload: bytes, *, kind: int, mark: bool = False) -> bytes:
    """Write a packet of payload type `kind`."""
    second = kind | (_MARK if mark else 0)
    packed = _HEADER.pack(
        _VERSION, second, header.sequence & 0xFFFF, header.timestamp & 0xFFFFFFFF, header.ssrc
    )
    return packed + payload


def unpack(data: bytes, at: float) -> Packet | None:
    """Read a packet; `None` for what is not RTP."""
    if len(data) < _HEADER.size or data[0] >> 6 != 2:
        return None
    _, second, sequence, timestamp, _ = _HEADER.unpack_from(data)
    return Packet(at, second & 0x7F, sequence, timestamp, data[_HEADER.size :])


def key_payloads(key: str) -> Iterator[bytes]:
    """Yield the eight payloads of one key, 20 ms apart, all with the first one's timestamp."""
    code = KEYS.index(key)
    for index in range(KEY_PACKETS):
        ending = index >= KEY_PACKETS - KEY_ENDS
        length = min(index + 1, KEY_PACKETS - KEY_ENDS) * PACKET
        yield struct.pack("!BBH", code, (0x80 if ending else 0) | KEY_VOLUME, length)
