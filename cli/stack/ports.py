"""Free ports, chosen at run time: two stacks live side by side on one machine."""

import random
import socket
from collections.abc import Iterable
from typing import Final

import msgspec

from spine.errors import EnvironmentNeedsError

LOOPBACK: Final = "127.0.0.1"
LOWEST: Final = 15_000
HIGHEST: Final = 32_000
"""Below the ports that the kernel hands to clients, which come and go at any moment."""
BLOCK: Final = 200
"""Ports for sound: more calls than a machine of this kind carries, twice over."""
TRIES: Final = 200

Kinds = tuple[socket.SocketKind, ...]
TCP: Final[Kinds] = (socket.SOCK_STREAM,)
UDP: Final[Kinds] = (socket.SOCK_DGRAM,)


class Ports(msgspec.Struct, frozen=True):
    """Where everything listens."""

    redis: int
    http: int
    rtc_tcp: int
    rtc: tuple[int, int]
    """First and last."""
    sip: int
    rtp: tuple[int, int]
    workers: tuple[int, ...]
    kafka: int = 0
    """0, with all below: there is none, the stack is bare."""
    kafka_controller: int = 0
    postgres: int = 0
    api: int = 0


def choose(*, workers: int, sip_port: int = 0, api_port: int = 0, whole: bool = False) -> Ports:
    """Choose ports that are free now; `sip_port` and `api_port` are taken as asked for.

    Raises:
        EnvironmentNeedsError: If the asked-for port is taken, or none is free.
    """
    chance = random.SystemRandom()
    taken: set[int] = set()
    _need_free(sip_port, UDP + TCP, "--sip-port")
    _need_free(api_port, TCP, "--port")
    rtc, rtp = _block(chance, taken), _block(chance, taken)
    return Ports(
        redis=_one(chance, taken, TCP),
        http=_one(chance, taken, TCP),
        rtc_tcp=_one(chance, taken, TCP),
        rtc=(rtc[0], rtc[-1]),
        sip=sip_port or _one(chance, taken, UDP + TCP),
        rtp=(rtp[0], rtp[-1]),
        workers=tuple(_one(chance, taken, TCP) for _ in range(workers)),
        kafka=_one(chance, taken, TCP) if whole else 0,
        kafka_controller=_one(chance, taken, TCP) if whole else 0,
        postgres=_one(chance, taken, TCP) if whole else 0,
        api=(api_port or _one(chance, taken, TCP)) if whole else 0,
    )


def _need_free(port: int, kinds: Kinds, option: str) -> None:
    if port and not is_free(port, kinds):
        raise EnvironmentNeedsError(
            f"port {port} on {LOOPBACK} is taken: choose another {option}, or leave it out"
        )


def free_port(kinds: Kinds = TCP) -> int:
    """Return one port that is free now.

    Raises:
        EnvironmentNeedsError: If none is.
    """
    return _one(random.SystemRandom(), set(), kinds)


def is_free(port: int, kinds: Kinds) -> bool:
    """Say whether a server could listen on this loopback port now."""
    for kind in kinds:
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                return False
    return True


def _one(chance: random.Random, taken: set[int], kinds: Kinds) -> int:
    return _find(((chance.randrange(LOWEST, HIGHEST),) for _ in range(TRIES)), taken, kinds)[0]


def _block(chance: random.Random, taken: set[int]) -> tuple[int, ...]:
    starts = (chance.randrange(LOWEST, HIGHEST - BLOCK, 2) for _ in range(TRIES))
    return _find((tuple(range(start, start + BLOCK)) for start in starts), taken, UDP)


def _find(candidates: Iterable[tuple[int, ...]], taken: set[int], kinds: Kinds) -> tuple[int, ...]:
    for ports in candidates:
        if taken.isdisjoint(ports) and all(is_free(port, kinds) for port in ports):
            taken.update(ports)
            return ports
    raise EnvironmentNeedsError(f"no free ports between {LOWEST} and {HIGHEST} on {LOOPBACK}")
