"""What a picture of a graph shows: a card for each objective, in lanes that share a condition."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from objective_engine.condition_english import english, words
from objective_engine.conditions import All, Condition, Ended, Not, atoms
from objective_engine.graph import CLOSING, DANGER, PERSON, PLAN, QUESTION, TURN_AWAY, Graph
from objective_engine.objective import Objective
from objective_engine.steps import (
    AnswerStep,
    BookStep,
    CaptureStep,
    ChangeStep,
    ChooseStep,
    FinishStep,
    GreetStep,
    InformStep,
    MessageStep,
    RouteStep,
)

LETTERS: Final = 40
"""On one line of a card, or of a lane's heading."""
URGENT: Final = {
    DANGER: "the caller speaks of danger",
    PERSON: "the caller asks for a person",
    TURN_AWAY: "the call is not for this business",
    QUESTION: "the caller asks a question",
}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One objective."""

    name: str
    place: int
    """Its place in the graph, from 1: what is due is taken from the first."""
    kind: str
    title: str
    detail: str
    """What it asks for, rings or counts."""
    when: tuple[str, ...]
    """Lines of the condition, without what the lane says already."""
    after: tuple[str, ...]
    """Names of objectives that lead here: what it needs, and what must have ended so."""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """Cards of one condition, in order."""

    heading: tuple[str, ...]
    cards: tuple[Card, ...]
    decided_by: str = ""
    """The objective whose value opens this lane, if one does."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is drawn."""

    title: str
    notes: tuple[str, ...]
    always: Lane
    """What every call comes by."""
    branches: tuple[Lane, ...]
    urgent: tuple[Lane, ...]
    """What takes a call over, at any time."""


def picture(graph: Graph) -> Picture:
    """Sort a graph's objectives into lanes."""
    shared = _shared(graph)
    lanes: dict[object, list[Card]] = {None: []}
    for place, one in enumerate(graph.objectives, start=1):
        key: object = None
        if one.rank in URGENT:
            key = one.rank
        elif _first(one.when) in shared:
            key = _first(one.when)
        lanes.setdefault(key, []).append(_card(one, place, key))
    names = {one.name for one in graph.objectives}
    urgent = [key for key in URGENT if key in lanes]
    return Picture(
        title=graph.business,
        notes=(
            f"{graph.tenant} answers {', '.join(graph.numbers)} in {graph.time_zone}",
            f"graph {graph.id[:12]}, compiled for core {graph.core[:12]} as of {graph.as_of}",
        ),
        always=Lane(heading=("in every call, in this order",), cards=tuple(lanes[None])),
        branches=tuple(
            Lane(
                heading=_lines(f"when {english(key)}"),
                cards=tuple(cards),
                decided_by=next((n for n in _names(key) if n in names), ""),
            )
            for key, cards in lanes.items()
            if isinstance(key, Condition)
        ),
        urgent=tuple(
            Lane(heading=_lines(f"when {URGENT[key]}"), cards=tuple(lanes[key])) for key in urgent
        ),
    )


def _shared(graph: Graph) -> frozenset[Condition]:
    """Return the first conditions that two or more objectives of the plan have in common."""
    firsts = [_first(one.when) for one in graph.objectives if one.rank in {PLAN, CLOSING}]
    return frozenset(one for one in firsts if one is not None and firsts.count(one) > 1)


def _first(when: Condition | None) -> Condition | None:
    return when.of[0] if isinstance(when, All) and when.of else when


def _card(one: Objective, place: int, key: object) -> Card:
    kind = type(one.step).__name__.removesuffix("Step").lower()
    rest: tuple[Condition, ...] = ()
    if one.when is not None:
        rest = one.when.of if isinstance(one.when, All) else (one.when,)
    if key is not None and key != TURN_AWAY:
        rest = rest[1:]
    lines = [line for part in rest for line in _lines(f"if {english(part)}")]
    return Card(
        name=one.name,
        place=place,
        kind=kind,
        title=words(one.name).replace(".", " · "),
        detail=textwrap.shorten(_DETAILS[type(one.step)](one.step), LETTERS, placeholder="…"),
        when=tuple(lines),
        after=tuple(dict.fromkeys((*one.needs, *_led_from(one.when)))),
    )


def _must(required: bool) -> str:
    return "required" if required else "optional"


_DETAILS: Final[Mapping[type, Callable[[Any], str]]] = {
    CaptureStep: lambda s: f"{words(s.primitive)}, {_must(s.required)}",
    ChooseStep: lambda s: f"one of {len(s.options)}, {_must(s.required)}",
    BookStep: lambda s: f"{s.slot_minutes} minutes, {_must(s.required)}",
    RouteStep: lambda s: f"{words(s.contact)}, {s.number}, {s.mode}",
    FinishStep: lambda s: f"counted as {words(s.outcome or 'what was achieved')}",
    MessageStep: lambda s: "urgent" if s.urgent else "",
    ChangeStep: lambda s: str(s.what),
    InformStep: lambda s: words(s.topic),
    GreetStep: lambda _: "",
    AnswerStep: lambda _: "",
}


def _led_from(when: Condition | None) -> Iterator[str]:
    """Yield the objectives that must have ended in some way; not those that must not have."""
    parts = when.of if isinstance(when, All) else (when,)
    for part in parts:
        if part is not None and not isinstance(part, Not):
            yield from (atom.objective for atom in atoms(part) if isinstance(atom, Ended))


def _names(condition: Condition) -> Iterator[str]:
    for atom in atoms(condition):
        name = getattr(atom, "name", None) or getattr(atom, "objective", None)
        if isinstance(name, str):
            yield name


def _lines(text: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, LETTERS))
