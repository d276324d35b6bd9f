"""The nodes of a compiled graph."""

from typing import Final

import msgspec

from objective_engine.conditions import Condition
from objective_engine.steps import AnyStep, QualifyStep, TriageStep
from spine.ids import ObjectiveName

OPENING, DANGER, PERSON, TURN_AWAY, QUESTION, PLAN, CLOSING = range(7)
"""Ranks: danger goes before a wish for a person, that before everything that is asked for."""

GREET: Final = ObjectiveName("greet")
ANSWER: Final = ObjectiveName("answer")
FINISH: Final = ObjectiveName("finish")


class Objective(msgspec.Struct, frozen=True, kw_only=True):
    """One node of the graph; ready once everything that it needs has ended, however it ended."""

    name: ObjectiveName
    step: AnyStep
    needs: tuple[ObjectiveName, ...] = ()
    when: Condition | None = None
    """None: in every call."""
    signal: str = ""
    """The signal that `when` asks for first, if it does: without it nothing else is looked at."""
    rank: int = PLAN
    """What comes first when several are ready; within a rank, the order of the file."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A name whose value follows from what is known; it is never asked for."""

    name: ObjectiveName
    step: TriageStep | QualifyStep
