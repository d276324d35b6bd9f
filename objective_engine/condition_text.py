"""Conditions as people write them: `service is burst_pipe and not open`.

condition  = some { "or" some }
some       = one { "and" one }
one        = "not" one | "(" condition ")" | atom
atom       = "open" | "closed" | "holiday" | "known caller" | "caller wants" SIGNAL
           | NAME "is" VALUE { "or" "is" VALUE } | NAME "in" "(" VALUE { "," VALUE } ")"
           | NAME "is known" | NAME "is missing" | NAME "in area" | CONTACT "reachable"
           | OBJECTIVE ( "met" | "declined" | "exhausted" | "failed" | "over" )
"""

import re
from collections.abc import Mapping
from typing import Final, get_args

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
from objective_engine.diagnostics import did_you_mean
from objective_engine.facts import BusinessTime, Signal

MAX_TOKENS: Final = 200
TIMES: Final[Mapping[str, BusinessTime]] = {
    "open": "open",
    "closed": "closed",
    "holiday": "holiday",
}
SIGNALS: Final[tuple[Signal, ...]] = get_args(Signal)
RESULTS: Final = ("met", "declined", "exhausted", "failed")
_TOKEN: Final = re.compile(r"\s*(?:([a-z][a-z0-9_]*)|([(),]))", re.ASCII)
_WORDS: Final = frozenset({"and", "or", "not", "is", "in", "known", "missing", "area", "wants"})


class ConditionError(ValueError):
    """A condition cannot be read; the message is a sentence, `cure` says what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.cure = cure


def parse_condition(text: str) -> Condition:
    """Return the condition that a text says.

    Raises:
        ConditionError: If it says none.
    """
    parser = _Parser(_tokens(text))
    condition = parser.either()
    if parser.rest:
        raise ConditionError(f"`{parser.rest[0]}` is one word too many.", _EXAMPLE)
    return condition


_EXAMPLE: Final = "write it like `service is burst_pipe and not open`."


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or len(tokens) >= MAX_TOKENS:
            shown = text[at:].strip()[:20]
            raise ConditionError(f"a condition cannot go on with `{shown}`.", _EXAMPLE)
        tokens.append(match[1] or match[2])
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens

    def _takes(self, *wanted: str) -> bool:
        if tuple(self.rest[: len(wanted)]) != wanted:
            return False
        del self.rest[: len(wanted)]
        return True

    def _name(self) -> str:
        if not self.rest or self.rest[0] in _WORDS or not self.rest[0][0].isalpha():
            found = f"before `{self.rest[0]}`" if self.rest else "at the end"
            raise ConditionError(f"a name is missing {found}.", _EXAMPLE)
        return self.rest.pop(0)

    def either(self) -> Condition:
        parts = [self._both()]
        while self._takes("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(of=tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._takes("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(of=tuple(parts))

    def _one(self) -> Condition:
        if self._takes("not"):
            return Not(of=self._one())
        if self._takes("("):
            inner = self.either()
            if not self._takes(")"):
                raise ConditionError("a bracket is not closed.", "add `)`.")
            return inner
        return self._atom()

    def _atom(self) -> Condition:
        if self._takes("known", "caller"):
            return CallerKnown()
        if self._takes("caller", "wants"):
            return self._signal()
        name = self._name()
        if self._takes("in", "area"):
            return InArea(name=name)
        if self._takes("in", "("):
            return Is(name=name, values=self._values())
        if self._takes("is"):
            return self._is(name)
        return self._state(name)

    def _signal(self) -> Condition:
        given = self._name()
        for signal in SIGNALS:
            if signal == given:
                return Raised(signal=signal)
        raise ConditionError(f"there is no signal `{given}`.", did_you_mean(given, SIGNALS))

    def _values(self) -> tuple[str, ...]:
        values = [self._name()]
        while self._takes(","):
            values.append(self._name())
        if not self._takes(")"):
            raise ConditionError("a bracket is not closed.", "add `)`.")
        return tuple(values)

    def _is(self, name: str) -> Condition:
        if self._takes("known"):
            return Known(name=name)
        if self._takes("missing"):
            return Not(of=Known(name=name))
        values = [self._name()]
        while self._takes("or", "is"):
            values.append(self._name())
        return Is(name=name, values=tuple(values))

    def _state(self, name: str) -> Condition:
        if self._takes("reachable"):
            return Reachable(contact=name)
        if self._takes("over"):
            return Ended(objective=name, results=RESULTS)
        for result in RESULTS:
            if self._takes(result):
                return Ended(objective=name, results=(result,))
        if name in TIMES:
            return TimeIs(time=TIMES[name])
        raise ConditionError(f"`{name}` alone says nothing.", _EXAMPLE)
