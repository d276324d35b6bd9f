"""What a stack consists of, in the order in which it starts."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

import msgspec

from cli.stack.build import LIVEKIT_SERVER, LIVEKIT_SIP
from cli.stack.health import (
    Check,
    http_answers,
    redis_answers,
    registrations,
    sip_answers,
    worker_registered,
)
from cli.stack.ports import LOOPBACK, Ports
from cli.stack.state import Place, Wanted
from spine.home import PROJECT

SERVER: Final = "livekit-server"
SIP: Final = "livekit-sip"
REDIS: Final = "redis"
WORKER_PATIENCE_S: Final = 90.0
"""A worker loads its models before it registers."""
SERVER_PATIENCE_S: Final = 20.0


class Keys(msgspec.Struct, frozen=True):
    """Made for one stack, worth nothing elsewhere."""

    api_key: str
    api_secret: str


class Part(msgspec.Struct, frozen=True):
    """One process: how it is started and how one knows that it is well."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    address: str
    patience_s: float = SERVER_PATIENCE_S
    health_port: int = 0
    """A worker's; the servers are asked at their address."""

    @property
    def is_worker(self) -> bool:
        """Workers come and go; the rest hold what others stand on."""
        return self.health_port != 0


def parts(wanted: Wanted, ports: Ports, keys: Keys, place: Place) -> tuple[Part, ...]:
    """Write the servers' files and say what is to be started, in order."""
    files = _write_files(ports, keys, place)
    environment = dict(os.environ)
    return (
        Part(
            REDIS,
            ("redis-server", str(files["redis.conf"])),
            environment,
            f"{LOOPBACK}:{ports.redis}",
        ),
        Part(
            SERVER,
            (str(LIVEKIT_SERVER.binary()), "--config", str(files["livekit.yaml"])),
            environment,
            f"ws://{LOOPBACK}:{ports.http}",
        ),
        Part(
            SIP,
            (str(LIVEKIT_SIP.binary()), "--config", str(files["livekit-sip.yaml"])),
            environment,
            f"{LOOPBACK}:{ports.sip}",
        ),
        *(_worker(index, wanted, ports, (keys, place)) for index in range(wanted.workers)),
    )


def check_of(part: Part, ports: Ports, place: Place, *, before: int = 0) -> Check:
    """Make the check that says whether a part that is about to start is well.

    `before` is how many workers were started at the same moment and will register too.
    """
    if part.is_worker:
        log = place.log(SERVER)
        return worker_registered(part.health_port, log, registrations(log) + before)
    if part.name == REDIS:
        return redis_answers(ports.redis)
    if part.name == SERVER:
        return http_answers(ports.http)
    return sip_answers(ports.sip)


def _worker(index: int, wanted: Wanted, ports: Ports, given: tuple[Keys, Place]) -> Part:
    keys, place = given
    port = ports.workers[index]
    environment = {
        **os.environ,
        "LIVEKIT_URL": f"ws://{LOOPBACK}:{ports.http}",
        "LIVEKIT_API_KEY": keys.api_key,
        "LIVEKIT_API_SECRET": keys.api_secret,
        "SPOTFUNNEL_WORKER_PORT": str(port),
        "SPOTFUNNEL_CONFIGS": str(place.graphs),
    }
    return Part(
        f"worker-{index + 1}",
        (sys.executable, "-m", wanted.worker),
        environment,
        f"http://{LOOPBACK}:{port}",
        patience_s=WORKER_PATIENCE_S,
        health_port=port,
    )


def _write_files(ports: Ports, keys: Keys, place: Place) -> dict[str, Path]:
    values = {
        "api_key": keys.api_key,
        "api_secret": keys.api_secret,
        "redis_port": ports.redis,
        "http_port": ports.http,
        "rtc_tcp_port": ports.rtc_tcp,
        "rtc_first_port": ports.rtc[0],
        "rtc_last_port": ports.rtc[1],
        "sip_port": ports.sip,
        "rtp_first_port": ports.rtp[0],
        "rtp_last_port": ports.rtp[1],
    }
    texts = {
        "livekit.yaml": Template((PROJECT / "livekit.yaml").read_text("utf-8")),
        "livekit-sip.yaml": Template((PROJECT / "sip" / "livekit-sip.yaml").read_text("utf-8")),
        "redis.conf": _REDIS,
    }
    files: dict[str, Path] = {}
    for name, text in texts.items():
        file = files[name] = place.root / name
        file.touch(mode=0o600)
        file.write_text(text.substitute(values), "utf-8")
    return files


_REDIS: Final = Template(
    f"bind {LOOPBACK}\nport $redis_port\nsave ''\nappendonly no\nset-proc-title no\n"
)
"""Nothing is kept: trunk and rule are made again at each start."""
