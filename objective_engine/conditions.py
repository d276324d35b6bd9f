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


def _place(condition: InArea, view: View) -> bool:
    value = view.value(condition.name)
    return value is not None and view.in_area(value)


def _all(condition: All, view: View) -> bool:
    # plain loops: this is asked for every objective at every turn
    for one in condition.of:  # noqa: SIM110
        if not _HOLDS[type(one)](one, view):
            return False
    return True


def _any(condition: AnyOf, view: View) -> bool:
    for one in condition.of:  # noqa: SIM110
        if _HOLDS[type(one)](one, view):
            return True
    return False


_HOLDS: Final[Mapping[type, Callable[[Any, View], bool]]] = {
    TimeIs: lambda c, v: v.time == c.time or (c.time == "closed" and v.time == "holiday"),
    CallerKnown: lambda _, v: v.caller_known,
    Raised: lambda c, v: c.signal in v.signals,
    Is: lambda c, v: v.value(c.name) in c.values,
    Known: lambda c, v: v.value(c.name) is not None,
    InArea: _place,
    Ended: lambda c, v: v.result(c.objective) in c.results,
    Reachable: lambda c, v: c.contact in v.reachable,
    Not: lambda c, v: not holds(c.of, v),
    All: _all,
    AnyOf: _any,
}


def holds(condition: Condition, view: View) -> bool:
    """Tell whether a condition is true of a call as it stands."""
    return _HOLDS[type(condition)](condition, view)


def atoms(condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that are no combination of others, left to right."""
    match condition:
        case Not(of=inner):
            return atoms(inner)
        case All(of=parts) | AnyOf(of=parts):
            return tuple(atom for part in parts for atom in atoms(part))
        case _:
            return (condition,)
