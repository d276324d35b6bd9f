"""What a call has achieved so far: a fold over its events, and nothing else anywhere."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from objective_engine.facts import (
    CallerIdSeen,
    CallerRecognised,
    CorrectionAsked,
    Fact,
    HoursClassed,
    QuestionAsked,
    SignalRaised,
)
from objective_engine.graph import ANSWER
from objective_engine.states import LIFE, OVER, Move, State
from spine.events.call import (
    AnyEvent,
    CaptureConfirmed,
    EmergencyFlagged,
    ObjectiveBegun,
    ObjectiveEnded,
    PersonWanted,
)
from spine.ids import ObjectiveName

States = tuple[tuple[ObjectiveName, State], ...]


class Progress(msgspec.Struct, frozen=True, gc=False):
    """Everything that Level 2 knows of a call. No event changes one: each makes the next."""

    active: ObjectiveName | None = None
    state_of: Mapping[ObjectiveName, State] = msgspec.field(default_factory=dict)
    """Of objectives that are not pending, in the order of their last change."""
    value_of: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Confirmed values by field."""
    signals: tuple[str, ...] = ()
    """Sorted."""
    question: str | None = None
    """Knowledge entry of a question that is not answered yet; empty where none fits."""
    time: str = "unknown"
    reachable: tuple[str, ...] = ()
    caller_known: bool = False
    numbered: bool = False
    """Whether the network gave the caller's number."""

    @property
    def states(self) -> States:
        """Return the objectives that are not pending, the last changed last."""
        return tuple(self.state_of.items())

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Return the confirmed values by field, sorted."""
        return tuple(sorted(self.value_of.items()))

    @property
    def ended(self) -> States:
        """Return the objectives that are over, with their results, oldest first."""
        return tuple(pair for pair in self.state_of.items() if pair[1] in OVER)


_LIFE: Final = {
    move: {before: to for (before, how), to in LIFE.items() if how == move} for _, move in LIFE
}
"""LIFE by the move."""
_set: Final = msgspec.structs.replace


def _moved(progress: Progress, name: ObjectiveName, move: Move) -> Progress:
    """Move one objective through its life."""
    states = dict(progress.state_of)
    before = states.pop(name, "pending")
    after = _LIFE[move].get(before, before)
    if after != "pending":
        states[name] = after
    active = progress.active
    if after == "active":
        active = name
    elif active == name:
        active = None
    # built outright: this is asked for twice with every objective, and `replace` looks up each name
    return Progress(
        active,
        states,
        progress.value_of,
        progress.signals,
        progress.question,
        progress.time,
        progress.reachable,
        progress.caller_known,
        progress.numbered,
    )


def _begun(progress: Progress, event: ObjectiveBegun) -> Progress:
    active = progress.active
    if active is not None and active != event.objective:
        progress = _moved(progress, active, "interrupt")
    return _moved(progress, event.objective, "begin")


def _ended(progress: Progress, event: ObjectiveEnded) -> Progress:
    progress = _moved(progress, event.objective, event.result)
    if event.objective == ANSWER:
        return _set(progress, question=None)
    return progress


def _confirmed(progress: Progress, event: CaptureConfirmed) -> Progress:
    return Progress(
        progress.active,
        progress.state_of,
        {**progress.value_of, event.field: event.value},
        progress.signals,
        progress.question,
        progress.time,
        progress.reachable,
        progress.caller_known,
        progress.numbered,
    )


def _signalled(progress: Progress, signal: str) -> Progress:
    if signal in progress.signals:
        return progress
    return _set(progress, signals=tuple(sorted((*progress.signals, signal))))


def _corrected(progress: Progress, event: CorrectionAsked) -> Progress:
    """Open an objective again. A value that was taken back is void, whatever comes of asking."""
    values = {field: one for field, one in progress.value_of.items() if field != event.objective}
    return _set(_moved(progress, event.objective, "reopen"), value_of=values)


def _classed(progress: Progress, event: HoursClassed) -> Progress:
    return _set(progress, time=event.time, reachable=event.reachable)


_FOLDS: Final[Mapping[type, Callable[[Progress, Any], Progress]]] = {
    ObjectiveBegun: _begun,
    ObjectiveEnded: _ended,
    CaptureConfirmed: _confirmed,
    EmergencyFlagged: lambda progress, _: _signalled(progress, "emergency"),
    PersonWanted: lambda progress, _: _signalled(progress, "person"),
    SignalRaised: lambda progress, event: _signalled(progress, event.signal),
    QuestionAsked: lambda progress, event: _set(progress, question=event.entry),
    CorrectionAsked: _corrected,
    HoursClassed: _classed,
    CallerRecognised: lambda progress, _: _set(progress, caller_known=True),
    CallerIdSeen: lambda progress, event: _set(progress, numbered=bool(event.number)),
}


def apply(progress: Progress, event: AnyEvent | Fact) -> Progress:
    """Take one event of the call; those that Level 2 has no use for change nothing."""
    fold = _FOLDS.get(type(event))
    return progress if fold is None else fold(progress, event)
