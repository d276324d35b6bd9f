"""Proves a graph before it may take a call: every property, over every call it can lead to."""

from typing import Final, Literal

import msgspec

from objective_engine.graph import Graph
from objective_engine.proving.calls import Call, Calls, Engine
from objective_engine.proving.properties import Laws, Violation
from objective_engine.proving.worst import Paths, Worst, is_question, seconds_of
from objective_engine.steps import FinishStep

Verdict = Literal["proved", "refuted", "not proved"]


class Bounds(msgspec.Struct, frozen=True):
    """Limits of the platform; no tenant has a key for them."""

    classes: int = 60_000
    """Classes of calls that are looked at. More than these: not proved."""
    questions: int = 30
    seconds: int = 1_800
    microaud: int = 6_000_000


BOUNDS: Final = Bounds()


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was proved, or what refutes it."""

    verdict: Verdict
    violations: tuple[Violation, ...]
    """One for each property that does not hold, with a shortest call."""
    classes: int
    steps: int
    worst: Worst
    reached: tuple[str, ...]
    """Objectives that some call asks for, in graph order."""
    why: str = ""
    """Why nothing is proved, if so."""


def prove(graph: Graph, *, engine: Engine | None = None, bounds: Bounds = BOUNDS) -> Proof:
    """Look at every class of calls and return what holds.

    Args:
        graph: A compiled graph.
        engine: The engine that will hold the calls; the present one if left out.
        bounds: Limits of the platform.
    """
    calls = Calls(graph, engine or Engine())
    found: dict[str, Violation] = {}
    reached: dict[str, None] = {}
    last: Call | None = None
    try:
        laws = Laws(graph)
        for call, move in calls.walk(bounds.classes):
            last = call
            reached[call.directive.objective] = None
            for violation in laws.broken(call, move):
                found.setdefault(violation.property, violation)
    except Exception as exc:  # noqa: BLE001 - the engine under proof may fail in any way at all
        why = f"the engine fails: {type(exc).__name__}: {exc}"
        found["crash"] = Violation("crash", why, last)
    worst = _worst(calls, found, bounds) if "crash" not in found else Worst()
    if calls.complete:
        _dead(graph, reached, found)
    return Proof(
        verdict=_verdict(calls, found),
        violations=tuple(found.values()),
        classes=len(calls.firsts),
        steps=calls.looked,
        worst=worst,
        reached=tuple(one.name for one in graph.objectives if one.name in reached),
        why="" if calls.complete else f"there are more than {bounds.classes} classes of calls.",
    )


def _verdict(calls: Calls, found: dict[str, Violation]) -> Verdict:
    if found:
        return "refuted"
    return "proved" if calls.complete else "not proved"


def _worst(calls: Calls, found: dict[str, Violation], bounds: Bounds) -> Worst:
    """Return the longest call, and note what makes it endless or too long."""
    paths = Paths(calls)
    worst = Worst(
        questions=paths.longest(lambda directive: int(is_question(directive))),
        seconds=paths.longest(seconds_of),
    )
    if paths.circle is not None:
        why = "the call goes round in a circle, without a word from the caller to cause it."
        found["ends"] = Violation("ends", why, paths.circle)
    over = [
        f"{have} {what}, {limit} allowed"
        for have, limit, what in (
            (worst.questions, bounds.questions, "questions"),
            (worst.seconds, bounds.seconds, "seconds"),
            (worst.microaud, bounds.microaud, "micro-dollars"),
        )
        if have > limit
    ]
    if over and "ends" not in found:
        found["bounds"] = Violation("bounds", f"the worst call has {'; '.join(over)}.")
    return worst


def _dead(graph: Graph, reached: dict[str, None], found: dict[str, Violation]) -> None:
    dead = [
        one.name
        for one in graph.objectives
        if one.name not in reached and one.step != FinishStep()  # the last resort may stay unused
    ]
    if dead:
        found["dead"] = Violation("dead", f"no call ever asks for {', '.join(dead)}.")
