"""What can happen next in a call, as the events that the Voice Core would send."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, get_args

import msgspec

from objective_engine.directives import (
    Answer,
    AnyDirective,
    Book,
    Capture,
    Change,
    Choose,
    Finish,
    Greet,
    Inform,
    TakeMessage,
    Transfer,
)
from objective_engine.facts import CorrectionAsked, Fact, QuestionAsked, Signal, SignalRaised
from objective_engine.graph import Graph
from objective_engine.naming import BOOKED
from objective_engine.progress import Progress
from objective_engine.states import ENDINGS, Kind, Result
from objective_engine.steps import BookStep, CaptureStep, ChooseStep
from objective_engine.view import CallView
from spine.events.call import AnyEvent, CaptureConfirmed, ObjectiveEnded
from spine.ids import CallMs, FieldName, ObjectiveName

AT: Final = CallMs(0)
"""The engine has no clock, so neither have these calls."""
Source = Literal["result", "caller", "clock"]


class Move(msgspec.Struct, frozen=True):
    """Something that happens, and how a person would put it."""

    source: Source
    said: str
    events: tuple[AnyEvent | Fact, ...]


KINDS: Final[Mapping[type, Kind]] = {
    Greet: "greet",
    Capture: "capture",
    Choose: "choose",
    Book: "book",
    Change: "reschedule",
    Transfer: "route",
    TakeMessage: "message",
    Answer: "answer",
    Inform: "inform",
    Finish: "finish",
}
ENDED: Final[Mapping[str, str]] = {
    "declined": "the caller would rather not",
    "exhausted": "it cannot be understood",
    "failed": "it fails",
}


def results(graph: Graph, directive: AnyDirective) -> Iterator[Move]:
    """Yield every way in which a directive may end."""
    kind = KINDS[type(directive)]
    for result in ENDINGS[kind]:
        if result == "met":
            yield from _met(graph, directive)
        else:
            yield _ending(directive.objective, result, ENDED[result])


def _ending(name: ObjectiveName, result: Result, said: str, value: str | None = None) -> Move:
    ended = ObjectiveEnded(at_ms=AT, objective=name, result=result)
    if value is None:
        return Move("result", said, (ended,))
    confirmed = CaptureConfirmed(at_ms=AT, field=FieldName(name), value=value)
    return Move("result", said, (confirmed, ended))


_MET: Final[Mapping[type, str]] = {
    Greet: "the caller has heard it",
    Change: "the request is taken",
    Transfer: "somebody answers",
    TakeMessage: "the message is taken",
    Answer: "the caller has heard it",
    Inform: "the caller has heard it",
}


def _met(graph: Graph, directive: AnyDirective) -> Iterator[Move]:
    said = _MET.get(type(directive))
    if said is not None:
        yield _ending(directive.objective, "met", said)
        return
    for value in _values(graph, directive):
        yield _ending(directive.objective, "met", f"the caller says: {value}", value)


def _values(graph: Graph, directive: AnyDirective) -> tuple[str, ...]:
    match directive:
        case Choose(options=options):
            return tuple(option.name for option in options)
        case Book():
            return BOOKED
        case Capture(primitive="yes_no"):
            return ("yes", "no")
        case Capture(primitive="address" | "reason" | "spelling") if graph.area:
            return (graph.area[0], "a place 0000")
        case _:
            return (f"a {directive.objective}",)


SIGNAL_SAID: Final[Mapping[Signal, str]] = {
    "emergency": "somebody is in danger",
    "person": "I want to speak to a person",
    "wrong_number": "sorry, wrong number",
    "sales_call": "I have an offer for you",
    "abuse": "(abuse)",
    "hurry": "I have not much time",
}


def interruptions(
    progress: Progress,
    *,
    entries: tuple[str, ...] = (),
    only: Callable[[str], bool] = lambda _: True,
) -> Iterator[Move]:
    """Yield what a caller may say at any time besides answering.

    Args:
        progress: The call so far.
        entries: Knowledge entries to ask about.
        only: Which signals to give.
    """
    for signal in get_args(Signal):
        if signal not in progress.signals and only(signal):
            raised = SignalRaised(at_ms=AT, signal=signal)
            yield Move("caller", SIGNAL_SAID[signal], (raised,))
    for entry in entries:
        about = entry or "something that nobody has written down"
        asked = QuestionAsked(at_ms=AT, entry=entry)
        yield Move("caller", f"asks about {about}", (asked,))


TAKEN_BACK: Final = (CaptureStep, ChooseStep, BookStep)


def corrections(graph: Graph, progress: Progress) -> Iterator[Move]:
    """Yield what a caller may take back, of what still matters to the call."""
    view = CallView(graph, progress)
    for one in graph.objectives:
        if view.states.get(one.name) != "met" or not isinstance(one.step, TAKEN_BACK):
            continue
        if view.fits(graph.tables.row_of[one.name]):
            asked = CorrectionAsked(at_ms=AT, objective=one.name)
            yield Move("caller", f"no, the {one.name} was wrong", (asked,))


def spoken(directive: AnyDirective) -> str:
    """Return what the agent does, as a line of a dialogue."""
    return _SPOKEN[type(directive)](directive)


_SPOKEN: Final[Mapping[type, Callable[[Any], str]]] = {
    Greet: lambda _: "says the recording notice",
    Capture: lambda d: f"asks for {d.field}",
    Choose: lambda d: f"asks which {d.field}",
    Book: lambda d: f"offers times for {d.field}",
    Change: lambda d: f"takes a request to {d.what}",
    Transfer: lambda d: f"rings {d.contact} ({d.number})",
    TakeMessage: lambda d: f"takes {'an urgent' if d.urgent else 'a'} message",
    Answer: lambda d: f"answers about {d.entry}" if d.entry else "says that somebody will answer",
    Inform: lambda d: f"informs about {d.topic}",
    Finish: lambda d: f"says goodbye ({d.outcome})",
}
