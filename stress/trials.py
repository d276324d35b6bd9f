"""Text calls made from a graph, and what must hold in each: the last gate before it takes calls.

No scenario file and no chance: the same graph on the same core gives the same calls and the same
verdict, on any machine.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from objective_engine.hours import DAY_MINUTES, WEEK_MINUTES, classify
from objective_engine.steps import ChooseStep, FinishStep
from spine.errors import RequestError
from spine.events.call import EmergencyFlagged, PersonWanted
from stress.trial_caller import Part
from stress.trial_run import Run, run_trial
from stress.truths import Asking, Truth, choosing, draw_truth, is_known, primitive_of

DANGER: Final = "I can smell gas"
PERSON: Final = "can I talk to a real person please"
Flag = type[PersonWanted] | type[EmergencyFlagged]
SEEDS: Final = 3
"""How many truthful callers ring in each kind of hours."""


class TrialFailedError(RequestError):
    """A call that was made from the graph did not go as it must: the graph takes no calls."""

    code = "config.trial_failed"
    exit_code = 5

    def __init__(self, trial: str, why: str, transcript: tuple[str, ...] = ()) -> None:
        super().__init__(f"the trial call “{trial}” failed: {why}")
        self.trial = trial
        self.why = why
        self.transcript = transcript
        """Both sides of that call, a line each; every value in it is made up."""


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One call that is going to be made."""

    name: str
    part: Part
    rings_at: datetime
    holds: tuple[Callable[[Run], str], ...]
    """What must hold besides what holds in any call; each says what is wrong, or nothing."""


def run_trials(core: Core, graph: Graph) -> int:
    """Hold every trial call of a graph; return how many there were.

    Raises:
        TrialFailedError: At the first that fails.
    """
    held = 0
    for trial in trials_of(graph):
        run = run_trial(core, graph, part=trial.part, rings_at=trial.rings_at)
        why = next(filter(None, (run.broken, *(holds(run) for holds in trial.holds))), "")
        if why:
            raise TrialFailedError(trial.name, why, run.transcript)
        held += 1
    return held


def trials_of(graph: Graph) -> Iterator[Trial]:
    """Make the trial calls of a graph.

    Raises:
        TrialFailedError: If it asks for something that no trial's caller can give.
    """
    fields = tuple(one.step for one in graph.objectives if isinstance(one.step, Asking))
    for step in fields:
        if not is_known(step):
            why = f"no trial's caller knows how to give a `{primitive_of(step)}`"
            raise TrialFailedError(f"gives {step.field}", why)
    moments = tuple(_moments(graph))
    make = _Maker(graph, fields, moments[0][1])
    for hours, rings_at in moments:
        for seed in range(1, SEEDS + 1):
            yield make.truthful(f"tells the truth, {hours}, {seed}", rings_at)
        yield from make.choosing_each(hours, rings_at)
    yield from make.unwilling()
    yield from make.mistaken()
    yield make.gone()
    yield make.silent()
    yield make.opening("asks for a person", PERSON, PersonWanted)
    yield make.opening("is in danger", DANGER, EmergencyFlagged)


