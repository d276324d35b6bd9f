"""When two calls are the same as far as anything that can still happen is concerned.

The checker looks at each class of calls once. What is left out of a key is what no condition of the
graph can see: which of two unasked-for results a field had, which of two options that no condition
tells apart. What the engine answers is always part of the key, so an engine that does tell them
apart is seen to do so.
"""

from collections.abc import Iterator

from objective_engine.conditions import (
    All,
    CallerKnown,
    Condition,
    Ended,
    InArea,
    Is,
    Raised,
    Reachable,
    Test,
    TimeIs,
    atoms,
    test_of,
)
from objective_engine.directives import AnyDirective, Finish
from objective_engine.graph import ANSWER, PLAN, Graph
from objective_engine.progress import Progress
from objective_engine.proving.endings import Outs
from objective_engine.states import OVER
from objective_engine.steps import (
    BookStep,
    CaptureStep,
    ChooseStep,
    QualifyStep,
    TriageStep,
)
from objective_engine.view import CallView
from spine.ids import ObjectiveName

Key = tuple[object, ...]


class Sameness:
    """What can be told apart in one graph."""

    def __init__(self, graph: Graph) -> None:
        """Gather everything that some condition looks at."""
        self.graph = graph
        every = tuple(_every_atom(graph))
        self._caller_matters = any(isinstance(atom, CallerKnown) for atom in every)
        times = {atom: None for atom in every if isinstance(atom, TimeIs)}
        self._times = tuple(map(test_of, times))
        self._places = {atom.name for atom in every if isinstance(atom, InArea)} | {
            one.step.field for one in graph.verdicts if isinstance(one.step, QualifyStep)
        }
        self._compared: dict[str, dict[tuple[str, ...], None]] = {}
        for atom in every:
            if isinstance(atom, Is):
                self._compared.setdefault(atom.name, {})[atom.values] = None
        self._told: dict[str, dict[tuple[str, ...], None]] = {}
        for atom in every:
            if isinstance(atom, Ended):
                self._told.setdefault(atom.objective, {})[atom.results] = None
        self._ways = graph.tables.ways
        self._optional = tuple(
            one.name
            for one in graph.objectives
            if isinstance(one.step, (CaptureStep, ChooseStep, BookStep)) and not one.step.required
        )
        self._outs = Outs(graph)
        self._place = {one.name: at for at, one in enumerate(graph.objectives)}
        self._tails = _tails(graph)
        self._heard = tuple(_heard_up_to(graph))
        self._timed = tuple(_timed(graph))

    def moment(self, progress: Progress) -> Key:
        """Return what can be told of the time: what some condition asks of it, and who is there."""
        view = CallView(self.graph, progress)
        return tuple(test(view) for test in self._times), progress.reachable

    @property
    def timed(self) -> bool:
        """Tell whether the time matters at all."""
        return bool(self._timed)

    def awake(self, progress: Progress) -> bool:
        """Tell whether the time could make a difference to what is asked next.

        It cannot while each objective that hangs on the time still waits for something else.
        """
        if not self._timed:
            return False
        view = CallView(self.graph, progress)
        return any(
            view.states.get(name) not in OVER and all(test(view) for test in rest)
            for name, rest in self._timed
        )

    def key(self, progress: Progress, directive: AnyDirective, reopened: str) -> Key:
        """Return what matters of a call, given what is asked for now."""
        if isinstance(directive, Finish):
            return (directive,)
        last = self._horizon(progress, directive.objective)
        whole = last == len(self.graph.objectives)
        states = progress.state_of
        heard = self._heard[last - 1]
        view = CallView(self.graph, progress)
        out = self._outs.out(view)
        return (
            directive,
            tuple(sorted(self._over(progress, last, out))),
            tuple(self._seen(progress, view, out)) if whole else (),
            tuple(signal for signal in progress.signals if signal in heard),
            "hurry" in progress.signals and any(states.get(n) not in OVER for n in self._optional),
            (progress.question, bool(reopened)) if whole else None,
            self.moment(progress) if self.awake(progress) else None,
            progress.caller_known and self._caller_matters,
        )

    def tail(self, progress: Progress, asked: ObjectiveName) -> bool:
        """Tell whether a signal has taken this call over."""
        return self._horizon(progress, asked) < len(self.graph.objectives)

    def _horizon(self, progress: Progress, asked: ObjectiveName) -> int:
        """Return how many objectives can still be asked for.

        While a signal's own objectives are due, no later one is looked at by the engine at all, so
        two calls that differ only there go on alike. A call that leaves them is told apart again.
        """
        at = self._place.get(asked, 0)
        for signal, end in self._tails:
            if signal in progress.signals and 0 < at <= end:
                return end + 1
        return len(self.graph.objectives)

    def _over(
        self, progress: Progress, last: int, out: tuple[bool, ...]
    ) -> Iterator[tuple[object, ...]]:
        """Yield what can be told of the objectives that are over.

        What was asked for before the caller changed the subject, and what nothing refers to, is
        left out: a call that comes back to its first subject is looked at in one of its forms.
        """
        for name, state in progress.state_of.items():
            at = self._place.get(name, last)
            if state in OVER and at < last and name != ANSWER:
                told = tuple(state in results for results in self._told.get(name, ()))
                if told or not out[at]:
                    yield at, name in self._ways and state == "met", told

    def _seen(self, progress: Progress, view: CallView, out: tuple[bool, ...]) -> Iterator[object]:
        """Yield what can be told of the values that may still decide something."""
        for name, value in progress.values:
            if self._outs.matters(name, out, view):
                seen: list[object] = [value in values for values in self._compared.get(name, ())]
                if name in self._places:
                    seen.append(value)
                yield name, tuple(seen)


