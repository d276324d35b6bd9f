"""The sound of one call: 160 samples every 20 ms out, whatever comes in kept with its arrival."""

import random
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

import msgspec
import numpy as np

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.g711 import Law, decode, encode
from stress.rtp_wire import PACKET, PACKET_S, Header, Packet, key_payloads, pack, unpack
from stress.sip_wire import EVENT_PAYLOAD, PAYLOAD, Address

LOOPBACK: Final = "127.0.0.1"
SO_TIMESTAMPNS: Final = 35
"""Ask the kernel when a packet came; Python's socket module has no name for it."""


class Loop(Protocol):
    """What runs us."""

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Do something at a time of the monotonic clock."""
        ...

    def listen(self, ear: socket.socket, act: Callable[[], None]) -> None:
        """Do something whenever there is something to read."""
        ...

    def forget(self, ear: socket.socket) -> None:
        """Stop listening and close it."""
        ...


class Utterance(msgspec.Struct):
    """Something said; its times are filled in as it leaves. Wall clock, seconds; 0: not yet."""

    codes: bytes
    last_sample: int
    """Index of the last sample that holds speech."""
    began_at: float = 0.0
    speech_ended_at: float = 0.0
    """When the packet with the last sample of speech left."""
    first_sequence: int = -1
    last_sequence: int = -1
    """The packets' numbers, by which a probe finds them."""


class RtpStream:
    """Sends and receives from one port."""

    def __init__(self, loop: Loop, law: Law) -> None:
        """Take a port; nothing is sent until `start`."""
        self.received: list[Packet] = []
        self.keys: list[int] = []
        """Codes of keys pressed over there."""
        self._loop = loop
        self._law: Law = law
        self._quiet = encode(np.zeros(PACKET, np.int16), law).tobytes()
        self._ear = stamped_socket()
        self.port: Final[int] = self._ear.getsockname()[1]
        """Where our sound comes from and theirs goes to."""
        self._media: Address | None = None
        self._header = Header(
            sequence=random.randrange(30_000),
            timestamp=random.randrange(1 << 30),
            ssrc=random.getrandbits(32),
        )
        self._began, self._ticks, self._said = 0.0, 0, 0
        self._speech: deque[Utterance] = deque()
        self._pressed: deque[tuple[int, bytes]] = deque()
        self._key_timestamp = 0
        loop.listen(self._ear, self._take)

    def start(self, media: Address) -> None:
        """Send there, from now on."""
        self._media = media
        self._began = time.monotonic()
        self._loop.at(self._began, self._tick)

    def close(self) -> None:
        """Fall silent."""
        self._media = None
        self._loop.forget(self._ear)

    def say(self, pcm: Pcm, last_sample: int | None = None) -> Utterance:
        """Say a clip (8 kHz), after what is still being said; returns at once."""
        codes = encode(pcm, self._law).tobytes()
        spoken = Utterance(codes, len(pcm) - 1 if last_sample is None else last_sample)
        self._speech.append(spoken)
        return spoken

    def press(self, keys: str) -> None:
        """Press keys, 160 ms each."""
        for key in keys:
            self._pressed.extend(enumerate(key_payloads(key)))

    def heard(self) -> Pcm:
        """Return everything heard so far, 8 kHz."""
        payloads = b"".join(packet.payload for packet in self.received)
        return decode(np.frombuffer(payloads, np.uint8), self._law)

    def _tick(self) -> None:
        if self._media is None:
            return
        if self._pressed:
            self._send_key(*self._pressed.popleft())
        else:
            self._send_sound()
        header = self._header
        self._header = Header(header.sequence + 1, header.timestamp + PACKET, header.ssrc)
        self._ticks += 1
        self._loop.at(self._began + self._ticks * PACKET_S, self._tick)

    def _send_key(self, index: int, payload: bytes) -> None:
        if index == 0:
            self._key_timestamp = self._header.timestamp
        header = msgspec.structs.replace(self._header, timestamp=self._key_timestamp)
        self._send(pack(header, payload, kind=EVENT_PAYLOAD, mark=index == 0))

    def _send_sound(self) -> None:
        kind = PAYLOAD[self._law]
        if not self._speech:
            self._send(pack(self._header, self._quiet, kind=kind))
            return
        spoken, start = self._speech[0], self._said
        chunk = spoken.codes[start : start + PACKET]
        payload = chunk + self._quiet[len(chunk) :]
        self._send(pack(self._header, payload, kind=kind, mark=start == 0))
        self._note(spoken, start)
        self._said += PACKET
        if self._said >= len(spoken.codes):
            self._speech.popleft()
            self._said = 0

    def _note(self, spoken: Utterance, start: int) -> None:
        number, now = self._header.sequence & 0xFFFF, time.time()
        if start == 0:
            spoken.first_sequence, spoken.began_at = number, now
        if start <= spoken.last_sample < start + PACKET:
            spoken.last_sequence, spoken.speech_ended_at = number, now

    def _send(self, packet: bytes) -> None:
        if self._media is not None:
            self._ear.sendto(packet, self._media)

    def _take(self) -> None:
        while self._media is not None:
            try:
                data, extras, _, _ = self._ear.recvmsg(2_048, 128)
            except (BlockingIOError, ConnectionRefusedError):
                return
            packet = unpack(data, arrival(extras))
            if packet is None:
                continue
            if packet.payload_type == PAYLOAD[self._law]:
                self.received.append(packet)
            elif packet.payload_type == EVENT_PAYLOAD and packet.payload[1:2] >= b"\x80":
                self.keys.append(packet.payload[0])


def stamped_socket() -> socket.socket:
    """Make a UDP socket on loopback whose arrivals the kernel stamps."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ear.bind((LOOPBACK, 0))
    ear.settimeout(0)
    return ear


def arrival(extras: list[tuple[int, int, bytes]]) -> float:
    """Return the kernel's stamp of a packet: wall clock, seconds."""
    for _, kind, data in extras:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return float(seconds + nanoseconds * 1e-9)
    return time.time()
