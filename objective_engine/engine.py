"""The engine is a fold and a question; it remembers nothing between calls."""

from typing import Final, Literal, assert_never

import msgspec

from objective_engine.directives import Capture, Directive, Finish, Greet
from objective_engine.graph import CaptureStep, FinishStep, Graph, GreetStep, Objective
from spine.events.call import AnyEvent, ObjectiveBegun, ObjectiveEnded
from spine.ids import ObjectiveName

Result = Literal["met", "declined", "exhausted", "failed"]

REACHES: Final = frozenset({"phone", "email"})
"""Primitives whose confirmed value is a way to reach the caller."""


class Progress(msgspec.Struct, frozen=True):
    """What a call has achieved so far: a fold over its events, nothing else."""

    active: ObjectiveName | None = None
    ended: tuple[tuple[ObjectiveName, Result], ...] = ()
    """In the order in which they ended."""


def apply(progress: Progress, event: AnyEvent) -> Progress:
    """Take one event of the call; those that Level 2 has no use for change nothing."""
    match event:
        case ObjectiveBegun(objective=name):
            return Progress(active=name, ended=progress.ended)
        case ObjectiveEnded(objective=name, result=result):
            others = tuple(pair for pair in progress.ended if pair[0] != name)
            active = None if progress.active == name else progress.active
            return Progress(active=active, ended=(*others, (name, result)))
        case _:
            return progress


def next_directive(graph: Graph, progress: Progress) -> Directive:
    """Return what to do now: the first objective, in graph order, that is ready and not over."""
    ended = {name for name, _ in progress.ended}
    for objective in graph.objectives:
        if objective.name not in ended and ended.issuperset(objective.needs):
            return _directive(graph, progress, objective)
    return _directive(graph, progress, graph.objectives[-1])


def _directive(graph: Graph, progress: Progress, objective: Objective) -> Directive:
    match objective.step:
        case GreetStep():
            return Greet(objective=objective.name)
        case CaptureStep(field=field, primitive=primitive, required=required):
            return Capture(
                objective=objective.name, field=field, primitive=primitive, required=required
            )
        case FinishStep():
            return Finish(objective=objective.name, outcome=outcome(graph, progress))
        case _:
            assert_never(objective.step)


def outcome(graph: Graph, progress: Progress) -> str:
    """Return what a call is worth if it ends now, without flattery.

    The graph's own outcome (a lead, say) takes a confirmed way to reach the caller, or, where the
    graph asks for none, everything that is required. Else `partial` (something is known),
    `no_details` (everything was asked for, nothing given) or `abandoned`.
    """
    met = {name for name, result in progress.ended if result == "met"}
    ended = {name for name, _ in progress.ended}
    fields = [(one.name, one.step) for one in graph.objectives if isinstance(one.step, CaptureStep)]
    ways = {name for name, step in fields if step.primitive in REACHES}
    needed = ways or {name for name, step in fields if step.required}
    if met & ways or (not ways and needed and met >= needed):
        return graph.outcome
    if any(name in met for name, _ in fields):
        return "partial"
    asked = bool(fields) and all(name in ended for name, _ in fields)
    return "no_details" if asked else "abandoned"
