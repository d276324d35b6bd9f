"""What will change in calls when one graph takes the place of another."""

from collections.abc import Iterator
from typing import Final

import msgspec

from objective_engine.directives import Finish
from objective_engine.english import explain
from objective_engine.facts import HoursClassed
from objective_engine.graph import Graph
from objective_engine.hours import classes
from objective_engine.progress import Progress, apply
from objective_engine.proving.calls import Call, Engine
from objective_engine.proving.moves import AT, Move, interruptions, results, spoken
from spine.events.call import ObjectiveBegun


class Changed(msgspec.Struct, frozen=True):
    """One kind of call that goes differently."""

    caller: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Difference(msgspec.Struct, frozen=True):
    """Everything that changes."""

    gone: tuple[str, ...]
    """Sentences that are true no longer."""
    new: tuple[str, ...]
    calls: tuple[Changed, ...]


def compare(before: Graph, after: Graph) -> Difference:
    """Return what changes, in sentences and in calls."""
    old, now = tuple(explain(before)), tuple(explain(after))
    pairs = zip(_typical(before), _typical(after), strict=True)
    return Difference(
        gone=tuple(line for line in old if line not in now),
        new=tuple(line for line in now if line not in old),
        calls=tuple(Changed(name, was, then) for (name, was), (_, then) in pairs if was != then),
    )


CALLERS: Final = (
    ("a caller who answers everything", "met", ""),
    ("a caller who refuses everything", "declined", ""),
    ("a caller who cannot be understood", "exhausted", ""),
    ("a caller in danger", "met", "emergency"),
    ("a caller who wants a person", "met", "person"),
    ("a caller in a hurry", "met", "hurry"),
)


def _typical(graph: Graph) -> Iterator[tuple[str, tuple[str, ...]]]:
    for time, wanted in (("open", True), ("closed", False)):
        moment = next(
            (one for one in classes(graph) if (one[0] == "open") is wanted), ("closed", ())
        )
        classed = HoursClassed(at_ms=AT, time=moment[0], reachable=moment[1])
        for name, result, signal in CALLERS:
            start = apply(Progress(), classed)
            yield f"{name}, while {time}", tuple(_held(graph, start, result, signal))


def _held(graph: Graph, progress: Progress, result: str, signal: str) -> Iterator[str]:
    """Yield what the agent does in one call; the caller says the first thing that fits."""
    turn, engine = 0, Engine()
    directive = engine.next_step(graph, progress)
    while not isinstance(directive, Finish):
        yield spoken(directive)
        begun = ObjectiveBegun(at_ms=AT, objective=directive.objective)
        call = Call(apply(progress, begun), directive)
        progress = call.progress
        for event in _answer(graph, call, result, signal if turn == 1 else "").events:
            progress = apply(progress, event)
        turn += 1
        directive = engine.next_step(graph, progress)
    yield spoken(directive)


def _answer(graph: Graph, call: Call, result: str, signal: str) -> Move:
    if signal:
        return next(interruptions(call.progress, only=signal.__eq__))
    ways = list(results(graph, call.directive))
    fitting = (move for move in ways if getattr(move.events[-1], "result", "") == result)
    return next(fitting, ways[-1])
