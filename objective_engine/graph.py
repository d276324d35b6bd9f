"""What a configuration compiles to: the immutable graph that a call is held with."""

from functools import cached_property
from hashlib import sha256

import msgspec

from objective_engine.business import TimeZone
from objective_engine.objective import (
    ANSWER,
    CLOSING,
    DANGER,
    FINISH,
    GREET,
    OPENING,
    PERSON,
    PLAN,
    QUESTION,
    TURN_AWAY,
    Objective,
    Verdict,
)
from objective_engine.steps import FinishStep, GreetStep
from objective_engine.tables import Tables, tables_of
from spine.ids import NOBODY, TenantId

__all__ = [
    "ANSWER",
    "CLOSING",
    "DANGER",
    "FINISH",
    "GREET",
    "OPENING",
    "PERSON",
    "PLAN",
    "QUESTION",
    "TURN_AWAY",
    "Closure",
    "Contact",
    "Entry",
    "Graph",
    "Letter",
    "Objective",
    "Trigger",
    "Verdict",
    "from_bytes",
    "nobodys",
    "to_bytes",
]


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be rung, and when."""

    name: str
    title: str
    number: str
    week: tuple[tuple[int, int], ...]
    """Minutes since Monday 00:00, where the business is: from, up to."""
    on_holidays: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What may be answered: questions as callers ask them, and the approved sentence."""

    name: str
    questions: tuple[str, ...]
    answer: str


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow that follows calls with these outcomes; no call waits for it."""

    on: tuple[str, ...]
    run: str


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """How calls with these outcomes are told of; slots in braces, every one of which exists."""

    on: tuple[str, ...]
    subject: str
    text: str


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which nobody works, ISO dates, both included."""

    first: str
    last: str
    why: str


class Graph(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A tenant's objectives in order. Same input, same bytes, on any machine."""

    tenant: TenantId
    business: str
    spoken_name: str
    """The business as the synthesiser is given it."""
    numbers: tuple[str, ...]
    """Dialled numbers, E.164."""
    time_zone: TimeZone
    objectives: tuple[Objective, ...]
    """By rank, then in the order of the file; the last one closes the call."""
    verdicts: tuple[Verdict, ...] = ()
    """What is decided in silence, in the order of the file."""
    outcome: str
    """Of a call whose caller can be reached afterwards."""
    week: tuple[tuple[int, int], ...] = ()
    """Trading hours in minutes since Monday 00:00, local: from, up to. Empty: never open."""
    closures: tuple[Closure, ...] = ()
    contacts: tuple[Contact, ...] = ()
    area: tuple[str, ...] = ()
    """Postcodes and lower-case suburbs that are served; empty: everywhere."""
    knowledge: tuple[Entry, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    emails: tuple[str, ...] = ()
    """Who is told about calls."""
    messages: tuple[Letter, ...] = ()
    """The first that is for an outcome is used; where none is, the words are ours."""
    secrets: tuple[str, ...] = ()
    """Fields that never go into a message or a notification."""
    retention_days: int = 365
    core: str
    """Digest of the core version that this was compiled for."""
    as_of: str
    """ISO date on which dated things (prices, holidays) were judged."""

    @property
    def id(self) -> str:
        """Return the config version: the hash of everything above."""
        return sha256(to_bytes(self)).hexdigest()

    @cached_property
    def tables(self) -> Tables:
        """Return the graph made ready for questions; no part of its bytes, nor of its id."""
        return tables_of(self.objectives, self.verdicts, self.area)


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
            Objective(name=GREET, step=GreetStep(), rank=OPENING),
            Objective(name=FINISH, step=FinishStep(), needs=(GREET,), rank=CLOSING),
        ),
        outcome="rejected",
        core=core,
        as_of="",
    )
