"""A call as conditions see it: its graph and its progress together."""

import re
from collections.abc import Mapping
from typing import Final, assert_never

from objective_engine.conditions import All, Condition, Raised, holds
from objective_engine.graph import Graph, Objective
from objective_engine.progress import Progress
from objective_engine.states import OVER, State
from objective_engine.steps import BookStep, CaptureStep, ChooseStep, QualifyStep, TriageStep
from spine.ids import ObjectiveName

_POSTCODE: Final = re.compile(r"\b(\d{4})\b", re.ASCII)
VALUED: Final = (CaptureStep, ChooseStep, BookStep)
"""Steps whose end is a value of the caller's."""


class CallView:
    """One look at a call; it lives no longer than one question to the engine."""

    def __init__(self, graph: Graph, progress: Progress) -> None:
        """Look at `progress` through `graph`."""
        self.graph = graph
        self.question = progress.question
        self.time = progress.time
        self.signals = progress.signals
        self.reachable = progress.reachable
        self.caller_known = progress.caller_known
        self.states: Mapping[ObjectiveName, State] = dict(progress.states)
        self._values = dict(progress.values)
        self._verdicts: dict[str, str] = {}
        self._hurry = "hurry" in progress.signals
        self._part: Condition | None = None
        self._held = False

    def value(self, name: str) -> str | None:
        """Return a confirmed value, or the verdict of a triage or qualification."""
        value = self._values.get(name)
        if value is not None:
            return value
        if name in self._verdicts:
            return self._verdicts[name]
        for verdict in self.graph.verdicts:
            if verdict.name == name:
                made = self._verdicts[name] = self._verdict(verdict.step)
                return made
        return None

    def _verdict(self, step: TriageStep | QualifyStep) -> str:
        match step:
            case TriageStep(rows=rows, otherwise=otherwise):
                return next((row.verdict for row in rows if holds(row.when, self)), otherwise)
            case QualifyStep(field=field):
                place = self._values.get(field)
                if place is None:
                    return "unknown"
                return "fits" if self.in_area(place) else "outside"
            case _:
                assert_never(step)

    def result(self, objective: str) -> str | None:
        """Return how an objective ended, None while it has not."""
        state = self.states.get(ObjectiveName(objective))
        return state if state in OVER else None

    def in_area(self, value: str) -> bool:
        """Tell whether a place is served: by postcode, by suburb and postcode, or by suburb."""
        area = self.graph.area
        if not area:
            return True
        said = f" {value.lower().replace(',', ' ')} "
        code = next(iter(reversed(_POSTCODE.findall(value))), "")
        return any(_names(one, said, code) for one in area)

    def wanted(self, objective: Objective) -> bool:
        """Tell whether a call as it stands has a use for an objective.

        A caller in a hurry is asked only for what is required.
        """
        when = objective.when
        if when is not None and not (self._all(when.of) if type(when) is All else self._is(when)):
            return False
        step = objective.step
        return not (self._hurry and isinstance(step, VALUED) and not step.required)

    def _all(self, parts: tuple[Condition, ...]) -> bool:
        """Tell whether all parts hold; signals, which are rare, stand first."""
        signals = self.signals
        for part in parts:
            if type(part) is Raised:
                if part.signal not in signals:
                    return False
            elif not self._is(part):
                return False
        return True

    def _is(self, part: Condition) -> bool:
        """Tell whether a condition holds; neighbours in a graph often share theirs."""
        if part is not self._part and part != self._part:
            self._part, self._held = part, holds(part, self)
        return self._held

    def settled(self, name: ObjectiveName) -> bool:
        """Tell whether an objective is over, or not wanted in this call as it stands."""
        if self.states.get(name) in OVER:
            return True
        objective = next((one for one in self.graph.objectives if one.name == name), None)
        if objective is None:
            return True  # a verdict: there is nothing to wait for
        return not self.wanted(objective)


def _names(entry: str, said: str, code: str) -> bool:
    """Tell whether an entry of an area is the place that was said, `code` its postcode if known."""
    if entry.isdecimal():
        return entry == code
    suburb, _, postcode = entry.rpartition(" ")
    if not postcode.isdecimal():
        return not code and f" {entry} " in said
    return code in {"", postcode} and f" {suburb} " in said
