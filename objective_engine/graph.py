"""What a configuration compiles to: the immutable graph that a call is held with."""

from hashlib import sha256
from typing import Final

import msgspec

from objective_engine.config import TimeZone
from spine.ids import NOBODY, FieldName, ObjectiveName, TenantId

GREET: Final = ObjectiveName("greet")
FINISH: Final = ObjectiveName("finish")


class GreetStep(msgspec.Struct, frozen=True, tag="greet", tag_field="kind"):
    """Say the notice."""


class CaptureStep(msgspec.Struct, frozen=True, tag="capture", tag_field="kind"):
    """Find out one field."""

    field: FieldName
    primitive: str
    required: bool


class FinishStep(msgspec.Struct, frozen=True, tag="finish", tag_field="kind"):
    """Close the call."""


class Objective(msgspec.Struct, frozen=True, kw_only=True):
    """One node of the graph; ready once everything that it needs has ended, however it ended."""

    name: ObjectiveName
    step: GreetStep | CaptureStep | FinishStep
    needs: tuple[ObjectiveName, ...] = ()


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's objectives in order. Same input, same bytes, on any machine."""

    tenant: TenantId
    business: str
    spoken_name: str
    """The business as the synthesiser is given it."""
    numbers: tuple[str, ...]
    """Dialled numbers, E.164."""
    time_zone: TimeZone
    objectives: tuple[Objective, ...]
    outcome: str
    """Of a call whose caller can be reached afterwards."""
    core: str
    """Digest of the core version that this was compiled for."""
    as_of: str
    """ISO date on which dated things (prices, holidays) were judged."""

    @property
    def id(self) -> str:
        """Return the config version: the hash of everything above."""
        return sha256(to_bytes(self)).hexdigest()


def to_bytes(graph: Graph) -> bytes:
    """Return the canonical bytes: deterministic JSON, UTF-8."""
    return msgspec.json.encode(graph, order="deterministic")


def from_bytes(data: bytes) -> Graph:
    """Return the graph that `to_bytes` wrote.

    Raises:
        msgspec.DecodeError: If these are not a graph's bytes.
    """
    return msgspec.json.decode(data, type=Graph, strict=True)


def nobodys(*, core: str) -> Graph:
    """Return the graph of a dialled number that belongs to no tenant: it asks for nothing."""
    return Graph(
        tenant=NOBODY,
        business="",
        spoken_name="",
        numbers=(),
        time_zone="Australia/Sydney",
        objectives=(
            Objective(name=GREET, step=GreetStep()),
            Objective(name=FINISH, step=FinishStep(), needs=(GREET,)),
        ),
        outcome="rejected",
        core=core,
        as_of="",
    )
