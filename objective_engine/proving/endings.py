"""Which objectives are out of a call for good, as long as the caller takes nothing back."""

from collections.abc import Iterator, Mapping

from objective_engine.conditions import All, Condition, InArea, Is, Known, atoms, test_of
from objective_engine.graph import Graph
from objective_engine.states import OVER
from objective_engine.steps import QualifyStep, TriageStep
from objective_engine.view import CallView


class Outs:
    """What each objective waits for, part by part, and the values that each part hangs on."""

    def __init__(self, graph: Graph) -> None:
        """Take every condition to pieces, equal pieces once."""
        self.graph = graph
        self._sources = _sources(graph)
        numbers: dict[Condition, int] = {}
        self._waits = tuple(
            tuple(numbers.setdefault(part, len(numbers)) for part in _parts(one.when))
            for one in graph.objectives
        )
        self._pieces = tuple((test_of(part), self._names(part)) for part in numbers)
        self._looks: dict[str, list[int]] = {}
        for place, one in enumerate(graph.objectives):
            for name in self._all_names(one.when):
                self._looks.setdefault(name, []).append(place)

    def _all_names(self, condition: Condition | None) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for atom in atoms(condition) if condition is not None else ():
            if isinstance(atom, (Is, Known, InArea)):
                found |= self._sources.get(atom.name, frozenset({atom.name}))
        return found

    def _names(self, part: Condition) -> frozenset[str] | None:
        """Return the values that alone decide a part, None where anything else does too."""
        if all(isinstance(atom, (Is, Known, InArea)) for atom in atoms(part)):
            return self._all_names(part)
        return None

    def out(self, view: CallView) -> tuple[bool, ...]:
        """Tell for each objective whether a part of its condition is false for good."""
        false = tuple(
            names is not None
            and all(view.states.get(name) in OVER for name in names)  # type: ignore[call-overload]
            and not test(view)
            for test, names in self._pieces
        )
        return tuple(any(false[number] for number in waits) for waits in self._waits)

    def matters(self, name: str, out: tuple[bool, ...], view: CallView) -> bool:
        """Tell whether a value can still decide anything."""
        objectives = self.graph.objectives
        return any(
            not out[place] and view.states.get(objectives[place].name) not in OVER
            for place in self._looks.get(name, ())
        )


def _parts(condition: Condition | None) -> Iterator[Condition]:
    if isinstance(condition, All):
        for part in condition.of:
            yield from _parts(part)
    elif condition is not None:
        yield condition


def _sources(graph: Graph) -> Mapping[str, frozenset[str]]:
    """Return, for each verdict, the confirmed values that it follows from."""
    found: dict[str, frozenset[str]] = {}
    for _ in range(len(graph.verdicts) + 1):
        for verdict in graph.verdicts:
            found[verdict.name] = _below(verdict.step, found)
    return found


def _below(step: TriageStep | QualifyStep, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if isinstance(step, QualifyStep):
        return frozenset({step.field})
    names: frozenset[str] = frozenset()
    for row in step.rows:
        for atom in atoms(row.when):
            if isinstance(atom, (Is, Known, InArea)):
                names |= found.get(atom.name, frozenset({atom.name}))
            else:
                names |= {"?"}  # the time, a signal or a result: never settled
    return names