def _every_atom(graph: Graph) -> Iterator[Condition]:
    for one in graph.objectives:
        if one.when is not None:
            yield from atoms(one.when)
    for verdict in graph.verdicts:
        if isinstance(verdict.step, TriageStep):
            for row in verdict.step.rows:
                yield from atoms(row.when)


def _tails(graph: Graph) -> tuple[tuple[str, int], ...]:
    """Return, for each signal that takes a call over, the last objective that serves it."""
    ends: dict[str, int] = {}
    for at, one in enumerate(graph.objectives):
        for atom in atoms(one.when) if one.when is not None else ():
            if isinstance(atom, Raised) and atom.signal in {"emergency", "person"}:
                ends[atom.signal] = at
    return tuple(ends.items())


def _heard_up_to(graph: Graph) -> Iterator[frozenset[str]]:
    """Yield, for each objective, the signals that it or one before it listens to.

    Danger is heard by all: the outcome depends on it.
    """
    heard = frozenset({"emergency"})
    verdicts = [
        atom.signal
        for verdict in graph.verdicts
        if isinstance(verdict.step, TriageStep)
        for row in verdict.step.rows
        for atom in atoms(row.when)
        if isinstance(atom, Raised)
    ]
    for one in graph.objectives:
        every = atoms(one.when) if one.when is not None else ()
        heard |= {atom.signal for atom in every if isinstance(atom, Raised)}
        heard |= frozenset(verdicts) if one.rank >= PLAN else frozenset()
        yield heard


def _timed(graph: Graph) -> Iterator[tuple[ObjectiveName, tuple[Test, ...]]]:
    """Yield the objectives that hang on the time, each with what else it waits for."""
    names: set[str] = set()
    for _ in graph.verdicts:
        for verdict in graph.verdicts:
            if isinstance(verdict.step, TriageStep) and any(
                _is_timed(row.when, names) for row in verdict.step.rows
            ):
                names.add(verdict.name)
    for one in graph.objectives:
        if one.when is not None and _is_timed(one.when, names):
            parts = one.when.of if isinstance(one.when, All) else (one.when,)
            yield one.name, tuple(test_of(part) for part in parts if not _is_timed(part, names))


def _is_timed(condition: Condition, names: set[str]) -> bool:
    return any(
        isinstance(atom, (TimeIs, Reachable)) or (isinstance(atom, Is) and atom.name in names)
        for atom in atoms(condition)
    )
