"""The life of an objective as a table, and for each kind of objective how it may end.

The diagrams in docs/reference are drawn from these tables.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

State = Literal[
    "pending", "active", "suspended", "met", "declined", "exhausted", "failed", "skipped"
]
Move = Literal[
    "begin", "interrupt", "met", "declined", "exhausted", "failed", "reopen", "pass_over"
]
Result = Literal["met", "declined", "exhausted", "failed"]

OVER: Final = frozenset({"met", "declined", "exhausted", "failed"})
RESULTS: Final[tuple[Result, ...]] = ("met", "declined", "exhausted", "failed")

BEFORE: Final[tuple[State, ...]] = ("pending", "active", "suspended")

LIFE: Final[Mapping[tuple[State, Move], State]] = MappingProxyType(
    {
        ("pending", "begin"): "active",
        ("pending", "pass_over"): "skipped",  # its condition does not hold: derived, never stored
        ("active", "interrupt"): "suspended",
        ("suspended", "begin"): "active",
        # a volunteered value ends what has not begun
        **{(state, result): result for state in BEFORE for result in RESULTS},
        # what Level 1 reports last holds
        **{(state, result): result for state in RESULTS for result in RESULTS},
        **{(state, "reopen"): "pending" for state in RESULTS},
        **{(state, "begin"): "active" for state in RESULTS},
    }
)  # fmt: skip
"""A pair that is missing changes nothing."""

Kind = Literal[
    "greet", "capture", "choose", "triage", "qualify", "book", "reschedule", "cancel", "route",
    "message", "answer", "inform", "finish",
]  # fmt: skip
SILENT: Final = frozenset({"triage", "qualify"})
"""Decided by Level 2 alone; they say nothing and have no events."""
ENDINGS: Final[Mapping[Kind, tuple[Result, ...]]] = MappingProxyType(
    {
        "greet": ("met", "failed"),
        "capture": RESULTS,
        "choose": RESULTS,
        "triage": (),
        "qualify": (),
        "book": RESULTS,  # exhausted: no slot fits; failed: the ledger did not answer
        "reschedule": RESULTS,
        "cancel": RESULTS,
        "route": ("met", "declined", "failed"),  # failed: nobody answered
        "message": ("met", "declined", "failed"),
        "answer": ("met", "failed"),
        "inform": ("met", "failed"),
        "finish": ("met",),
    }
)
"""How each kind may end. A kind's own machine is LIFE without the results it cannot have."""


def machine(kind: Kind) -> dict[tuple[State, Move], State]:
    """Return the state machine of one kind."""
    return {
        (state, move): to
        for (state, move), to in LIFE.items()
        if (state not in OVER or state in ENDINGS[kind])
        and (move not in OVER or move in ENDINGS[kind])
    }
