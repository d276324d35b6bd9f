"""A call as conditions see it: its graph and its progress together."""

from collections.abc import Mapping

from objective_engine.graph import Graph
from objective_engine.progress import Progress
from objective_engine.states import OVER, State
from objective_engine.tables import Decision, Row
from spine.ids import ObjectiveName


class CallView:
    """One look at a call; it lives no longer than one question to the engine."""

    __slots__ = (
        "_held",
        "_values",
        "_verdicts",
        "caller_known",
        "graph",
        "hurry",
        "numbered",
        "question",
        "reachable",
        "signals",
        "states",
        "tables",
        "time",
    )

    def __init__(self, graph: Graph, progress: Progress) -> None:
        """Look at `progress` through `graph`."""
        self.graph = graph
        self.tables = graph.tables
        self.question = progress.question
        self.time = progress.time
        self.signals = progress.signals
        self.reachable = progress.reachable
        self.caller_known = progress.caller_known
        self.numbered = progress.numbered
        self.states: Mapping[ObjectiveName, State] = progress.state_of
        self._values = progress.value_of
        self._verdicts: dict[str, str] = {}
        self.hurry = "hurry" in progress.signals
        self._held: list[bool | None] = [None] * len(self.tables.tests)
        """What came of each condition, by number."""

    def value(self, name: str) -> str | None:
        """Return a confirmed value, or the verdict of a triage or qualification."""
        value = self._values.get(name)
        if value is not None:
            return value
        verdict = self._verdicts.get(name)
        if verdict is None and (decision := self.tables.decisions.get(name)) is not None:
            verdict = self._verdicts[name] = self._verdict(decision)
        return verdict

    def _verdict(self, decision: Decision) -> str:
        if decision.place:
            place = self._values.get(decision.place)
            if place is None:
                return "unknown"
            return "fits" if self.in_area(place) else "outside"
        for test, verdict in decision.rows:
            if test(self):
                return verdict
        return decision.otherwise

    def result(self, objective: str) -> str | None:
        """Return how an objective ended, None while it has not."""
        state = self.states.get(ObjectiveName(objective))
        return state if state in OVER else None

    def in_area(self, value: str) -> bool:
        """Tell whether a place is served; without an area, every place is."""
        area = self.tables.area
        return area is None or area.holds(value)

    def wanted(self, row: Row) -> bool:
        """Tell whether a call as it stands has a use for an objective.

        A caller in a hurry is asked only for what is required.
        """
        return not (self.hurry and row.spared) and self.fits(row)

    def fits(self, row: Row) -> bool:
        """Tell whether an objective's condition holds; each part of it is asked about once."""
        held = self._held
        for number in row.waits:
            known = held[number]
            if known is None:
                known = held[number] = self.tables.tests[number](self)
            if not known:
                return False
        return True

    def settled(self, name: ObjectiveName) -> bool:
        """Tell whether an objective is over, or not wanted in this call as it stands."""
        if self.states.get(name) in OVER:
            return True
        row = self.tables.row_of.get(name)
        # without a row it is a verdict: there is nothing to wait for
        return row is None or not self.wanted(row)