class _Maker:
    """Casts callers for one graph."""

    def __init__(self, graph: Graph, fields: tuple[Asking, ...], rings_at: datetime) -> None:
        self._graph = graph
        self._fields = fields
        self._every = frozenset(str(step.field) for step in fields)
        self._rings_at = rings_at

    def truthful(self, name: str, rings_at: datetime) -> Trial:
        part = Part(truths=self._truths(name))
        return self._trial(name, part, _all_kept, _worth_it, rings_at=rings_at)

    def choosing_each(self, hours: str, rings_at: datetime) -> Iterator[Trial]:
        """For each thing that can be chosen, one who chooses it: a call may go another way."""
        for step in self._fields:
            for option in step.options if isinstance(step, ChooseStep) else ():
                name = f"chooses {option.name}, {hours}"
                truths = self._truths(name) | {str(step.field): choosing(option)}
                yield self._trial(name, Part(truths=truths), _all_kept, rings_at=rings_at)

    def unwilling(self) -> Iterator[Trial]:
        """One who gives what is required, and one who gives nothing."""
        optional = frozenset(str(step.field) for step in self._fields if not step.required)
        for name, declines in (("gives only what is required", optional), _GIVES_NOTHING):
            not_given = self._every if declines is None else declines
            if not_given:
                part = Part(truths=self._truths(name), declines=not_given)
                yield self._trial(name, part, _all_kept, _none_kept(not_given))

    def mistaken(self) -> Iterator[Trial]:
        """For each field that is read back, one who gives it wrong first."""
        for step in self._fields:
            name = f"corrects {step.field}"
            truths = self._truths(name)
            wrong = self._another(step, truths[step.field], name)
            if wrong is not None:
                part = Part(truths=truths, misspeaks={step.field: wrong})
                yield self._trial(name, part, _all_kept)

    def gone(self) -> Trial:
        """One who hangs up in the middle."""
        name = "hangs up in the middle"
        leaves_at = str(self._fields[len(self._fields) // 2].field) if self._fields else ""
        part = Part(truths=self._truths(name), leaves_at=leaves_at)
        return self._trial(name, part, _left(leaves_at))

    def silent(self) -> Trial:
        """One who says nothing at all."""
        part = Part(truths={}, silent=True)
        return self._trial("says nothing", part, _none_kept(self._every), _given_up)

    def opening(self, name: str, words: str, event: Flag) -> Trial:
        """One who says something else first, and then tells the truth."""
        part = Part(truths=self._truths(name), opens_with=words)
        return self._trial(name, part, _flagged(event), _all_kept)

    def _trial(
        self,
        name: str,
        part: Part,
        *holds: Callable[[Run], str],
        rings_at: datetime | None = None,
    ) -> Trial:
        return Trial(name=name, part=part, rings_at=rings_at or self._rings_at, holds=holds)

    def _truths(self, name: str) -> dict[str, Truth]:
        draw = random.Random(f"{self._graph.tenant}/{name}")
        return {str(step.field): draw_truth(step, draw) for step in self._fields}

    def _another(self, step: Asking, truth: Truth, name: str) -> Truth | None:
        """Return another value; None where there is none, or none is read back."""
        draw = random.Random(f"{self._graph.tenant}/{name}/wrong")
        drawn = (draw_truth(step, draw) for _ in range(_DRAWS))
        return next((one for one in drawn if one.heard != truth.heard), None)


_GIVES_NOTHING: Final[tuple[str, frozenset[str] | None]] = ("gives nothing", None)
_DRAWS: Final = 20


def _moments(graph: Graph) -> Iterator[tuple[str, datetime]]:
    """Return a moment of each kind of hours that the business has, the first one always."""
    zone = ZoneInfo(graph.time_zone)
    first = datetime.fromisoformat(f"{graph.as_of}T09:00").replace(tzinfo=zone)
    found: dict[str, datetime] = {}
    days = (datetime.fromisoformat(one.first).date() - first.date() for one in graph.closures)
    closures = tuple(day.days * DAY_MINUTES for day in days if day.days >= 0)
    edges = {(end - first.weekday() * DAY_MINUTES - 9 * 60) % WEEK_MINUTES for _, end in graph.week}
    edges |= {(at - first.weekday() * DAY_MINUTES - 9 * 60) % WEEK_MINUTES for at, _ in graph.week}
    for minute in (0, *sorted(edges), *closures):
        at = first + timedelta(minutes=minute)
        found.setdefault(classify(graph, at.isoformat())[0], at)
    yield from found.items()


def _all_kept(run: Run) -> str:
    """What was asked for was given, and is known; `declines` is judged by `_none_kept`."""
    missing = [one for one in run.asked if one not in run.kept and one not in run.not_given]
    return f"not kept: {', '.join(missing)}" if missing else ""


def _none_kept(fields: frozenset[str]) -> Callable[[Run], str]:
    def holds(run: Run) -> str:
        kept = [field for field in run.kept if field in fields]
        return f"kept, and nobody gave it: {', '.join(kept)}" if kept else ""

    return holds


def _flagged(event: Flag) -> Callable[[Run], str]:
    def holds(run: Run) -> str:
        there = any(isinstance(one, event) for one in run.events)
        return "" if there else f"nothing was made of it: no {event.__struct_config__.tag}"

    return holds


def _worth_it(run: Run) -> str:
    """A caller who gives everything has got somewhere."""
    worth = {run.graph.outcome, *(_outcomes(run.graph))}
    return "" if run.outcome in worth else f"all was given, and the call ended as {run.outcome!r}"


def _outcomes(graph: Graph) -> Iterator[str]:
    for one in graph.objectives:
        if isinstance(one.step, FinishStep) and one.step.outcome:
            yield one.step.outcome


def _left(leaves_at: str) -> Callable[[Run], str]:
    def holds(run: Run) -> str:
        if leaves_at in run.asked and run.ended_by != "caller":
            return f"the caller left, and {run.ended_by} ended the call"
        return ""

    return holds


def _given_up(run: Run) -> str:
    return "" if run.outcome == "silent" else f"nobody spoke, and the call ended as {run.outcome!r}"
