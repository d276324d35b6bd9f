"""The longest call that nobody's interruption makes longer, and what it costs."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from objective_engine.directives import AnyDirective, Book, Capture, Choose
from objective_engine.proving.calls import Call, Calls
from objective_engine.proving.moves import KINDS

SECONDS: Final[Mapping[str, int]] = {
    "greet": 4,
    "capture": 60,
    "choose": 45,
    "book": 90,
    "reschedule": 60,
    "route": 40,
    "message": 75,
    "answer": 20,
    "inform": 10,
    "finish": 6,
}
"""Planning figures, not measured: the worst case of each kind, three failed attempts included."""
MICROAUD_PER_SECOND: Final = 200_000 // 60
"""The target of $0.20 a minute, as the price of a second."""


class Worst(msgspec.Struct, frozen=True):
    """Bounds that hold for every call without interruptions."""

    questions: int = 0
    seconds: int = 0

    @property
    def microaud(self) -> int:
        """Return the cost in micro-dollars."""
        return self.seconds * MICROAUD_PER_SECOND


def seconds_of(directive: AnyDirective) -> int:
    """Return how long a directive may take."""
    return SECONDS[KINDS[type(directive)]]


def is_question(directive: AnyDirective) -> bool:
    """Tell whether the caller is asked something."""
    return isinstance(directive, (Capture, Choose, Book))


class Paths:
    """Longest ways through the classes of calls by results alone."""

    def __init__(self, calls: Calls) -> None:
        """Gather the ways on from each class."""
        self.calls = calls.firsts
        self.on: dict[int, list[int]] = {}
        for before, after in calls.edges:
            self.on.setdefault(before, []).append(after)
        self.starts = [at for at, call in enumerate(calls.firsts) if call.before is None]
        self.circle: Call | None = None

    def longest(self, weigh: Callable[[AnyDirective], int]) -> int:
        """Return the greatest weight of any call; notes a circle where there is one."""
        done: dict[int, int] = {}
        open_: set[int] = set()
        stack = [(start, False) for start in self.starts]
        while stack:
            at, left = stack.pop()
            call = self.calls[at]
            if left:
                open_.discard(at)
                ways = [done.get(after, 0) for after in self.on.get(at, ())]
                done[at] = weigh(call.directive) + max(ways, default=0)
            elif at in open_:
                self.circle = call
            elif at not in done:
                open_.add(at)
                stack.append((at, True))
                stack += [(after, False) for after in self.on.get(at, ())]
        return max((done.get(start, 0) for start in self.starts), default=0)
