"""A call as conditions see it: its graph and its progress together."""

import re
from collections.abc import Mapping
from typing import Final

from objective_engine.conditions import holds
from objective_engine.graph import Graph, Objective
from objective_engine.progress import Progress
from objective_engine.states import OVER, State
from objective_engine.steps import QualifyStep, TriageStep
from spine.ids import ObjectiveName

_POSTCODE: Final = re.compile(r"\b(\d{4})\b", re.ASCII)


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

    def _objective(self, name: str) -> Objective | None:
        return next((one for one in self.graph.objectives if one.name == name), None)

    def value(self, name: str) -> str | None:
        """Return a confirmed value, or the verdict of a triage or qualification."""
        if name in self._values:
            return self._values[name]
        objective = self._objective(name)
        match objective.step if objective else None:
            case TriageStep(rows=rows, otherwise=otherwise):
                first = (row.verdict for row in rows if holds(row.when, self))
                return next(first, otherwise)
            case QualifyStep(field=field):
                place = self._values.get(field)
                if place is None:
                    return "unknown"
                return "fits" if self.in_area(place) else "outside"
            case _:
                return None

    def result(self, objective: str) -> str | None:
        """Return how an objective ended, None while it has not."""
        state = self.states.get(ObjectiveName(objective))
        return state if state in OVER else None

    def in_area(self, value: str) -> bool:
        """Tell whether a place is served: by its postcode, else by its suburb."""
        area = self.graph.area
        if not area:
            return True
        codes = _POSTCODE.findall(value)
        if codes:
            return codes[-1] in area
        said = f" {value.lower()} "
        return any(f" {suburb} " in said.replace(",", " ") for suburb in area)

    def settled(self, name: ObjectiveName) -> bool:
        """Tell whether an objective is over, or not wanted in this call as it stands."""
        if self.states.get(name) in OVER:
            return True
        objective = self._objective(name)
        if objective is None or isinstance(objective.step, (TriageStep, QualifyStep)):
            return True
        return objective.when is not None and not holds(objective.when, self)
