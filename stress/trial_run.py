"""Holds one trial call and says what is wrong with it, if anything is."""

from collections.abc import Coroutine
from datetime import datetime
from functools import reduce
from typing import Any, Final

import msgspec

from agent_worker.voice_core.core import Core
from agent_worker.voice_core.step import begin, step
from objective_engine.engine import apply, next_step, outcome
from objective_engine.facts import HoursClassed
from objective_engine.graph import Graph
from objective_engine.hours import classify
from objective_engine.progress import Progress
from objective_engine.steps import FinishStep
from spine.errors import BrokenPromiseError
from spine.events.call import (
    AgentSpoke,
    AnyEvent,
    CallEnded,
    CaptureConfirmed,
    CaptureStarted,
    ObjectiveBegun,
    TurnHeard,
)
from spine.events.inputs import AnyInput, CallAnswered
from spine.ids import CallMs
from stress.text_call import TextCall
from stress.trial_caller import Part, TrialCaller
from stress.truths import letters_of

ENDINGS: Final = frozenset(
    {"partial", "no_details", "abandoned", "silent", "unreachable", "emergency"}
)
"""What the engine and the core call a call that has not got what it was for."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A trial call that is over."""

    graph: Graph
    events: tuple[AnyEvent, ...]
    hours: HoursClassed
    """What time it was for the business."""
    not_given: frozenset[str] = frozenset()
    """Fields that the caller would rather not give."""
    broken: str = ""
    """What does not hold though it must in any call."""

    @property
    def kept(self) -> dict[str, str]:
        """Confirmed values by field."""
        confirmed = (one for one in self.events if isinstance(one, CaptureConfirmed))
        return {str(one.field): one.value for one in confirmed}

    @property
    def asked(self) -> tuple[str, ...]:
        """Fields that the agent began to ask for."""
        return tuple(str(one.field) for one in self.events if isinstance(one, CaptureStarted))

    @property
    def left(self) -> tuple[str, ...]:
        """Fields that were asked for when the call turned to something else for good."""
        states = dict(reduce(apply, self.events, Progress()).states)
        turned = {str(one) for one, state in states.items() if state in {"active", "suspended"}}
        return tuple(field for field in self.asked if turned & {field, field.rpartition(".")[0]})

    @property
    def phrases(self) -> tuple[str, ...]:
        """What the agent said, by its names in the phrase bank."""
        return tuple(
            name for one in self.events if isinstance(one, AgentSpoke) for name in one.phrases
        )

    @property
    def outcome(self) -> str:
        """How it ended; empty if it did not."""
        return next((one.outcome for one in self.events if isinstance(one, CallEnded)), "")

    @property
    def ended_by(self) -> str:
        """Who ended it; `nobody` if it did not end."""
        return next((one.by for one in self.events if isinstance(one, CallEnded)), "nobody")

    @property
    def transcript(self) -> tuple[str, ...]:
        """What both sides said, a line each."""
        lines: list[str] = []
        for one in self.events:
            match one:
                case AgentSpoke(text=text):
                    lines.append(f"agent   {text}")
                case TurnHeard(texts=texts):
                    lines.append(f"caller  {texts[0] if texts else ''}")
                case CallEnded(outcome=ended, by=by):
                    lines.append(f"the call is over: {ended}, ended by {by}")
                case _:
                    pass
        return tuple(lines)


def run_trial(core: Core, graph: Graph, *, part: Part, rings_at: datetime) -> Run:
    """Hold one call, then check what must hold in any."""
    caller = TrialCaller(part)
    taken: list[tuple[AnyInput, tuple[AnyEvent, ...]]] = []

    def record(happening: AnyInput, events: tuple[AnyEvent, ...]) -> None:
        taken.append((happening, events))
        caller.watch(events)

    answered = CallAnswered(
        at_ms=CallMs(0),
        dialled=graph.numbers[0] if graph.numbers else "",
        local_time=rings_at.isoformat(timespec="seconds"),
        settings="trial",
    )
    call = TextCall(core, graph, caller=caller, record=record, answers=part.answers)
    broken = ""
    try:
        _finish(call.run(answered))
    except Exception as exc:  # noqa: BLE001 - an edge: whatever a graph makes a core raise
        broken = f"the call breaks: {type(exc).__name__}: {exc}"
    run = Run(
        graph=graph,
        events=tuple(one for _, events in taken for one in events),
        hours=_hours(graph, answered),
        not_given=part.declines,
    )
    broken = (
        broken
        or _ended(run)
        or _followed(run)
        or _wrong_value(run, part, caller.said)
        or _replayed(core, run, taken)
    )
    return msgspec.structs.replace(run, broken=broken)


def _finish(call: Coroutine[Any, Any, Any]) -> None:
    """Hold a call whose caller waits for nothing: no loop is needed, and one may be running."""
    try:
        call.send(None)
    except StopIteration:
        return
    call.close()
    raise BrokenPromiseError("a trial's caller waits for something")


def _ended(run: Run) -> str:
    if not run.outcome:
        return "the call does not end"
    own = {one.step.outcome for one in run.graph.objectives if isinstance(one.step, FinishStep)}
    if run.outcome not in {run.graph.outcome, *ENDINGS, *own}:
        return f"it ended as {run.outcome!r}, which is none of its outcomes"
    due = outcome(run.graph, reduce(apply, run.events, apply(Progress(), run.hours)))
    if run.outcome not in {due, "silent"}:
        return f"it ended as {run.outcome!r}, and what was achieved is {due!r}"
    return ""


def _hours(graph: Graph, answered: CallAnswered) -> HoursClassed:
    time, reachable = classify(graph, answered.local_time)
    return HoursClassed(at_ms=answered.at_ms, time=time, reachable=reachable)


def _followed(run: Run) -> str:
    """What the call turned to is what the configuration wants, each time."""
    progress = apply(Progress(), run.hours)
    for event in run.events:
        if isinstance(event, ObjectiveBegun) and not _waits(progress):
            wanted = next_step(run.graph, progress).objective
            if wanted != event.objective:
                return f"it turned to {event.objective}, and the configuration wants {wanted}"
        progress = apply(progress, event)
    return ""


def _waits(progress: Progress) -> bool:
    """Say whether something that was begun is put aside, to be confirmed with what follows."""
    return any(state in {"active", "suspended"} for _, state in progress.states)


def _wrong_value(run: Run, part: Part, said: list[str]) -> str:
    """A value is what the caller gave, and where it is read back only what it said yes to."""
    spoken = {letters_of(one) for one in said}
    for field, value in run.kept.items():
        given = [all_of[field] for all_of in (part.truths, part.changes) if field in all_of]
        if not given:
            return f"{field} was kept, and nobody gave it"
        as_said = not given[0].heard and letters_of(value) in spoken
        if not as_said and value not in {truth.value for truth in given}:
            return f"{field} was kept as {value!r}; the caller gave {given[-1].value!r}"
    return ""


def _replayed(core: Core, run: Run, taken: list[tuple[AnyInput, tuple[AnyEvent, ...]]]) -> str:
    state = begin()
    for happening, before in taken:
        state, events, _ = step(core, run.graph, state, happening)
        if msgspec.json.encode(events) != msgspec.json.encode(before):
            return f"replayed, it differs at {happening.at_ms} ms"
    return ""
