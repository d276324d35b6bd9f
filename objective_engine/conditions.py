"""Conditions: a small closed language over what a call knows. Typed, total, and sayable.

Every condition is true or false in every call, whatever is still unknown: a value that is not known
equals nothing. Conditions are written as text (`condition_text`), kept as these structs in the
graph, and printed back as English for the operator who answers for them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import msgspec

from objective_engine.facts import BusinessTime, Signal


class _Condition(msgspec.Struct, frozen=True, tag_field="op"):
    """What all conditions are."""


class TimeIs(_Condition, frozen=True, tag="time"):
    """The business is open, closed (a holiday is closed too), or on holiday."""

    time: BusinessTime


class CallerKnown(_Condition, frozen=True, tag="caller_known"):
    """The caller's number has rung before."""


class Raised(_Condition, frozen=True, tag="raised"):
    """The caller gave a signal."""

    signal: Signal


class Is(_Condition, frozen=True, tag="is"):
    """A value, or the verdict of a triage, is one of these."""

    name: str
    values: tuple[str, ...]


class Known(_Condition, frozen=True, tag="known"):
    """A value has been confirmed."""

    name: str


class InArea(_Condition, frozen=True, tag="in_area"):
    """A confirmed address or suburb lies in the service area."""

    name: str


class Ended(_Condition, frozen=True, tag="ended"):
    """An objective ended with one of these results."""

    objective: str
    results: tuple[str, ...]


class Reachable(_Condition, frozen=True, tag="reachable"):
    """A contact may be rung now."""

    contact: str


class Not(_Condition, frozen=True, tag="not"):
    """The opposite."""

    of: "Condition"


class All(_Condition, frozen=True, tag="all"):
    """Each of them; of none, true."""

    of: tuple["Condition", ...]


class AnyOf(_Condition, frozen=True, tag="any"):
    """At least one of them; of none, false."""

    of: tuple["Condition", ...]


Condition = (
    TimeIs | CallerKnown | Raised | Is | Known | InArea | Ended | Reachable | Not | All | AnyOf
)


class View(Protocol):
    """What conditions look at."""

    time: str
    caller_known: bool
    signals: tuple[str, ...]
    reachable: tuple[str, ...]

    def value(self, name: str) -> str | None:
        """Return a confirmed value or a verdict."""
        ...

    def result(self, objective: str) -> str | None:
        """Return how an objective ended."""
        ...

    def in_area(self, value: str) -> bool:
        """Tell whether a confirmed place is served."""
        ...


Test = Callable[[View], bool]


def _place(condition: InArea) -> Test:
    def served(view: View) -> bool:
        value = view.value(condition.name)
        return value is not None and view.in_area(value)

    return served


def _not(condition: Not) -> Test:
    inner = test_of(condition.of)
    return lambda view: not inner(view)


def _all(condition: All) -> Test:
    tests = tuple(map(test_of, condition.of))

    def every(view: View) -> bool:
        # plain loops: this is asked for every objective at every turn
        for test in tests:  # noqa: SIM110
            if not test(view):
                return False
        return True

    return every


def _any(condition: AnyOf) -> Test:
    tests = tuple(map(test_of, condition.of))

    def some(view: View) -> bool:
        for test in tests:  # noqa: SIM110
            if test(view):
                return True
        return False

    return some


def _time(condition: TimeIs) -> Test:
    times = {condition.time, "holiday"} if condition.time == "closed" else {condition.time}
    return lambda view: view.time in times


def _is(condition: Is) -> Test:
    name, values = condition.name, condition.values
    return lambda view: view.value(name) in values


def _ended(condition: Ended) -> Test:
    objective, results = condition.objective, condition.results
    return lambda view: view.result(objective) in results


_TESTS: Final[Mapping[type, Callable[[Any], Test]]] = {
    TimeIs: _time,
    CallerKnown: lambda _: lambda view: view.caller_known,
    Raised: lambda condition: lambda view: condition.signal in view.signals,
    Is: _is,
    Known: lambda condition: lambda view: view.value(condition.name) is not None,
    InArea: _place,
    Ended: _ended,
    Reachable: lambda condition: lambda view: condition.contact in view.reachable,
    Not: _not,
    All: _all,
    AnyOf: _any,
}


def test_of(condition: Condition) -> Test:
    """Return the question whether a condition is true of a call as it stands, made once."""
    return _TESTS[type(condition)](condition)


def holds(condition: Condition, view: View) -> bool:
    """Tell whether a condition is true of a call as it stands."""
    return test_of(condition)(view)


def atoms(condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that are no combination of others, left to right."""
    match condition:
        case Not(of=inner):
            return atoms(inner)
        case All(of=parts) | AnyOf(of=parts):
            return tuple(atom for part in parts for atom in atoms(part))
        case _:
            return (condition,)
