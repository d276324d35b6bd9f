"""The engine is a fold and a question; it remembers nothing between calls."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from objective_engine.conditions import holds
from objective_engine.directives import (
    Answer,
    AnyDirective,
    Book,
    Capture,
    Change,
    Choose,
    Directive,
    Finish,
    Greet,
    Inform,
    TakeMessage,
    Transfer,
)
from objective_engine.graph import Graph, Objective
from objective_engine.progress import Progress, apply
from objective_engine.states import OVER, Result
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
from objective_engine.view import VALUED, CallView
from spine.errors import BrokenPromiseError

__all__ = ["Progress", "Result", "apply", "next_directive", "next_step", "outcome"]

REACHES: Final = frozenset({"phone", "email"})
"""Primitives whose confirmed value is a way to reach the caller."""


class UnspokenDirectiveError(BrokenPromiseError):
    """A graph asks for what its core cannot do: the compiler should have refused it."""

    code = "engine.unspoken_directive"


def next_directive(graph: Graph, progress: Progress) -> Directive:
    """Return what to do now, for a core that speaks the first three directives only.

    Raises:
        UnspokenDirectiveError: If the graph was compiled for a core that can do more.
    """
    directive = next_step(graph, progress)
    if isinstance(directive, (Greet, Capture, Finish)):
        return directive
    raise UnspokenDirectiveError(f"this core cannot carry out {type(directive).__name__}")


def next_step(graph: Graph, progress: Progress) -> AnyDirective:
    """Return what to do now: of the objectives that are due the first, in graph order."""
    view = CallView(graph, progress)
    states, signals = view.states, view.signals
    for objective in graph.objectives:
        if objective.signal and objective.signal not in signals:
            continue
        step = objective.step
        if type(step) is AnswerStep:
            due = view.question is not None
        elif states.get(objective.name) in OVER or not view.wanted(objective):
            continue
        else:
            due = not objective.needs or all(map(view.settled, objective.needs))
        if due:
            return _DIRECTIVES[type(step)](objective, step, view)
    last = graph.objectives[-1]
    return Finish(objective=last.name, outcome=outcome(graph, progress))


def _finish(objective: Objective, step: FinishStep, view: CallView) -> AnyDirective:
    return Finish(objective=objective.name, outcome=step.outcome or _achieved(view))


def _book(objective: Objective, step: BookStep, _: CallView) -> AnyDirective:
    return Book(
        objective=objective.name,
        field=step.field,
        slot_minutes=step.slot_minutes,
        lead_hours=step.lead_hours,
        horizon_days=step.horizon_days,
        buffer_minutes=step.buffer_minutes,
    )


_DIRECTIVES: Final[Mapping[type, Callable[[Objective, Any, CallView], AnyDirective]]] = {
    GreetStep: lambda o, _, __: Greet(objective=o.name),
    CaptureStep: lambda o, s, _: Capture(
        objective=o.name, field=s.field, primitive=s.primitive, required=s.required
    ),
    ChooseStep: lambda o, s, _: Choose(
        objective=o.name, field=s.field, options=s.options, required=s.required
    ),
    BookStep: _book,
    ChangeStep: lambda o, s, _: Change(objective=o.name, field=s.field, what=s.what),
    RouteStep: lambda o, s, _: Transfer(
        objective=o.name, contact=s.contact, number=s.number, mode=s.mode
    ),
    MessageStep: lambda o, s, _: TakeMessage(objective=o.name, urgent=s.urgent),
    AnswerStep: lambda o, _, v: Answer(objective=o.name, entry=v.question or ""),
    InformStep: lambda o, s, _: Inform(objective=o.name, topic=s.topic),
    FinishStep: _finish,
}


def outcome(graph: Graph, progress: Progress) -> str:
    """Return what a call is worth if it ends now, without flattery.

    The first closing whose condition holds names it, if it names anything; else what was achieved.
    """
    view = CallView(graph, progress)
    for objective in graph.objectives:
        step = objective.step
        if isinstance(step, FinishStep) and (objective.when is None or holds(objective.when, view)):
            return step.outcome or _achieved(view)
    return _achieved(view)


def _achieved(view: CallView) -> str:
    """Return the outcome that the results give.

    The graph's own (a lead, say) takes a confirmed way to reach the caller, or, where the graph
    asks for none, everything that is required. Else `partial` (something is known), `no_details`
    (everything was asked for, nothing given) or `abandoned`.
    """
    met = {name for name, state in view.states.items() if state == "met"}
    fields = [(one.name, one.step) for one in view.graph.objectives if isinstance(one.step, VALUED)]
    ways = {
        name for name, step in fields if isinstance(step, CaptureStep) and step.primitive in REACHES
    }
    needed = ways or {name for name, step in fields if step.required}
    if met & ways or (not ways and needed and met >= needed):
        return view.graph.outcome
    if any(name in met for name, _ in fields):
        return "partial"
    asked = bool(fields) and all(view.settled(name) for name, _ in fields)
    return "no_details" if asked else "abandoned"
