"""Facts that Level 2 folds besides the results of its objectives.

All but two are event types of a call, and the Voice Core sends them. That the network gave a number
is an input of the call. `CallerRecognised` is not sent yet: nobody looks a number up, so only the
checker and the tests say it.
"""

from spine.events.call import (
    BusinessTime,
    CallEvent,
    CorrectionAsked,
    HoursClassed,
    QuestionAsked,
    Signal,
    SignalRaised,
)
from spine.events.inputs import CallerIdSeen

__all__ = [
    "BusinessTime",
    "CallerIdSeen",
    "CallerRecognised",
    "CorrectionAsked",
    "Fact",
    "HoursClassed",
    "QuestionAsked",
    "Signal",
    "SignalRaised",
]


class CallerRecognised(CallEvent, frozen=True, tag="caller.recognised.v1"):
    """The caller's number has rung this business before. It proves nothing about who speaks."""


Fact = (
    SignalRaised | QuestionAsked | CorrectionAsked | HoursClassed | CallerIdSeen | CallerRecognised
)
