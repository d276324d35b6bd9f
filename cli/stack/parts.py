"""What a stack consists of: the media side that calls need, and all the rest where it is whole."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from cli.stack.build import LIVEKIT_SERVER, LIVEKIT_SIP
from cli.stack.health import (
    Check,
    http_answers,
    redis_answers,
    registrations,
    sip_answers,
    worker_registered,
)
from cli.stack.part import Keys, Part, always
from cli.stack.ports import LOOPBACK, Ports
from cli.stack.state import Place, Wanted
from cli.stack.whole import BUSINESSES, addresses, behind
from spine.home import PROJECT

SERVER: Final = "livekit-server"
SIP: Final = "livekit-sip"
REDIS: Final = "redis"
WORKER_PATIENCE_S: Final = 240.0
"""A worker loads its models before it registers, on a machine where all the rest starts too."""


def parts(wanted: Wanted, ports: Ports, keys: Keys, place: Place) -> tuple[Part, ...]:
    """Write the servers' files and say what is to be started."""
    if not wanted.whole:
        return (*_media(ports, keys, place), *_workers(wanted, ports, keys, place))
    told = addresses(ports, place)
    rest = behind(wanted, ports, keys, place)
    return (*_media(ports, keys, place), *rest, *_workers(wanted, ports, keys, place, told))


def _media(ports: Ports, keys: Keys, place: Place) -> tuple[Part, ...]:
    files = _write_files(ports, keys, place)
    environment = dict(os.environ)
    return (
        Part(
            name=REDIS,
            command=("redis-server", str(files["redis.conf"])),
            environment=environment,
            address=f"{LOOPBACK}:{ports.redis}",
            check=always(redis_answers(ports.redis)),
        ),
        Part(
            name=SERVER,
            command=(str(LIVEKIT_SERVER.binary()), "--config", str(files["livekit.yaml"])),
            environment=environment,
            address=f"ws://{LOOPBACK}:{ports.http}",
            check=always(http_answers(ports.http)),
            after=(REDIS,),
        ),
        Part(
            name=SIP,
            command=(str(LIVEKIT_SIP.binary()), "--config", str(files["livekit-sip.yaml"])),
            environment=environment,
            address=f"{LOOPBACK}:{ports.sip}",
            check=always(sip_answers(ports.sip)),
            after=(SERVER,),
            stop=signal.SIGINT,  # on SIGTERM it drains without limit; SIGINT cuts its calls
        ),
    )


def _workers(
    wanted: Wanted, ports: Ports, keys: Keys, place: Place, told: Mapping[str, str] | None = None
) -> tuple[Part, ...]:
    return tuple(
        _worker(index, wanted, ports, (keys, place, told or {})) for index in range(wanted.workers)
    )


def _worker(
    index: int, wanted: Wanted, ports: Ports, given: tuple[Keys, Place, Mapping[str, str]]
) -> Part:
    keys, place, told = given
    port = ports.workers[index]

    def check(before: int) -> Check:
        log = place.log(SERVER)
        return worker_registered(port, log, registrations(log) + before)

    environment = {
        **os.environ,
        "LIVEKIT_URL": f"ws://{LOOPBACK}:{ports.http}",
        "LIVEKIT_API_KEY": keys.api_key,
        "LIVEKIT_API_SECRET": keys.api_secret,
        "SPOTFUNNEL_WORKER_PORT": str(port),
        "SPOTFUNNEL_CONFIGS": "" if wanted.whole else str(place.graphs),
        **told,
    }
    return Part(
        name=f"worker-{index + 1}",
        command=(sys.executable, "-m", wanted.worker),
        environment=environment,
        address=f"http://{LOOPBACK}:{port}",
        check=check,
        after=(SIP, *((BUSINESSES,) if wanted.whole and not place.has_businesses() else ())),
        patience_s=WORKER_PATIENCE_S,
        is_worker=True,
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
