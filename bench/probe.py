"""Hears a call on the wire: every RTP packet on the loopback interface, stamped by the kernel.

Neither side's own audio path can be asked how late it is. This sees the packet with the caller's
last sample leave and the agent's first one arrive, on one clock. It needs root or CAP_NET_RAW.
"""

import socket
import struct
import threading
from types import TracebackType
from typing import Final, Self

from spine.errors import EnvironmentNeedsError
from stress.rtp_stream import SO_TIMESTAMPNS, arrival
from stress.rtp_wire import Packet, unpack

_ETHERNET_IP: Final = 0x0800
_UDP: Final = 17
_OUTGOING: Final = 4
"""Loopback shows each packet twice: as it leaves and as it comes. We count it when it comes."""
_IP_AT: Final = 14
_LOOK_S: Final = 0.2


class Seen(Packet, frozen=True):
    """A packet with both its ports."""

    source: int = 0
    destination: int = 0


class Probe:
    """Collects packets to or from some ports while it is entered."""

    def __init__(self, first_port: int, last_port: int) -> None:
        """Watch the SIP server's ports for sound.

        Raises:
            EnvironmentNeedsError: Without the right to see the wire.
        """
        self.seen: list[Seen] = []
        self._ports = range(first_port, last_port + 1)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="probe", daemon=True)
        try:
            self._wire = socket.socket(
                socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETHERNET_IP)
            )
        except PermissionError as exc:
            raise EnvironmentNeedsError(
                "the probe needs to see the wire: run it as root, or give this Python the right "
                "by `setcap cap_net_raw+ep`"
            ) from exc
        self._wire.bind(("lo", 0))
        self._wire.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._wire.settimeout(_LOOK_S)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self._stopping.set()
        self._thread.join()
        self._wire.close()

    def sent_from(self, port: int) -> dict[int, Seen]:
        """Return what a caller's port sent, by sequence number."""
        return {packet.sequence: packet for packet in list(self.seen) if packet.source == port}

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                data, extras, _, address = self._wire.recvmsg(2_048, 128)
            except TimeoutError:
                continue
            if address[2] != _OUTGOING and (packet := self._read(data, extras)) is not None:
                self.seen.append(packet)

    def _read(self, data: bytes, extras: list[tuple[int, int, bytes]]) -> Seen | None:
        if len(data) < _IP_AT + 28 or data[_IP_AT + 9] != _UDP:
            return None
        udp_at = _IP_AT + (data[_IP_AT] & 15) * 4
        source, destination = struct.unpack_from("!HH", data, udp_at)
        if source not in self._ports and destination not in self._ports:
            return None
        packet = unpack(data[udp_at + 8 :], arrival(extras))
        if packet is None:
            return None
        return Seen(
            at=packet.at,
            payload_type=packet.payload_type,
            sequence=packet.sequence,
            timestamp=packet.timestamp,
            payload=packet.payload,
            source=source,
            destination=destination,
        )
