"""Text calls made from a graph, and what must hold in each: the last gate before it takes calls.

No scenario file and no chance: the same graph on the same core gives the same calls and the same
verdict, on any machine.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from agent_worker.voice_core.core import Core
from objective_engine.graph import Graph
from objective_engine.hours import DAY_MINUTES, WEEK_MINUTES, classify
from objective_engine.steps import AnswerStep, ChooseStep
from spine.errors import RequestError
from stress.trial_caller import Part
from stress.trial_checks import (
    Check,
    all_kept,
    answered,
    corrected,
    ended_as,
    given_up,
    left,
    none_kept,
    nothing_promised,
    only_required,
    put_through,
    raised,
    worth_it,
)
from stress.trial_fields import draw_truths, steps_of
from stress.trial_run import run_trial
from stress.trial_words import HURRY, LATER, TURNED_AWAY, UNKNOWN, URGENT
from stress.truths import Asking, Truth, choosing, draw_of, is_known, primitive_of

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
    holds: tuple[Check, ...]
    """What must hold besides what holds in any call; each says what is wrong, or nothing."""


def run_trials(core: Core, graph: Graph) -> int:
    """Hold every trial call of a graph; return how many there were.

    Raises:
        TrialFailedError: At the first that fails.
    """
    held = 0
    for trial in trials_of(graph):
        run = run_trial(core, graph, part=trial.part, rings_at=trial.rings_at)
        holds = (nothing_promised, *trial.holds)
        why = run.broken or next(filter(None, (check(run) for check in holds)), "")
        if why:
            raise TrialFailedError(trial.name, why, run.transcript)
        held += 1
    return held


def trials_of(graph: Graph) -> Iterator[Trial]:
    """Make the trial calls of a graph.

    Raises:
        TrialFailedError: If it asks for something that no trial's caller can give.
    """
    fields = steps_of(graph)
    for step in fields:
        if not is_known(step):
            why = f"no trial's caller knows how to give a `{primitive_of(step)}`"
            raise TrialFailedError(f"gives {step.field}", why)
    moments = tuple(_moments(graph))
    make = Maker(graph, fields, moments[0][1])
    for hours, rings_at in moments:
        for seed in range(1, SEEDS + 1):
            yield make.truthful(f"tells the truth, {hours}, {seed}", rings_at)
        yield from make.choosing_each(hours, rings_at)
    yield from make.unwilling()
    yield from make.mistaken()
    yield make.gone()
    yield make.silent()
    for hours, rings_at in moments:
        yield from make.urgent(hours, rings_at)
    yield from make.turned_away()
    yield from make.hurried()
    yield from make.asking()
    yield from make.taking_back()


class Maker:
    """Casts callers for one graph."""

    def __init__(self, graph: Graph, fields: tuple[Asking, ...], rings_at: datetime) -> None:
        """Cast for a graph; whoever is not told when rings at `rings_at`."""
        self._graph = graph
        self._fields = fields
        self._rings_at = rings_at
        self._every = frozenset(
            field for field, truth in self._truths("every").items() if truth.said
        )

    def truthful(self, name: str, rings_at: datetime) -> Trial:
        """One who gives whatever is asked for."""
        part = Part(truths=self._truths(name))
        return self._trial(name, part, all_kept, worth_it, rings_at=rings_at)

    def choosing_each(self, hours: str, rings_at: datetime) -> Iterator[Trial]:
        """For each thing that can be chosen, one who chooses it: a call may go another way."""
        for step in self._fields:
            for option in step.options if isinstance(step, ChooseStep) else ():
                name = f"chooses {option.name}, {hours}"
                truths = self._truths(name) | {str(step.field): choosing(option)}
                yield self._trial(name, Part(truths=truths), all_kept, rings_at=rings_at)

    def unwilling(self) -> Iterator[Trial]:
        """One who gives what is required, and one who gives nothing."""
        optional = frozenset(str(step.field) for step in self._fields if not step.required)
        for name, declines in (("gives only what is required", optional), _GIVES_NOTHING):
            not_given = self._every if declines is None else declines
            if not_given:
                part = Part(truths=self._truths(name), declines=not_given)
                yield self._trial(name, part, all_kept, none_kept(not_given))

    def mistaken(self) -> Iterator[Trial]:
        """For each field that is read back, one who gives it wrong first."""
        for step in self._fields:
            name = f"corrects {step.field}"
            truths = self._truths(name)
            wrong = self._another(step, truths[step.field], name)
            if wrong is not None:
                part = Part(truths=truths, misspeaks={step.field: wrong})
                yield self._trial(name, part, all_kept)

    def gone(self) -> Trial:
        """One who hangs up in the middle."""
        name = "hangs up in the middle"
        leaves_at = str(self._fields[len(self._fields) // 2].field) if self._fields else ""
        part = Part(truths=self._truths(name), leaves_at=leaves_at)
        return self._trial(name, part, left(leaves_at))

    def silent(self) -> Trial:
        """One who says nothing at all."""
        part = Part(truths={}, silent=True)
        return self._trial("says nothing", part, none_kept(self._every), given_up)

    def urgent(self, hours: str, rings_at: datetime) -> Iterator[Trial]:
        """Who is in danger, or wants a person: somebody answers, or nobody does."""
        everybody = frozenset(one.name for one in self._graph.contacts)
        for who, answers in (("answered", everybody), ("not answered", frozenset[str]())):
            for does, words, route, outcome, checks in URGENT:
                name = f"{does}, {hours}, {who}"
                truths = self._truths(name)
                part = Part(truths=truths, opens_with=(words,), answers=answers)
                through = put_through(route, outcome)
                yield self._trial(name, part, *checks, through, all_kept, rings_at=rings_at)

    def turned_away(self) -> Iterator[Trial]:
        """Who should not have rung: let go politely, and never a lead."""
        for name, signal, words in TURNED_AWAY:
            part = Part(truths=self._truths(name), opens_with=words)
            yield self._trial(name, part, raised(signal), ended_as(signal))

    def hurried(self) -> Iterator[Trial]:
        """Who has no time."""
        name = "is in a hurry"
        part = Part(truths=self._truths(name), opens_with=(HURRY,))
        yield self._trial(name, part, raised("hurry"), only_required, all_kept)

    def asking(self) -> Iterator[Trial]:
        """Who asks something in the middle, known or not."""
        at = next((str(one.field) for one in self._fields if primitive_of(one) == "phone"), "")
        if not at or not any(isinstance(one.step, AnswerStep) for one in self._graph.objectives):
            return
        known = [(one.name, one.questions[0], one.answer) for one in self._graph.knowledge]
        for entry, words, answer in (*known, UNKNOWN):
            name = f"asks about {entry or 'something else'}"
            part = Part(truths=self._usual(name), opens_with=(words,), opens_at=at)
            yield self._trial(name, part, answered(entry, answer, at), all_kept)

    def taking_back(self) -> Iterator[Trial]:
        """Who takes the number back once the next thing is asked for."""
        fields = [(str(one.field), primitive_of(one)) for one in self._fields]
        at = next((n for n, one in enumerate(fields) if one[1] == "phone"), len(fields))
        later = next((one for one, kind in fields[at + 1 :] if kind in LATER), "")
        if not later:
            return
        name, field = "takes the number back", fields[at][0]
        truths = self._usual(name)
        step = self._fields[at]
        other = self._another(step, truths[field], name)
        if other is not None:
            said = f"actually my number is {other.said}"
            part = Part(truths=truths, opens_with=(said,), opens_at=later, changes={field: other})
            yield self._trial(name, part, corrected(field, other.value, later), all_kept)

    def _usual(self, name: str) -> dict[str, Truth]:
        """Draw truths of a caller who chooses the first thing of all, and then what is last.

        What cannot wait stands at the top of a business's services; this caller can.
        """
        choices = tuple(one for one in self._fields if isinstance(one, ChooseStep))
        places = (0, *(-1 for _ in choices[1:]))
        chosen = {
            str(one.field): choosing(one.options[place])
            for one, place in zip(choices, places, strict=False)
        }
        return self._truths(name) | chosen

    def _trial(
        self,
        name: str,
        part: Part,
        *holds: Check,
        rings_at: datetime | None = None,
    ) -> Trial:
        return Trial(name=name, part=part, rings_at=rings_at or self._rings_at, holds=holds)

    def _truths(self, name: str) -> dict[str, Truth]:
        draw = random.Random(f"{self._graph.tenant}/{name}")
        return draw_truths(self._graph, draw, self._rings_at.date())

    def _another(self, step: Asking, truth: Truth, name: str) -> Truth | None:
        """Return another value; None where there is none, or none is read back."""
        draw = random.Random(f"{self._graph.tenant}/{name}/wrong")
        kind, today = primitive_of(step), self._rings_at.date()
        drawn = (draw_of(kind, draw, today=today, step=step) for _ in range(_DRAWS))
        return next((one for one in drawn if _is_another(kind, one, truth)), None)


_GIVES_NOTHING: Final[tuple[str, frozenset[str] | None]] = ("gives nothing", None)
_DRAWS: Final = 20


def _is_another(kind: str, one: Truth, truth: Truth) -> bool:
    """Tell whether it is another value, plainly: two codes that begin alike are soon mixed up."""
    if kind == "spelling":
        return set(one.value).isdisjoint(truth.value)
    return one.heard != truth.heard


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
