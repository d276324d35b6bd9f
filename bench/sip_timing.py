"""When somebody was heard, from packets on the wire."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.g711 import Law, decode
from stress.rtp_wire import PACKET_S, Packet

LOUD_RMS: Final = 100.0
"""Sample units: some -50 dBFS. The line's silence is digital, a fricative is above it."""
PAUSE_S: Final = 0.25
"""Quiet that ends a stretch of sound; the gaps inside words are shorter."""


class Stretch(msgspec.Struct, frozen=True):
    """Sound without a longer pause: wall clock of its first and last loud packet, seconds."""

    began_at: float
    ended_at: float


class Moment(msgspec.Struct, frozen=True):
    """One packet: when, and how loud."""

    at: float
    rms: float


def loudness(packets: Iterable[Packet], law: Law) -> list[Moment]:
    """Measure each packet."""
    return [
        Moment(packet.at, rms(decode(np.frombuffer(packet.payload, np.uint8), law)))
        for packet in packets
    ]


def rms(pcm: Pcm) -> float:
    """Return the level in sample units."""
    return float(np.sqrt(np.mean(np.square(pcm.astype(np.float64))))) if len(pcm) else 0.0


def stretches(
    moments: Sequence[Moment], *, threshold: float = LOUD_RMS, pause_s: float = PAUSE_S
) -> list[Stretch]:
    """Join loud packets into stretches of sound."""
    found: list[Stretch] = []
    for moment in moments:
        if moment.rms <= threshold:
            continue
        if found and moment.at - found[-1].ended_at < pause_s:
            found[-1] = Stretch(found[-1].began_at, moment.at)
        else:
            found.append(Stretch(moment.at, moment.at))
    return found


def first_after(heard: Sequence[Stretch], at: float) -> Stretch | None:
    """Return the first stretch that begins later."""
    return next((stretch for stretch in heard if stretch.began_at > at), None)


def going_on_at(heard: Sequence[Stretch], at: float) -> Stretch | None:
    """Return the stretch that was going on then."""
    for stretch in heard:
        if stretch.began_at <= at <= stretch.ended_at + PACKET_S:
            return stretch
    return None


def last_speech_sample(pcm: Pcm, *, floor: int = 200) -> int:
    """Return the index of a clip's last sample above the floor (some -44 dBFS)."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > floor)
    return int(loud[-1]) if len(loud) else len(pcm) - 1
