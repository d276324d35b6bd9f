"""Facts that Level 2 folds besides those of `spine.events.call`.

A core that sends one of them adds it to the call's event types; until then only the checker and
the tests do. Like every event they name what happened, in the past tense, and never change.
"""

from typing import Literal

from spine.events.call import CallEvent
from spine.ids import ObjectiveName

Signal = Literal["emergency", "person", "wrong_number", "sales_call", "abuse", "hurry"]
"""What a caller may make plain at any time; a closed set, recognised by Level 1 alone."""
BusinessTime = Literal["open", "closed", "holiday"]


class SignalRaised(CallEvent, frozen=True, tag="signal.raised.v1"):
    """Level 1 understood one of the signals. Once raised it stays raised."""

    signal: Signal


class QuestionAsked(CallEvent, frozen=True, tag="question.asked.v1"):
    """The caller asked something; Level 1 found which knowledge entry it is about."""

    entry: str
    """Name of a knowledge entry, empty where none fits."""


class CorrectionAsked(CallEvent, frozen=True, tag="correction.asked.v1"):
    """The caller took back an answer: its objective is open again and its value is void."""

    objective: ObjectiveName


class HoursClassed(CallEvent, frozen=True, tag="hours.classed.v1"):
    """What time it is for the business, whenever that changes (`objective_engine.hours`)."""

    time: BusinessTime
    reachable: tuple[str, ...]
    """Contacts whose hours these are, in the order of the configuration."""


class CallerRecognised(CallEvent, frozen=True, tag="caller.recognised.v1"):
    """The caller's number has rung this business before. It proves nothing about who speaks."""


Fact = SignalRaised | QuestionAsked | CorrectionAsked | HoursClassed | CallerRecognised
