"""Conditions as a sentence for the operator."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from objective_engine.conditions import (
    All,
    AnyOf,
    CallerKnown,
    Condition,
    Ended,
    InArea,
    Is,
    Known,
    Not,
    Raised,
    Reachable,
    TimeIs,
)

SIGNAL_WORDS: Final[Mapping[str, str]] = {
    "emergency": "the caller speaks of danger",
    "person": "the caller asks for a person",
    "wrong_number": "the caller has rung the wrong number",
    "sales_call": "the caller is selling something",
    "abuse": "the caller is abusive",
    "hurry": "the caller is in a hurry",
}
TIME_WORDS: Final[Mapping[str, str]] = {
    "open": "the business is open",
    "closed": "the business is closed",
    "holiday": "it is a holiday",
}
RESULT_WORDS: Final[Mapping[str, str]] = {
    "met": "succeeded",
    "declined": "was refused",
    "exhausted": "could not be understood",
    "failed": "failed",
}


def words(name: str) -> str:
    """Return a name as it is read aloud."""
    return name.replace("_", " ")


def either(names: tuple[str, ...]) -> str:
    """Return a list of names joined by “or”."""
    return " or ".join(words(name) for name in names)


def _ended(condition: Ended) -> str:
    if len(condition.results) == len(RESULT_WORDS):
        return f"“{words(condition.objective)}” is over"
    how = " or ".join(RESULT_WORDS[result] for result in condition.results)
    return f"“{words(condition.objective)}” {how}"


def _not(condition: Not) -> str:
    match condition.of:
        case Known(name=name):
            return f"{words(name)} is not known"
        case Is(name=name, values=values):
            return f"{words(name)} is not {either(values)}"
        case TimeIs(time="open"):
            return "the business is not open"
        case Reachable(contact=contact):
            return f"{words(contact)} cannot be rung now"
        case Ended(objective=name, results=("met",)):
            return f"“{words(name)}” did not succeed"
        case AnyOf(of=parts):
            return " and ".join(english(Not(of=part)) for part in parts)
        case _:
            return f"it is not so that {english(condition.of)}"


def _joined(parts: tuple[Condition, ...], word: str, inner: type) -> str:
    said = [f"({english(part)})" if isinstance(part, inner) else english(part) for part in parts]
    return f" {word} ".join(said)


_SAID: Final[Mapping[type, Callable[[Any], str]]] = {
    TimeIs: lambda c: TIME_WORDS[c.time],
    CallerKnown: lambda _: "the caller's number has rung before",
    Raised: lambda c: SIGNAL_WORDS[c.signal],
    Is: lambda c: f"{words(c.name)} is {either(c.values)}",
    Known: lambda c: f"{words(c.name)} is known",
    InArea: lambda c: f"{words(c.name)} is in the service area",
    Ended: _ended,
    Reachable: lambda c: f"{words(c.contact)} can be rung now",
    Not: _not,
    All: lambda c: _joined(c.of, "and", AnyOf) if c.of else "always",
    AnyOf: lambda c: _joined(c.of, "or", All) if c.of else "never",
}


def english(condition: Condition) -> str:
    """Return a condition as part of an English sentence, to stand after “when”."""
    return _SAID[type(condition)](condition)
