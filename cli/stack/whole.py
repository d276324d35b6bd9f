"""What a whole stack has behind the media side: bus, database, and those that stand on them.

Calls need none of it: whatever falls here is started again for ever, and calls go on.
"""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Final

from cli.stack.health import http_answers
from cli.stack.kafka import kafka_answers, kafka_files
from cli.stack.part import Keys, Part, always
from cli.stack.ports import LOOPBACK, Ports
from cli.stack.postgres import Cluster, make_cluster, postgres_answers
from cli.stack.state import Place, Wanted

KAFKA: Final = "kafka"
POSTGRES: Final = "postgres"
BUSINESSES: Final = "businesses"
API: Final = "api"
STATE_VARIABLE: Final = "SPOTFUNNEL_STACK_STATE"
"""Where the API finds how the parts are."""
STORE_PATIENCE_S: Final = 60.0
OUR_PATIENCE_S: Final = 150.0
"""Python's imports take seconds where everything starts at once."""
SETTLED_S: Final = 1.0


def cluster_of(ports: Ports, place: Place) -> Cluster:
    """Return the stack's database."""
    return Cluster(place.root / "postgres", ports.postgres)


def addresses(ports: Ports, place: Place) -> dict[str, str]:
    """Return the settings that tell every process of ours where the log and the bus are."""
    return {
        "SPOTFUNNEL_SPINE_LOG_URL": cluster_of(ports, place).url,
        "SPOTFUNNEL_SPINE_KAFKA": f"{LOOPBACK}:{ports.kafka}",
    }


def behind(wanted: Wanted, ports: Ports, keys: Keys, place: Place) -> tuple[Part, ...]:
    """Say what is to be started behind the media side."""
    told = {
        **os.environ,
        **addresses(ports, place),
        "LIVEKIT_API_KEY": keys.api_key,
        "LIVEKIT_API_SECRET": keys.api_secret,
        "SPOTFUNNEL_API_PORT": str(ports.api),
        "SPOTFUNNEL_API_LIVEKIT_URL": f"ws://{LOOPBACK}:{ports.http}",
        STATE_VARIABLE: str(place.state_file),
    }
    return (
        *_stores(ports, place),
        _ours("ingester", "spine.bus.ingester", told, after=(KAFKA, POSTGRES)),
        _ours("shipper", "spine.bus.shipper", told, after=("ingester",)),
        _businesses(wanted, told),
        Part(
            name=API,
            command=(sys.executable, "-m", "platform_api.main"),
            environment=told,
            address=f"http://{LOOPBACK}:{ports.api}",
            check=always(http_answers(ports.api, "/api/health")),
            after=(BUSINESSES,),
            patience_s=OUR_PATIENCE_S,
            essential=False,
        ),
        _ours("workflows", "workflows.main", told, after=(BUSINESSES,)),
    )


def _stores(ports: Ports, place: Place) -> tuple[Part, ...]:
    cluster = cluster_of(ports, place)
    make_cluster(cluster.folder)
    kafka = kafka_files(place.root / KAFKA, (ports.kafka, ports.kafka_controller))
    return (
        Part(
            name=KAFKA,
            command=kafka.command,
            environment=kafka.environment,
            address=kafka.address,
            check=always(kafka_answers(ports.kafka)),
            patience_s=STORE_PATIENCE_S,
            essential=False,
            holds_data=True,
        ),
        Part(
            name=POSTGRES,
            command=cluster.command,
            environment=dict(os.environ),
            address=f"{LOOPBACK}:{ports.postgres}",
            check=always(postgres_answers(cluster)),
            patience_s=STORE_PATIENCE_S,
            essential=False,
            holds_data=True,
            stop=signal.SIGINT,  # fast: SIGTERM waits for every client to leave
        ),
    )


def _businesses(wanted: Wanted, told: Mapping[str, str]) -> Part:
    """Fill an empty log with businesses, and make the folder of active ones agree with the log."""
    return Part(
        name=BUSINESSES,
        command=(sys.executable, "-m", "cli.up.businesses", *wanted.configs),
        environment=told,
        check=always(_nothing),
        after=(POSTGRES,),
        patience_s=OUR_PATIENCE_S,
        essential=False,
        once=True,
    )


def _ours(name: str, module: str, told: Mapping[str, str], *, after: tuple[str, ...]) -> Part:
    return Part(
        name=name,
        command=(sys.executable, "-m", module),
        environment=told,
        check=always(_nothing),
        after=after,
        patience_s=OUR_PATIENCE_S,
        settles_s=SETTLED_S,
        essential=False,
    )


async def _nothing() -> bool:
    """A process without an address: it is well while it lives."""
    return True
